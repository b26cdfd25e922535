//! A team's preset in git: what becomes of a project while the preset moves on. The tour of the guide is run by `guides`.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread;

use libtest_mimic::Trial;

use crate::project::{Outcome, Project};
use crate::readme;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("team/the_snippets_for_ci", the_snippets_for_ci),
        trial("team/a_preset_moves_on", a_preset_moves_on),
        trial("team/layers_of_one_repository", layers_of_one_repository),
        trial("team/what_only_the_project_names_is_not_connected_to", what_only_the_project_names_is_not_connected_to),
        trial("team/a_secret_goes_into_files_alone", a_secret_goes_into_files_alone),
        trial("team/over_http", over_http),
        trial("team/the_usual_preset", the_usual_preset),
        trial("team/a_preset_writes_through_no_link", a_preset_writes_through_no_link),
        trial("team/two_runs_at_once", two_runs_at_once),
    ]
}

const APP: &str = "from flask import Flask\n\napp = Flask(__name__)\n";
const REQUIREMENTS: &str = "flask==3.1.3\ngunicorn==23.0.0\n";

fn shop() -> Project {
    Project::new(&[("requirements.txt", REQUIREMENTS), ("app.py", APP)])
}

/// A repository of presets beside the project, and the bare one that it is pushed to.
struct Presets {
    work: PathBuf,
    bare: PathBuf,
}

impl Presets {
    fn beside(project: &Project) -> Self {
        let (work, bare) = (project.outside().join("presets"), project.outside().join("presets.git"));
        git(project.outside(), &["init", "--quiet", "--bare", "--initial-branch=main", "presets.git"]);
        git(project.outside(), &["init", "--quiet", "--initial-branch=main", "presets"]);
        git(&work, &["remote", "add", "origin", &bare.display().to_string()]);
        Self { work, bare }
    }

    fn put(&self, path: &str, text: &str) {
        let path = self.work.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    fn push(&self, tag: &str) {
        git(&self.work, &["add", "."]);
        git(&self.work, &["commit", "--quiet", "--allow-empty", "--message", tag]);
        git(&self.work, &["tag", "--force", tag]);
        git(&self.work, &["push", "--quiet", "--force", "origin", "HEAD:main", tag]);
    }

    fn source(&self, folder: &str) -> String {
        format!("git+file://{}//{folder}", self.bare.display())
    }
}

fn git(folder: &Path, arguments: &[&str]) {
    let identity = ["-c", "user.name=Team", "-c", "user.email=team@example.org"];
    let mut command = Command::new("git");
    command.args(identity).args(arguments).current_dir(folder).env_remove("GIT_DIR").env("GIT_CONFIG_GLOBAL", "/dev/null");
    let output = command.output().unwrap();
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
}

#[track_caller]
fn run(project: &Project, arguments: &[&str], status: i32) -> Outcome {
    let outcome = project.run(arguments);
    assert_eq!(outcome.status, status, "{arguments:?}\n{}{}", outcome.stdout, outcome.stderr);
    outcome
}

/// Asks the preset's repository, and a package index that does not answer.
#[track_caller]
fn check_online(project: &Project, status: i32) -> String {
    let nobody = [("PIP_INDEX_URL".to_owned(), "http://127.0.0.1:9/simple/".to_owned())];
    let outcome = project.run_with(&["check", "--online"], &nobody);
    assert_eq!(outcome.status, status, "{}{}", outcome.stdout, outcome.stderr);
    outcome.stdout
}

fn read(project: &Project, path: &str) -> String {
    fs::read_to_string(project.root().join(path)).unwrap()
}

const WEB: &str = "name = \"web\"\ndescription = \"ours\"\nextends = \"production\"\n";
const CLOCK: &str = "\n[[change]]\nstage = \"production\"\ninsert = [{ steps = [\"clock\"], before = \"user\" }]\n";

fn a_preset_moves_on() {
    let project = shop();
    let presets = Presets::beside(&project);
    presets.put("web/preset.toml", &format!("{WEB}{CLOCK}"));
    presets.put("web/templates/step/clock.tera", "ENV TZ=UTC\n");
    presets.push("v1");
    let source = presets.source("web@v1");
    run(&project, &["init", "--yes", "--preset", &source], 0);
    assert!(read(&project, "Dockerfile").contains("ENV TZ=UTC\n"));
    assert!(read(&project, "pydock.toml").contains(&format!("preset = \"{source}\"\n")), "{}", read(&project, "pydock.toml"));
    let lock = read(&project, "pydock.lock");
    assert!(lock.contains(&format!("[[preset]]\nsource = \"{source}\"\ncommit = \"")), "{lock}");
    assert_eq!(run(&project, &["check"], 0).stdout, "up to date\n");

    // A person edits the file, a dependency comes, and the tag moves.
    let dockerfile = read(&project, "Dockerfile").replacen("WORKDIR /app\n", "WORKDIR /app\nENV SHOP=open\n", 1);
    project.write("Dockerfile", dockerfile.as_bytes());
    project.write("requirements.txt", format!("{REQUIREMENTS}psycopg2==2.9.10\n").as_bytes());
    presets.put("web/templates/step/clock.tera", "ENV TZ=Europe/Lisbon\n");
    presets.push("v1");
    // Without being asked, a check goes by the commit of the record.
    let offline = run(&project, &["check", "--json"], 1).stdout;
    assert!(offline.contains("\"presets\": []"), "{offline}");
    let online = check_online(&project, 1);
    assert!(online.contains("presets.git//web@v1  "), "{online}");
    run(&project, &["update"], 0);
    let dockerfile = read(&project, "Dockerfile");
    for line in ["ENV SHOP=open", "ENV TZ=Europe/Lisbon", "libpq5"] {
        assert!(dockerfile.contains(line), "{line}\n{dockerfile}");
    }
    assert!(run(&project, &["check"], 0).stdout.ends_with("up to date\n"));

    // A new version of the preset, with a rule that the project breaks.
    presets.put("web/preset.toml", &format!("{WEB}{CLOCK}\n[policy]\nports = [8000]\n"));
    presets.push("v1.1");
    let told = check_online(&project, 0);
    assert!(told.contains("the preset has a newer version, v1.1: `pydock update --preset-version v1.1`"), "{told}");
    run(&project, &["update", "--preset-version", "v1.1"], 0);
    assert!(read(&project, "pydock.toml").contains("//web@v1.1\""), "{}", read(&project, "pydock.toml"));
    let dockerfile = read(&project, "Dockerfile");
    project.write("Dockerfile", dockerfile.replacen("EXPOSE 8000", "EXPOSE 8000 9000", 1).as_bytes());
    let broken = run(&project, &["check"], 1).stdout;
    assert!(broken.contains("breaks the rule `ports` of git+file://"), "{broken}");
    project.write("Dockerfile", dockerfile.as_bytes());
    run(&project, &["check"], 0);

    // What was fetched is kept; without it, nothing is done offline.
    fs::remove_dir_all(&presets.bare).unwrap();
    run(&project, &["update", "--offline"], 0);
    run(&project, &["update"], 2);
    fs::remove_dir_all(project.outside().join("home/.cache")).unwrap();
    let gone = run(&project, &["check"], 2).stderr;
    assert!(gone.contains("has not been downloaded on this machine"), "{gone}");
}

fn layers_of_one_repository() {
    let project = shop();
    let presets = Presets::beside(&project);
    presets.put("org/preset.toml", "name = \"org\"\ndescription = \"all\"\nextends = \"production\"\n[defaults]\nuid = 10077\n");
    presets.put(
        "team/preset.toml",
        "name = \"team\"\ndescription = \"ours\"\nextends = \"../org\"\n[defaults]\nenv = [\"TEAM=a\"]\n",
    );
    presets.push("v1");
    let source = presets.source("team@v1");
    project.write(
        "image/preset.toml",
        format!("name = \"own\"\ndescription = \"this one\"\nextends = \"{source}\"\n[defaults]\nenv = [\"SHOP=b\"]\n")
            .as_bytes(),
    );
    // Only the project's folder names the repository, so that it takes the person's own word.
    let refused = run(&project, &["init", "--yes", "--preset", "./image"], 2).stderr;
    assert!(refused.contains("has not been fetched on this machine before"), "{refused}");
    trust(&project, &presets.source("team"));
    run(&project, &["init", "--yes", "--preset", "./image"], 0);
    let dockerfile = read(&project, "Dockerfile");
    assert!(dockerfile.contains("    HOME=/home/app \\\n    TEAM=a \\\n    SHOP=b\nUSER 10077:10077\n"), "{dockerfile}");
    let lock = read(&project, "pydock.lock");
    assert_eq!(lock.matches("[[preset]]").count(), 2, "{lock}");
    assert!(lock.contains(&format!("source = \"{}\"", presets.source("org@v1"))), "{lock}");
    // A folder of somebody's machine is not for a repository to read.
    presets.put("team/preset.toml", "name = \"team\"\ndescription = \"ours\"\nextends = \"/etc\"\n");
    presets.push("v2");
    let refused = run(&project, &["init", "--yes", "--force", "--preset", &presets.source("team@v2")], 2).stderr;
    assert!(refused.contains("`/etc` is a folder of this machine"), "{refused}");
    presets.put("team/preset.toml", "name = \"team\"\ndescription = \"ours\"\nextends = \"../../..\"\n");
    presets.push("v3");
    let refused = run(&project, &["init", "--yes", "--force", "--preset", &presets.source("team@v3")], 2).stderr;
    assert!(refused.contains("`../../..` is not a valid folder of a repository"), "{refused}");
}

/// Makes an address one that projects may name.
fn trust(project: &Project, source: &str) {
    let config = project.outside().join("home/.config/pydock");
    fs::create_dir_all(&config).unwrap();
    let address = source.split("//").take(2).collect::<Vec<_>>().join("//");
    fs::write(config.join("config.toml"), format!("trust = [\"{address}\"]\n")).unwrap();
}

/// Git is a program here that says when it is started, and nobody may start it.
fn what_only_the_project_names_is_not_connected_to() {
    use std::os::unix::fs::PermissionsExt as _;
    let project = shop();
    let (bin, called) = (project.outside().join("bin"), project.outside().join("called"));
    fs::create_dir_all(&bin).unwrap();
    fs::write(bin.join("git"), format!("#!/bin/sh\n: > '{}'\nexit 1\n", called.display())).unwrap();
    fs::set_permissions(bin.join("git"), fs::Permissions::from_mode(0o755)).unwrap();
    let path = [("PATH".to_owned(), bin.display().to_string())];
    project.write("Dockerfile", b"FROM scratch\n");
    project.write("own/preset.toml", b"name = \"own\"\ndescription = \"x\"\nextends = \"git+http://127.0.0.1:9/x.git\"\n");
    for choice in ["gh:acme/presets//web@v1", "git+http://127.0.0.1:9/x.git", "./own"] {
        project.write("pydock.toml", format!("preset = \"{choice}\"\n").as_bytes());
        for verb in
            ["detect", "wheels", "render", "init --yes --dry-run", "init --yes --force", "update", "lint", "check --build"]
        {
            let outcome = project.run_with(&verb.split(' ').collect::<Vec<_>>(), &path);
            let is_told = outcome.stderr.contains("has not been fetched on this machine before");
            assert!(is_told || matches!(verb, "lint" | "check --build"), "{choice} {verb}: {}", outcome.stderr);
            assert!(!called.exists(), "{choice} {verb}: git was started");
        }
        let check = project.run_with(&["check"], &path);
        assert!(check.stderr.contains("use `--online` to fetch it"), "{}", check.stderr);
        assert!(!called.exists(), "{choice} check: git was started");
    }
    // What a person types is their own.
    project.run_with(&["detect", "--preset", "git+http://127.0.0.1:9/x.git"], &path);
    assert!(called.exists());
}

/// Wherever a preset uses the answer but in the text of a file, the run ends, and nothing that it wrote or said has it.
fn a_secret_goes_into_files_alone() {
    const SECRET: &str = "s3cr3t-answer";
    const TOKEN: &str = "[[question]]\nid = \"token\"\nhelp = \"h\"\ntype = \"text\"\nsecret = true\n";
    const FILE: &str = "[[file]]\npath = \"own.env\"\ntemplate = \"own.tera\"\n";
    let step = "[[change]]\nstage = \"production\"\nappend = [\"own\"]\n";
    let cases = [
        ("step", "", step, "RUN echo {{ token }}", "x", 2),
        ("everything in a step", "", step, "RUN echo {{ __tera_context }}", "x", 2),
        ("everything in a file", "", FILE, "RUN true", "{{ __tera_context }}", 2),
        ("label", "", "[defaults]\nlabel = [\"a={{ token }}\"]\n", "RUN true", "x", 2),
        ("variable", "", "[defaults]\nenv = [\"A={{ token }}\"]\n", "RUN true", "x", 2),
        ("pattern", "ignore = [\"{{ token }}\"]\n", "", "RUN true", "x", 2),
        ("health check", "health-command = \"curl {{ token }}\"\n", "", "RUN true", "x", 2),
        ("comment", "", "[[change]]\nstage = \"production\"\nabout = \"x {{ token }}\"\n", "RUN true", "x", 2),
        ("path", "", "[[file]]\npath = \"{{ token }}.env\"\ntemplate = \"own.tera\"\n", "RUN true", "x", 2),
        ("file", "", FILE, "RUN true", "T={{ token }}", 0),
        ("included file", "", FILE, "RUN true", "{% include \"more.tera\" %}", 0),
    ];
    for (place, head, tail, own_step, own_file, status) in cases {
        let project = shop();
        let head = format!("name = \"own\"\ndescription = \"x\"\nextends = \"production\"\n{head}");
        project.write("web/preset.toml", format!("{head}{TOKEN}{tail}").as_bytes());
        project.write("web/templates/step/own.tera", own_step.as_bytes());
        project.write("web/templates/own.tera", own_file.as_bytes());
        project.write("web/templates/more.tera", b"T={{ token }}");
        let set = format!("token={SECRET}");
        let arguments = |verb: &[&'static str]| -> Vec<String> {
            verb.iter().map(|word| (*word).to_owned()).chain(["--preset", "./web", "--set", &set].map(str::to_owned)).collect()
        };
        let says = |verb: &[&'static str], status: i32| {
            let arguments = arguments(verb);
            let outcome = run(&project, &arguments.iter().map(String::as_str).collect::<Vec<_>>(), status);
            assert!(!format!("{}{}", outcome.stdout, outcome.stderr).contains(SECRET), "{place}: {verb:?}");
        };
        says(&["init", "--yes"], status);
        for (path, bytes) in project.snapshot() {
            let has_it = String::from_utf8_lossy(&bytes).contains(SECRET);
            assert_eq!(has_it, path == "own.env" && status == 0, "{place}: {path}");
        }
        if status == 0 {
            use std::os::unix::fs::MetadataExt as _;
            assert_eq!(fs::metadata(project.root().join("own.env")).unwrap().mode() & 0o777, 0o600);
            assert!(read(&project, ".dockerignore").ends_with("# Files with secrets\nown.env\n"));
            assert!(!read(&project, "Dockerfile").contains("own.env"));
            says(&["check"], 0);
            says(&["render"], 0);
            fs::write(project.root().join("own.env"), "old\n").unwrap();
            says(&["init", "--yes", "--diff"], 1);
            says(&["detect", "--json"], 0);
        }
    }
}

/// A repository as plain files behind a web server, which git reads as well.
fn over_http() {
    let project = shop();
    let presets = Presets::beside(&project);
    presets.put("web/preset.toml", WEB);
    presets.push("v1");
    git(&presets.bare, &["update-server-info"]);
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let root = project.outside().to_owned();
    thread::spawn(move || {
        for stream in listener.incoming().map_while(Result::ok) {
            let mut lines = BufReader::new(&stream).lines().map_while(Result::ok);
            let request = lines.next().unwrap_or_default();
            lines.take_while(|line| !line.is_empty()).for_each(drop);
            let path = request.split([' ', '?']).nth(1).unwrap_or_default().trim_start_matches('/');
            let answer = match fs::read(root.join(path)) {
                Ok(body) => [format!("HTTP/1.0 200 OK\r\nContent-Length: {}\r\n\r\n", body.len()).into_bytes(), body].concat(),
                Err(_) => b"HTTP/1.0 404 Not Found\r\nContent-Length: 0\r\n\r\n".to_vec(),
            };
            let _ = (&stream).write_all(&answer);
        }
    });
    run(&project, &["init", "--yes", "--preset", &format!("git+http://127.0.0.1:{port}/presets.git//web@v1")], 0);
    run(&project, &["check"], 0);
    let refused = run(&project, &["init", "--yes", "--force", "--preset", "git+http://git.example.org/presets.git"], 2).stderr;
    assert!(refused.contains("is not a valid"), "{refused}");
}

fn the_usual_preset() {
    let project = shop();
    let usual = "[tool]\n";
    let config = project.outside().join("home/.config/pydock");
    fs::create_dir_all(&config).unwrap();
    fs::write(config.join("config.toml"), usual).unwrap();
    let refused = run(&project, &["init", "--yes"], 2).stderr;
    assert!(refused.contains("config.toml:1: unknown field `tool`, expected `preset`"), "{refused}");
    // The person's own goes before the organisation's, and what is recorded before both.
    fs::write(config.join("config.toml"), "preset = \"two-stage\"\n").unwrap();
    let organisation = [("PYDOCK_DEFAULT_PRESET".to_owned(), "single-stage".to_owned())];
    let outcome = project.run_with(&["init", "--yes"], &organisation);
    assert!(outcome.stderr.contains("\nstages    uv, builder, rootfs, runtime"), "{}", outcome.stderr);
    assert!(read(&project, "pydock.toml").ends_with("preset = \"two-stage\"\n"), "{}", read(&project, "pydock.toml"));
    fs::remove_dir_all(&config).unwrap();
    assert_eq!(project.run_with(&["check"], &organisation).stdout, "up to date\n");
}

fn a_preset_writes_through_no_link() {
    let project = shop();
    project.write("web/preset.toml", format!("{WEB}\n[[file]]\npath = \"deploy/hook\"\ntemplate = \"x.tera\"\n").as_bytes());
    project.write("web/templates/x.tera", b"x\n");
    fs::create_dir_all(project.root().join(".git/hooks")).unwrap();
    std::os::unix::fs::symlink(".git/hooks", project.root().join("deploy")).unwrap();
    let before = project.snapshot();
    let refused = run(&project, &["init", "--yes", "--preset", "./web"], 2).stderr;
    assert!(refused.contains("`deploy/hook` is not a path that a preset may write: it is a symbolic link"), "{refused}");
    assert_eq!(project.snapshot(), before);
    // A template that is a link out of the preset is not there.
    project.write("web/preset.toml", format!("{WEB}\n[[file]]\npath = \"x\"\ntemplate = \"y.tera\"\n").as_bytes());
    std::os::unix::fs::symlink("/etc/passwd", project.root().join("web/templates/y.tera")).unwrap();
    let refused = run(&project, &["init", "--yes", "--preset", "./web"], 2).stderr;
    assert!(refused.contains("there is no template `y.tera`"), "{refused}");
}

fn two_runs_at_once() {
    let project = shop();
    let presets = Presets::beside(&project);
    presets.put("web/preset.toml", &format!("{WEB}{CLOCK}"));
    presets.put("web/templates/step/clock.tera", "ENV TZ=UTC\n");
    presets.push("v1");
    let source = presets.source("web@v1");
    let start = || {
        let mut command = project.command(&["init", "--yes", "--force", "--preset", &source]);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap()
    };
    let mut runs = [start(), start(), start()];
    let ends: Vec<bool> = runs.iter_mut().map(|run| run.wait().unwrap().success()).collect();
    assert!(ends.contains(&true), "{ends:?}");
    assert_eq!(run(&project, &["check"], 0).stdout, "up to date\n");
}

/// A shell in which `pydock` is this one.
fn shell(project: &Project, folder: &Path, script: &str) -> Outcome {
    let program = Path::new(env!("CARGO_BIN_EXE_pydock")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut command = project.command(&[]);
    let environment: Vec<_> = command.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))).collect();
    command = Command::new("sh");
    command.args(["-e", "-c", script]).current_dir(folder).env_clear().envs(environment).env("PATH", path);
    let output = command.output().unwrap();
    let text = |bytes: Vec<u8>| String::from_utf8_lossy(&bytes).into_owned();
    Outcome { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
}

/// The lines of both pipelines that call pydock.
fn the_snippets_for_ci() {
    let project = shop();
    assert_eq!(project.run(&["init", "--yes", "--quiet"]).status, 0);
    for mark in ["github", "gitlab"] {
        let section = readme::section(mark);
        let yaml = section.split("```yaml\n").nth(1).unwrap().trim_end_matches("```\n");
        let parsed = <saphyr::Yaml as saphyr::LoadableYamlNode>::load_from_str(yaml);
        assert!(parsed.is_ok_and(|documents| documents.len() == 1), "{yaml}");
        let steps: Vec<&str> =
            yaml.lines().filter_map(|line| line.trim().trim_start_matches("- ").split("run: ").last()).collect();
        let ours: Vec<&str> = steps.into_iter().filter(|step| step.starts_with("pydock ")).collect();
        assert_eq!(ours.first(), Some(&"pydock check"), "{yaml}");
        let outcome = shell(&project, &project.root(), ours[0]);
        assert_eq!(outcome.status, 0, "{}{}", outcome.stdout, outcome.stderr);
    }
}
