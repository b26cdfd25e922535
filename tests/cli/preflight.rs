//! `pydock check --build`: silent where an image builds and runs, and held against what an engine said.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use pydock::lint::{ALL, Group};
use serde::Deserialize;

use crate::project::Project;
use crate::trial;

const SILENT: &str = "no problems found\n";

pub fn trials() -> Vec<Trial> {
    let mut trials: Vec<Trial> = projects().into_iter().map(silent).collect();
    trials.extend(dockerfiles().into_iter().map(silent_about));
    trials.push(trial("preflight/every_finding_was_seen_in_an_engine", every_finding_was_seen_in_an_engine));
    trials.push(trial("preflight/every_rule_of_the_build_has_a_case", every_rule_of_the_build_has_a_case));
    trials
}

/// What of an end-to-end project says how its files are written.
#[derive(Deserialize)]
struct Spec {
    args: Vec<String>,
    #[serde(default)]
    also: Vec<Vec<String>>,
    #[serde(flatten)]
    _rest: BTreeMap<String, toml::Value>,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn folders(folder: &Path) -> Vec<PathBuf> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    folders
}

/// The projects that the end-to-end tests build and run.
fn projects() -> Vec<PathBuf> {
    folders(&root().join("e2e/projects"))
}

/// What is known to build and to run gives no alarm.
fn silent(folder: PathBuf) -> Trial {
    let name = format!("preflight/no_false_alarm/{}", folder.file_name().unwrap().display());
    Trial::test(name, move || {
        let spec: Spec = toml::from_str(&fs::read_to_string(folder.join("e2e.toml")).unwrap()).unwrap();
        for arguments in std::iter::once(&spec.args).chain(&spec.also) {
            let project = Project::copy_of(&folder.join("repo"));
            let mut init = vec!["init", "--yes", "--quiet", "--no-record"];
            init.extend(arguments.iter().map(String::as_str));
            assert_eq!(project.run(&init).status, 0);
            let outcome = project.run(&["check", "--build"]);
            assert_eq!((outcome.stdout.as_str(), outcome.status), (SILENT, 0), "{arguments:?}");
        }
        Ok(())
    })
}

/// Dockerfiles of the kinds that people write; the end-to-end tests build them.
fn dockerfiles() -> Vec<PathBuf> {
    let files = fs::read_dir(root().join("dockerfiles")).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> = files.filter(|path| path.extension().is_some_and(|end| end == "Dockerfile")).collect();
    files.sort();
    assert!(files.len() >= 60, "{}", files.len());
    files
}

fn silent_about(file: PathBuf) -> Trial {
    let name = format!("preflight/no_false_alarm/{}", file.file_name().unwrap().display());
    Trial::test(name, move || {
        let project = Project::copy_of(&root().join("dockerfiles/context"));
        fs::copy(&file, project.root().join("Dockerfile")).unwrap();
        let outcome = project.run(&["check", "--build"]);
        assert_eq!((outcome.stdout.as_str(), outcome.status), (SILENT, 0));
        Ok(())
    })
}

/// A case of `tests/cases/preflight` that finds something has the engine's own words beside it, which `record.sh` wrote.
fn every_finding_was_seen_in_an_engine() {
    let mut seen = 0;
    for case in folders(&root().join("cases/preflight")) {
        let arguments = fs::read_to_string(case.join("args")).unwrap();
        let found = fs::read_to_string(case.join("stdout")).unwrap_or_default();
        let is_text =
            arguments.starts_with("check\n--build\n") && !arguments.contains("--json") && !arguments.contains("--format");
        // What somebody weighs less or suppresses is seen in other cases.
        if !is_text || found == SILENT || found.is_empty() || case.join("in/pydock.toml").is_file() {
            continue;
        }
        let engine = fs::read_to_string(case.join("engine")).unwrap_or_default();
        let fails =
            engine.starts_with("docker build:\n") || (engine.starts_with("docker run:\n") && !engine.contains("exit status 0"));
        assert!(fails, "{}: run `tests/cases/preflight/record.sh`", case.display());
        seen += 1;
    }
    assert!(seen >= 40, "{seen}");
}

/// A rule of the build has a project that breaks it, whose finding bears its name.
fn every_rule_of_the_build_has_a_case() {
    // Of these the tests of the room hold the pages, which need no engine to be believed.
    const BY_PAGE: &[&str] = &["environment-python", "manifest-missing", "shell-missing"];
    let cases = folders(&root().join("cases/preflight"));
    let found: String = cases.iter().filter_map(|case| fs::read_to_string(case.join("stdout")).ok()).collect();
    let rules = ALL.iter().filter(|rule| rule.groups == [Group::Build] && !BY_PAGE.contains(&rule.name));
    let without: Vec<&str> = rules.map(|rule| rule.name).filter(|name| !found.contains(&format!("[{name}]"))).collect();
    assert_eq!(without, [] as [&str; 0]);
}
