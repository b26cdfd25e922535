//! What the crate documentation says about the rooms, held against their sources.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;

use crate::trial;

mod circles;

/// The floors of `src/lib.rs`'s documentation, lowest first.
const FLOORS: &[&[&str]] = &[
    &["model"],
    &["knowledge", "tree", "dockerfile", "shell", "wheel", "template", "today", "http"],
    &["python"],
    &["manifest", "index", "registry", "source"],
    &["lint"],
    &["witness", "policy"],
    &["detect"],
    &["facts"],
    &["preset", "record", "preflight"],
    &["render", "outputs", "write", "adopt"],
    &["error"],
    &["pipeline"],
    &["explain"],
    &["report"],
    &["cli", "prompt"],
    &["commands"],
];

pub fn trials() -> Vec<Trial> {
    vec![
        trial("rooms/the_floors_are_those_of_the_documentation", the_floors_are_those_of_the_documentation),
        trial("rooms/a_room_imports_from_lower_floors_only", a_room_imports_from_lower_floors_only),
        trial("rooms/one_room_prints_and_one_asks", one_room_prints_and_one_asks),
        trial("rooms/two_rooms_start_a_program_and_one_connects", two_rooms_start_a_program_and_one_connects),
        trial("rooms/two_rooms_touch_the_disk", two_rooms_touch_the_disk),
        trial("rooms/render_decides_nothing", render_decides_nothing),
        trial("rooms/servers_and_wrappers_are_rows", servers_and_wrappers_are_rows),
        trial("rooms/shells_compilers_and_images_are_rows", shells_compilers_and_images_are_rows),
        trial("rooms/one_reader_expands_words", one_reader_expands_words),
        trial("rooms/one_engine_makes_diagnostics", one_engine_makes_diagnostics),
        trial("rooms/the_two_files_have_their_names_in_one_place", the_two_files_have_their_names_in_one_place),
        trial("rooms/no_circle_of_more_than_two_files", circles::no_circle_of_more_than_two_files),
        trial("rooms/the_reader_of_imports", circles::the_reader_of_imports),
    ]
}

/// A source file, by its room, without what is compiled for tests only.
struct Source {
    room: String,
    path: PathBuf,
    text: String,
}

fn sources() -> Vec<Source> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut sources = Vec::new();
    let mut open = vec![src.clone()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let relative = path.strip_prefix(&src).unwrap().to_owned();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let is_test = relative.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")));
                let first = relative.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
                let room = first.trim_end_matches(".rs").to_owned();
                if !is_test && !matches!(room.as_str(), "main" | "lib" | "build") {
                    let text = fs::read_to_string(&path).unwrap();
                    let text = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default().to_owned();
                    sources.push(Source { room, path: relative, text });
                }
            }
        }
    }
    sources
}

fn floor(room: &str) -> usize {
    FLOORS.iter().position(|floor| floor.contains(&room)).unwrap_or_else(|| panic!("the room `{room}` stands on no floor"))
}

/// The rooms that the file imports from: what follows each `crate::`.
fn imports(text: &str) -> BTreeSet<String> {
    let code: String = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    code.split("crate::").skip(1).map(name).filter(|name| !name.is_empty()).collect()
}

fn the_floors_are_those_of_the_documentation() {
    let lib = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    let spelled: Vec<String> = FLOORS.iter().map(|floor| floor.join(" · ")).collect();
    let line = |(index, floor): (usize, &String)| format!("//! {}. {floor}\n", index + 1);
    let expected: String = spelled.iter().enumerate().map(line).collect();
    assert!(lib.contains(&expected), "the documentation of the crate does not hold\n{expected}");
    let declared: BTreeSet<&str> =
        lib.lines().filter_map(|line| line.strip_prefix("pub mod ")).map(|line| line.trim_end_matches(';')).collect();
    assert_eq!(declared, FLOORS.iter().copied().flatten().copied().collect());
    for room in declared {
        assert!(lib.contains(&format!("| [`{room}`] |")), "`{room}` has no line in the table of rooms");
    }
}

fn a_room_imports_from_lower_floors_only() {
    let mut wrong = BTreeMap::new();
    for source in sources() {
        let own = floor(&source.room);
        for import in imports(&source.text) {
            if import != source.room && floor(&import) >= own {
                wrong.insert(source.path.clone(), import);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

/// No source of a room outside of `allowed` may hold one of the words.
#[track_caller]
fn only(allowed: &[&str], words: &[&str]) {
    for source in sources().iter().filter(|source| !allowed.contains(&source.room.as_str())) {
        for line in source.text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let word = words.iter().find(|word| line.contains(**word));
            assert_eq!(word, None, "{}: {}", source.path.display(), line.trim());
        }
    }
}

fn one_room_prints_and_one_asks() {
    only(&["report"], &["println!", "eprintln!", "print!(", "eprint!(", "io::stdout", "dbg!"]);
    only(&["report", "prompt"], &["io::stderr", "console::"]);
    only(&["prompt"], &["dialoguer", "io::stdin"]);
    only(&["cli", "commands"], &["clap"]);
}

fn two_rooms_start_a_program_and_one_connects() {
    only(&["report", "registry", "source"], &["std::process"]);
    only(&["registry", "source"], &["process::Command", "process::{", "Command::new(\""]);
    only(&[], &["TcpStream", "reqwest", "std::net"]);
    only(&["http"], &["ureq::Agent", "Agent::"]);
    only(&["http", "index", "registry"], &["ureq", "crate::http::Agents"]);
    only(&["index", "commands", "error"], &["crate::index"]);
    only(&["registry", "commands", "error"], &["crate::registry"]);
}

/// Clippy holds single functions back (`clippy.toml`); this holds back the whole module.
///
/// `index`, `http`, `registry` and `source` touch no file of the project: two keep caches, one reads the file of certificates
/// that the user names, and one reads Docker's configuration.
fn two_rooms_touch_the_disk() {
    only(&["tree", "write", "index", "http", "registry", "source"], &["std::fs", "fs::File", "OpenOptions", "tempfile"]);
}

/// What a rendering needs to know is in the plan.
fn render_decides_nothing() {
    for source in sources().iter().filter(|source| source.room == "render") {
        let allowed = ["dockerfile", "model", "template"].map(str::to_owned).into();
        assert!(imports(&source.text).is_subset(&allowed), "{:?}", imports(&source.text));
    }
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut open = vec![templates];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            for condition in text.split("{% if ").skip(1) {
                assert!(condition.starts_with("not loop.first "), "{}: a template decides: {condition}", path.display());
            }
        }
    }
}

/// The names of the rows of a table of knowledge: of each `name = "…"`.
fn names(table: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge").join(table);
    let text = fs::read_to_string(path).unwrap();
    let name = |line: &str| line.strip_prefix("name = \"")?.strip_suffix('"').map(str::to_owned);
    text.lines().filter_map(name).collect()
}

/// What a server's options are, and what a wrapper takes, is asked of the rows. A rule of the lint may be about one of them.
fn servers_and_wrappers_are_rows() {
    // Names that are also words of Python, of compose files, of the shell's own grammar or of what installs; the rows of package
    // managers are no wrappers first of all.
    const OTHER_MEANINGS: &[&str] = &[
        "builtin",
        "celery",
        "command",
        "conda",
        "env",
        "exec",
        "fastapi",
        "flask",
        "hatch",
        "micromamba",
        "pdm",
        "pipenv",
        "pipx",
        "pixi",
        "poetry",
        "rye",
        "sudo",
        "time",
        "timeout",
        "twistd",
        "uv",
        "uvx",
    ];
    // What is installed beside Python, the shell's grammar, and commands that prepare something while the image is built.
    const OTHER_LISTS: &[&str] = &[
        "detect/start/files.rs",
        "lint/rules/adduser_missing.rs",
        "lint/rules/migrate_in_build.rs",
        "lint/rules/missing_runtime_lib.rs",
        "preflight/programs.rs",
        "preflight/run.rs",
        "shell/follow/mod.rs",
    ];
    let names: Vec<String> = [names("servers.toml"), names("wrappers.toml")].concat();
    assert!(names.len() > 60, "{names:?}");
    let named = names.iter().filter(|name| !OTHER_MEANINGS.contains(&name.as_str()));
    let quoted: Vec<(String, String)> = named.map(|name| (format!("\"{name}\""), name.replace('-', "_"))).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room != "knowledge") {
        let path = source.path.to_string_lossy().replace('\\', "/");
        if OTHER_LISTS.contains(&path.as_str()) {
            continue;
        }
        let stem = source.path.file_stem().unwrap().to_string_lossy().into_owned();
        let about = |name: &str| {
            path.starts_with("lint/rules/") && (stem.contains(name) || stem.contains("gunicorn") || stem.contains("uvicorn"))
        };
        for line in source.text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let found = quoted.iter().find(|(quoted, name)| line.contains(quoted.as_str()) && !about(name));
            wrong.extend(found.map(|(name, _)| format!("{path}: {name}: {}", line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The strings of the lists with this key in a table of knowledge.
fn listed(table: &str, key: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge").join(table);
    let text = fs::read_to_string(path).unwrap();
    let opening = format!("\n{key} = [");
    let lists = text.split(&opening).skip(1).filter_map(|rest| rest.split(']').next());
    lists.flat_map(|list| list.split('"').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn shells_compilers_and_images_are_rows() {
    // What is true of one of them alone, and lists in which it is one of many other programs.
    const ABOUT_ONE: &[&str] = &[
        "facts/runtime.rs",
        "lint/rules/adduser_missing.rs",
        "lint/rules/exec_missing.rs",
        "lint/rules/gcc_without_libc_dev.rs",
        "lint/rules/missing_runtime_lib.rs",
        "preflight/installs.rs",
        "preflight/programs.rs",
        "preflight/scripts.rs",
    ];
    let mut shells = listed("wrappers.toml", "shells");
    // It is what commands are written with.
    shells.retain(|shell| shell != "sh");
    let compilers = listed("toolchains.toml", "compilers");
    assert!(shells.len() >= 5 && compilers.len() >= 7, "{shells:?} {compilers:?}");
    let images = ["distributions", "distroless", "hardened", "python", "uv", "vendors"];
    let images = images.iter().flat_map(|file| listed(&format!("images/{file}.toml"), "repositories"));
    let images: Vec<String> = images.filter(|name| name.contains('/') && !name.contains('*')).collect();
    assert!(images.len() > 10, "{images:?}");
    let quoted: Vec<String> = shells.iter().chain(&compilers).map(|name| format!("\"{name}\"")).collect();
    let mut wrong = Vec::new();
    for source in sources().iter().filter(|source| source.room != "knowledge") {
        let path = source.path.to_string_lossy().replace('\\', "/");
        for line in source.text.lines().filter(|line| !line.trim_start().starts_with("//")) {
            let of_system = quoted.iter().find(|name| line.contains(name.as_str()) && !ABOUT_ONE.contains(&path.as_str()));
            let of_images = images.iter().find(|name| line.contains(name.as_str()));
            wrong.extend(of_system.or(of_images).map(|name| format!("{path}: {name}: {}", line.trim())));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// `${VAR:-default}` of a Dockerfile is expanded in one place.
fn one_reader_expands_words() {
    // Compose files and shells have words of their own, two rules are about the form of a default, and a default may be a
    // secret wherever it stands.
    const OTHERS: &[&str] = &[
        "detect/environment/in_command.rs",
        "knowledge/secrets/credentials.rs",
        "lint/rules/invalid_default_arg_in_from.rs",
        "lint/rules/undefined_arg_in_from.rs",
        "manifest/image_build.rs",
        "shell/follow/expand.rs",
    ];
    for source in sources().iter().filter(|source| source.room != "dockerfile") {
        let path = source.path.to_string_lossy().replace('\\', "/");
        assert!(OTHERS.contains(&path.as_str()) || !source.text.contains("\":-\""), "{path}");
    }
}

/// A finding is one type, and only the lint weighs and suppresses it.
fn one_engine_makes_diagnostics() {
    for word in ["struct Diagnostic", "enum Severity", "ignore-file"] {
        let holders: Vec<String> = sources()
            .iter()
            .filter(|source| source.text.contains(word))
            .map(|source| source.path.display().to_string())
            .collect();
        assert!(holders.iter().all(|path| path.starts_with("lint/") || path.starts_with("report/")), "{word}: {holders:?}");
    }
}

/// `Dockerfile` and `.dockerignore` as strings of their own; messages and templates say the words as well.
fn the_two_files_have_their_names_in_one_place() {
    for name in ["\"Dockerfile\"", "\".dockerignore\"", "/Dockerfile\"", "}.dockerignore\"", "\"Containerfile\""] {
        let of_rust =
            |source: &&Source| source.text.lines().any(|line| !line.trim_start().starts_with("//") && line.contains(name));
        let all = sources();
        let holders: Vec<String> = all.iter().filter(of_rust).map(|source| source.path.display().to_string()).collect();
        let allowed: &[&str] = match name {
            "\"Containerfile\"" => &["witness/purpose.rs"],
            "\"Dockerfile\"" | "\".dockerignore\"" => &["model/file_names.rs"],
            _ => &[],
        };
        assert_eq!(holders, allowed, "{name}");
    }
}
