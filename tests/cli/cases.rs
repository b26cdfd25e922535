//! `tests/cases/<verb>/<case>/`: what was there, what was run, what is there now.
//!
//! | in the folder | it is | without it |
//! |---|---|---|
//! | `args` | one argument a line | |
//! | `in/` | the repository before, in which the program is run | an empty one |
//! | `out/` | the files that the run creates or changes, and no others | nothing changes |
//! | `stdout`, `stderr` | what was said | nothing was said |
//! | `status` | how the run ended | 0 |
//!
//! A case of `preflight` also has `engine`, what a real engine said, and where it needs one `run`, how it was asked;
//! `tests/cases/preflight/record.sh` writes the former.
//!
//! The sentences with which a written file begins are in the templates alone: expected files have a mark in their place, and a
//! run's files are compared with the same marks.
//!
//! `BLESS=1 cargo test --test cli` writes what the run did into the folder; read the difference before you commit it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use diffy::DiffOptions;
use libtest_mimic::{Failed, Trial};

use crate::project::{Project, Snapshot, snapshot};

pub fn trials() -> Vec<Trial> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let mut cases: Vec<PathBuf> = folders(&root).iter().flat_map(|verb| folders(verb)).collect();
    cases.sort();
    let name = |case: &Path| case.strip_prefix(&root).unwrap().display().to_string();
    cases.into_iter().map(|case| Trial::test(name(&case), move || check(&case))).collect()
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect()
}

/// Everything that a run leaves behind, as the case's folder keeps it.
#[derive(PartialEq)]
struct Result {
    status: String,
    stdout: String,
    stderr: String,
    changed: Snapshot,
}

fn check(case: &Path) -> std::result::Result<(), Failed> {
    let arguments = fs::read_to_string(case.join("args")).map_err(|error| format!("args: {error}"))?;
    let arguments: Vec<&str> = arguments.lines().collect();
    let project = Project::copy_of(&case.join("in"));
    let before = project.snapshot();
    let outcome = project.run_with(&arguments, &variables(case));
    let mut after = project.snapshot();
    let gone: Vec<&String> = before.keys().filter(|path| !after.contains_key(*path)).collect();
    if !gone.is_empty() {
        return Err(format!("the run removed {gone:?}").into());
    }
    after.retain(|path, contents| before.get(path) != Some(contents));
    let found = Result {
        status: outcome.status.to_string(),
        stdout: marked(&outcome.stdout),
        stderr: outcome.stderr,
        changed: all_marked(after),
    };
    if std::env::var_os("BLESS").is_some() {
        bless(case, &found)?;
        return Ok(());
    }
    let text = |name: &str| fs::read_to_string(case.join(name)).unwrap_or_default();
    let status = text("status");
    let expected = Result {
        status: if status.is_empty() { "0".to_owned() } else { status.trim().to_owned() },
        stdout: marked(&text("stdout")),
        stderr: text("stderr"),
        changed: all_marked(snapshot(&case.join("out"))),
    };
    if expected == found { Ok(()) } else { Err(difference(&expected, &found).into()) }
}

/// The case's own, one in a line; without a file of them the record, which has cases of its own, is left out of the others.
fn variables(case: &Path) -> Vec<(String, String)> {
    let text = fs::read_to_string(case.join("env")).unwrap_or_else(|_| "PYDOCK_NO_RECORD=1\n".to_owned());
    let pair = |line: &str| line.split_once('=').map(|(name, value)| (name.to_owned(), value.to_owned()));
    text.lines().map(|line| pair(line).expect("a line of `env` is NAME=value")).collect()
}

/// What a header begins and ends with around the preset's name, and the one of a `.dockerignore`, as the templates have them.
static HEADERS: LazyLock<[(String, String); 2]> = LazyLock::new(|| {
    let line = |template: &str| {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates").join(template);
        let text = fs::read_to_string(path).unwrap();
        let line = text.lines().find(|line| line.contains("# Written by")).unwrap();
        line[line.find("# Written by").unwrap()..].to_owned()
    };
    let dockerfile = line("header.tera");
    let (begin, end) = dockerfile.split_once("{{ preset }}").unwrap();
    [(begin.to_owned(), end.to_owned()), (line("dockerignore.tera"), String::new())]
});

/// The text with a mark for each header. Ex) `# <header: production>`
fn marked(text: &str) -> String {
    let mut marked = text.to_owned();
    for (begin, end) in HEADERS.iter() {
        let mut from = 0;
        while let Some(start) = marked[from..].find(begin.as_str()).map(|index| from + index) {
            let name_at = start + begin.len();
            from = name_at;
            let Some(length) = marked[name_at..].find(end.as_str()) else { break };
            let name = marked[name_at..name_at + length].to_owned();
            if !name.contains('\n') {
                let mark = format!("# <header: {}>", if name.is_empty() { "dockerignore" } else { &name });
                marked.replace_range(start..name_at + length + end.len(), &mark);
                from = start + mark.len();
            }
        }
    }
    marked
}

fn all_marked(files: Snapshot) -> Snapshot {
    let mark = |bytes: Vec<u8>| match String::from_utf8(bytes) {
        Ok(text) => marked(&text).into_bytes(),
        Err(error) => error.into_bytes(),
    };
    files.into_iter().map(|(path, bytes)| (path, mark(bytes))).collect()
}

fn difference(expected: &Result, found: &Result) -> String {
    let mut text = String::new();
    let mut compare = |name: &str, expected: &str, found: &str| {
        if expected != found {
            let mut options = DiffOptions::new();
            options.set_original_filename(format!("expected {name}")).set_modified_filename(format!("found {name}"));
            text.push_str(&options.create_patch(expected, found).to_string());
        }
    };
    compare("status", &format!("{}\n", expected.status), &format!("{}\n", found.status));
    compare("stdout", &expected.stdout, &found.stdout);
    compare("stderr", &expected.stderr, &found.stderr);
    let shown = |files: &Snapshot, path: &String| files.get(path).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    let paths = expected.changed.keys().chain(found.changed.keys().filter(|path| !expected.changed.contains_key(*path)));
    for path in paths {
        let sides = (shown(&expected.changed, path), shown(&found.changed, path));
        compare(&format!("out/{path}"), &sides.0.unwrap_or_default(), &sides.1.unwrap_or_default());
    }
    text
}

fn bless(case: &Path, found: &Result) -> std::io::Result<()> {
    let put = |name: &str, text: &str| {
        let path = case.join(name);
        match text {
            "" if path.exists() => fs::remove_file(path),
            "" => Ok(()),
            text => fs::write(path, text),
        }
    };
    put("status", &if found.status == "0" { String::new() } else { format!("{}\n", found.status) })?;
    put("stdout", &found.stdout)?;
    put("stderr", &found.stderr)?;
    let out = case.join("out");
    if out.exists() {
        fs::remove_dir_all(&out)?;
    }
    for (path, contents) in &found.changed {
        let target = out.join(path);
        fs::create_dir_all(target.parent().unwrap_or(&out))?;
        fs::write(target, contents)?;
    }
    Ok(())
}
