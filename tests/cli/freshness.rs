//! After which edits of a project is its lock out of date? What the managers say stands in `tests/freshness`, one folder
//! each; `scripts/refresh-lock-freshness.py` asks them.

use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use pydock::manifest::Manifests;
use pydock::tree::ProjectTree;

use crate::project::{Project, Snapshot};

#[derive(serde::Deserialize)]
struct Edits {
    edit: Vec<Edit>,
}

#[derive(serde::Deserialize)]
struct Edit {
    name: String,
    /// The file that is edited; the manager's own where none is named.
    file: Option<String>,
    find: Option<String>,
    replace: Option<String>,
    append: Option<String>,
    fresh: bool,
}

#[derive(serde::Deserialize)]
struct Manager {
    file: String,
}

pub fn trials() -> Vec<Trial> {
    let folders = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/freshness")).unwrap();
    let mut folders: Vec<PathBuf> = folders.map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    let trial = |what: &str, folder: PathBuf, test: fn(&Path)| {
        let name = format!("freshness/{what}{}", folder.file_name().unwrap().to_str().unwrap());
        Trial::test(name, move || {
            test(&folder);
            Ok(())
        })
    };
    let stays = folders.clone().into_iter().map(|folder| trial("image_stays_locked/", folder, stays_locked));
    folders.iter().cloned().map(|folder| trial("", folder, agrees)).chain(stays).collect()
}

/// A lock that is out of date never becomes an installation without one: the run stops, or the image installs what is locked.
fn stays_locked(folder: &Path) {
    const UNLOCKED: [&str; 3] = ["-r pyproject.toml", "--skip-lock", "pip install ."];
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let manager: Manager = toml::from_str(&read("manager.toml")).unwrap();
    let edits: Edits = toml::from_str(&read("edits.toml")).unwrap();
    let name = folder.file_name().unwrap().to_str().unwrap();
    let project = Project::copy_of(&folder.join("project"));
    project.write("main.py", b"print('ready')\n");
    let first = project.run(&["init", "--yes", "--cmd", "python main.py"]);
    assert_eq!(first.status, 0, "{}", first.stderr);
    let begin = project.snapshot();
    let text = |files: &Snapshot, path: &str| String::from_utf8(files[path].clone()).unwrap();
    assert!(text(&begin, "Dockerfile").contains(name), "{name} installs");
    let broken: Vec<&Edit> = edits.edit.iter().filter(|edit| !edit.fresh).collect();
    assert!(!broken.is_empty());
    for edit in broken.iter().step_by(broken.len() / 10 + 1) {
        for (path, bytes) in &begin {
            project.write(path, bytes);
        }
        let edited = edit.file.as_ref().unwrap_or(&manager.file);
        project.write(edited, edit.apply(&text(&begin, edited)).as_bytes());
        for verb in [&["check"][..], &["update"], &["init", "--yes", "--force", "--cmd", "python main.py"]] {
            let outcome = project.run(verb);
            assert!(outcome.stderr.contains("out of date") || outcome.stdout.contains("out of date"), "{}: {verb:?}", edit.name);
            let is_told = outcome.stderr.contains(&format!("{name} lock"));
            assert!(is_told || verb[0] == "check", "{}: {verb:?} names no command:\n{}", edit.name, outcome.stderr);
            let dockerfile = text(&project.snapshot(), "Dockerfile");
            let unlocked = UNLOCKED.iter().find(|words| dockerfile.contains(**words));
            assert!(unlocked.is_none() && dockerfile.contains(name), "{}: {verb:?} leads to {unlocked:?}", edit.name);
        }
    }
}

fn agrees(folder: &Path) {
    let read = |name: &str| std::fs::read_to_string(folder.join(name)).unwrap();
    let manager: Manager = toml::from_str(&read("manager.toml")).unwrap();
    let edits: Edits = toml::from_str(&read("edits.toml")).unwrap();
    let mut files = Vec::new();
    collect(&folder.join("project"), "", &mut files);
    let mut differences = Vec::new();
    for edit in &edits.edit {
        let edited = edit.file.as_ref().unwrap_or(&manager.file);
        let text_of = |path: &String, text: &String| if path == edited { edit.apply(text) } else { text.clone() };
        let files: Vec<(&str, String)> = files.iter().map(|(path, text)| (path.as_str(), text_of(path, text))).collect();
        let tree = ProjectTree::in_memory(files.iter().map(|(path, text)| (*path, text.as_str())));
        let manifests = Manifests::read(&tree).unwrap();
        let fresh = manifests.locks[0].fresh;
        if fresh != Some(edit.fresh) {
            differences.push(format!("{}: the manager says {}, pydock {fresh:?}", edit.name, edit.fresh));
        }
    }
    assert!(differences.is_empty(), "{} differences:\n{}", differences.len(), differences.join("\n"));
}

impl Edit {
    fn apply(&self, text: &str) -> String {
        let mut text = match (&self.find, &self.replace) {
            (Some(find), Some(replace)) => {
                assert!(text.contains(find.as_str()), "{}: nothing to replace", self.name);
                text.replacen(find.as_str(), replace, 1)
            }
            _ => text.to_owned(),
        };
        text.push_str(self.append.as_deref().unwrap_or_default());
        text
    }
}

fn collect(folder: &Path, prefix: &str, into: &mut Vec<(String, String)>) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{prefix}{}", entry.file_name().to_str().unwrap());
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{path}/"), into);
        } else {
            into.push((path, std::fs::read_to_string(entry.path()).unwrap()));
        }
    }
}
