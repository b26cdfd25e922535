//! What pydock thinks is installed against what the managers themselves say: `tests/closures/` (its README tells how).

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};
use pydock::manifest::Manifests;
use pydock::model::{DependencySource, Groups, LockFormat, LockedPackage, Members, Selection, linux_environment};
use pydock::tree::ProjectTree;
use pydock::wheel::Machine;
use serde::Deserialize;

/// `case.toml`. What names the oracle is for the reader and for the script that asks it.
#[derive(Deserialize)]
struct Case {
    /// The case whose project this one asks for something else of.
    project: Option<String>,
    format: LockFormat,
    python: String,
    #[serde(default)]
    extras: Vec<String>,
    #[serde(default)]
    groups: Vec<String>,
    member: Option<String>,
}

pub fn trials() -> Vec<Trial> {
    let mut folders: Vec<PathBuf> = fs::read_dir(root())
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.join("case.toml").is_file())
        .collect();
    folders.sort();
    assert!(folders.len() >= 12, "tests/closures is not whole");
    let trial = |folder: PathBuf| {
        let name = format!("closures/{}", folder.file_name().unwrap().to_str().unwrap());
        Trial::test(name, move || check(&folder))
    };
    folders.into_iter().map(trial).collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/closures")
}

fn check(folder: &Path) -> Result<(), Failed> {
    let case: Case = toml::from_str(&fs::read_to_string(folder.join("case.toml"))?)?;
    let project = case.project.as_ref().map_or_else(|| folder.to_owned(), |project| root().join(project)).join("project");
    let manifests = Manifests::read(&ProjectTree::open(&project)?)?;
    let lock = manifests.lock(case.format).ok_or("the project has no such lock")?;
    let selection = Selection {
        members: case.member.map_or(Ok(Members::Root), |name| name.parse().map(Members::Named))?,
        extras: case.extras.iter().map(|extra| extra.parse()).collect::<Result<_, _>>()?,
        groups: Groups::Named(case.groups.iter().map(|group| group.parse()).collect::<Result<_, _>>()?),
    };
    for machine in Machine::ALL {
        let closure = lock.closure(&selection, &linux_environment(case.python.parse()?, machine.name()));
        // A folder is listed by its path alone; an archive in the repository has a name and a version.
        let is_folder =
            |package: &LockedPackage| matches!(package.source, DependencySource::Path { .. }) && package.files.is_empty();
        let listed = closure.into_iter().filter(|package| !is_folder(package));
        let mut found: Vec<String> = listed
            .map(|package| {
                let version = package.version.as_ref().map(ToString::to_string).unwrap_or_default();
                format!("{}=={version}", package.name)
            })
            .collect();
        found.sort();
        let expected = fs::read_to_string(folder.join(format!("{}.txt", machine.architecture())))?;
        let expected: Vec<&str> = expected.lines().collect();
        if found != expected {
            return Err(format!("{machine}\n  found:    {found:?}\n  expected: {expected:?}").into());
        }
    }
    Ok(())
}
