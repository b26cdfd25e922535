//! Detection over whole projects that exist only in memory.

mod added;
mod beside;
mod code;
mod frameworks;
mod given;
mod kinds;
mod listening;
mod order;
mod places;
mod read;
mod rivals;
mod serving;

use super::*;
use crate::knowledge::Frameworks;
use crate::manifest::{ComposeService, Manifests, ProcessType, Procfile, RequirementsFile};
use crate::model::{Dependency, DependencySource, Location, Port, RelPath, RunArguments};
use crate::tree::ProjectTree;

/// Manifests of a project that has one `requirements.txt` with these lines.
fn requirements(lines: &[&str]) -> Manifests {
    let path = RelPath::parse("requirements.txt").unwrap();
    let dependencies = lines.iter().map(|line| {
        let requirement: pep508_rs::Requirement = line.parse().unwrap();
        Dependency {
            name: requirement.name,
            extras: requirement.extras,
            specifiers: match requirement.version_or_url {
                Some(pep508_rs::VersionOrUrl::VersionSpecifier(specifiers)) => specifiers,
                _ => Default::default(),
            },
            marker: requirement.marker,
            source: DependencySource::Index,
            at: Location::file(path.clone()),
        }
    });
    let file = RequirementsFile {
        dependencies: dependencies.collect(),
        development: false,
        lock: false,
        constraints: Vec::new(),
        further: Vec::new(),
        exported: Vec::new(),
        files: vec![path.clone()],
        local: Vec::new(),
        hashed: false,
        hashes: Default::default(),
        formats: Default::default(),
        pinned: false,
        compiled_by: None,
        compiled_for: None,
        needs_git: None,
        index_urls: Vec::new(),
        main_index: None,
        options: Vec::new(),
        unnamed: Vec::new(),
        utf16: false,
        path,
    };
    Manifests { requirements: if lines.is_empty() { Vec::new() } else { vec![file] }, ..Manifests::default() }
}

fn run(files: &[(&str, &str)], manifests: &Manifests) -> Detection<Start> {
    let (tree, frameworks) = (ProjectTree::in_memory(files.iter().copied()), Frameworks::built_in());
    detect(Evidence { tree: &tree, manifests, frameworks: &frameworks, manifest: None, scope: Scope::Root, witness: None })
        .unwrap()
}

/// One line: the command, `in` a folder, the port, the health path with `?` where it is a guess, the signal.
fn summary(start: &Start) -> String {
    let mut line = start.command.to_string();
    if let RunArguments::BehindCommand { default } = &start.arguments {
        line += &default.as_ref().map_or(" + nothing".to_owned(), |arguments| format!(" + {arguments}"));
    }
    if let Some(folder) = &start.working_dir {
        line += &format!(" in {folder}");
    }
    line += &start.port.map_or(" | -".to_owned(), |port| format!(" | {port}"));
    if let Some(health) = &start.health {
        line += &format!(" {}{}", health, if health.unhealthy_from == 500 { "?" } else { "" });
    }
    format!("{line} | {} | {}", start.stop_signal, start.framework)
}

#[track_caller]
fn check(files: &[(&str, &str)], declared: &[&str], expected: &str) {
    let detection = run(files, &requirements(declared));
    let found = detection.chosen.as_ref().map_or("nothing".to_owned(), |finding| summary(&finding.value));
    assert_eq!(found, expected, "{detection:#?}");
    assert!(!detection.tied);
}

const GUNICORN: &str = "gunicorn --bind 0.0.0.0:8000 --worker-tmp-dir /dev/shm --access-logfile -";

/// The files of a project, and what starts it; what is in doubt is led by `?`.
type Row = (&'static str, &'static [(&'static str, &'static str)], &'static str);

#[track_caller]
fn check_rows(rows: &[Row]) {
    for (title, files, expected) in rows {
        let detection = super::evidence::of_files(files, |evidence| detect(evidence).unwrap());
        let doubt = if detection.is_unsure() { "? " } else { "" };
        let found =
            detection.chosen.as_ref().map_or("nothing".to_owned(), |finding| format!("{doubt}{}", summary(&finding.value)));
        assert_eq!(found, *expected, "{title}: {detection:#?}");
    }
}
