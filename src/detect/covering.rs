//! The requirements file that covers what the program imports, where the lock that would be installed does not.

use super::package_manager::Manager;
use super::unlisted::{self, Loaded};
use crate::knowledge::modules;
use crate::manifest::Manifests;
use crate::model::{Detection, Note, PackageManager, PackageName, Start};
use crate::tree::ProjectTree;

/// The choice with such a file in the place of the lock. `None` if the chosen file holds what the program imports, or no other
/// file holds more. Ex) `poetry.lock` without SQLAlchemy, which `requirements.txt` lists and `main.py` imports
pub fn find(
    tree: &ProjectTree,
    manifests: &Manifests,
    manager: &Detection<Manager>,
    start: &Start,
) -> Option<Detection<Manager>> {
    let chosen = manager.chosen.as_ref()?;
    let lock = manifests.locks.iter().find(|lock| lock.at.file == chosen.at.file && !lock.packages.is_empty())?;
    let files = manager.others.iter().filter(|other| other.value.manager == PackageManager::Pip);
    let files: Vec<_> = files.collect();
    if files.is_empty() {
        return None;
    }
    let loaded = unlisted::loaded(tree, start);
    let locked = |name: &PackageName| lock.packages.iter().any(|package| package.name == *name);
    let pyproject = manifests.pyproject.iter().flat_map(|file| &file.dependencies);
    let pipfile = manifests.pipfile.iter().flat_map(|file| &file.packages);
    let declared: Vec<&PackageName> = pyproject.chain(pipfile).map(|dependency| &dependency.name).collect();
    for other in files {
        let Some(file) = manifests.requirements.iter().find(|file| Some(&file.path) == other.value.manifest.as_ref()) else {
            continue;
        };
        let listed = |name: &PackageName| file.dependencies.iter().any(|dependency| dependency.name == *name);
        let missing: Vec<&Loaded> = loaded.iter().filter(|one| brings(one, &listed) && !brings(one, &locked)).collect();
        let lost = loaded.iter().filter(|one| brings(one, &|name| declared.contains(&name)) && !brings(one, &listed)).count();
        let Some(first) = missing.first().filter(|_| !file.development && missing.len() > lost) else { continue };
        let names: Vec<String> = missing.iter().map(|one| format!("`{}`", one.module)).collect();
        let message = format!(
            "dependencies come from `{}`: `{}` imports {}, which `{}` does not hold",
            other.at.file,
            first.file,
            names.join(", "),
            chosen.at.file
        );
        let note = Note::warning(message).at(first.at.clone()).hint(format!(
            "add what is missing to the manifest of `{}` and lock again, or use `--manager {}`",
            chosen.at.file, chosen.value.manager
        ));
        let others = manager.others.iter().filter(|candidate| candidate.at != other.at).cloned();
        let others = std::iter::once(chosen.clone()).chain(others).collect();
        return Some(Detection { chosen: Some(other.clone()), others, tied: false, notes: vec![note] });
    }
    None
}

/// Whether any distribution of the list brings the module.
fn brings(loaded: &Loaded, listed: &dyn Fn(&PackageName) -> bool) -> bool {
    let known = modules().distributions(&loaded.module);
    let by_name = || modules().name(&loaded.module).parse::<PackageName>().is_ok_and(|name| listed(&name));
    known.iter().any(listed) || (known.is_empty() && by_name())
}

#[cfg(test)]
mod tests {
    use super::super::package_manager;
    use super::*;
    use crate::model::{Command, RelPath};

    /// The file that is installed from.
    fn installed(requirements: &str, dependencies: &str, locked: &[&str], main: &str) -> String {
        let lock: String = locked.iter().map(|name| format!("[[package]]\nname = \"{name}\"\nversion = \"1.0\"\n\n")).collect();
        let lock = format!("{lock}[metadata]\nlock-version = \"2.1\"\npython-versions = \">=3.12\"\ncontent-hash = \"x\"\n");
        let pyproject = format!(
            "[tool.poetry]\nname = \"tides\"\nversion = \"1\"\npackage-mode = false\n[tool.poetry.dependencies]\npython = \">=3.12\"\n{dependencies}"
        );
        let files = [
            ("requirements.txt", requirements),
            ("pyproject.toml", pyproject.as_str()),
            ("poetry.lock", lock.as_str()),
            ("main.py", main),
            ("store.py", "import sqlalchemy\n"),
        ];
        let tree = ProjectTree::in_memory(files);
        let manifests = Manifests::read(&tree).unwrap();
        let (mut manager, _) = package_manager::detect(&tree, &manifests);
        // Whether the lock is fresh is another question.
        let place = manager.others.iter().position(|found| found.at.file.as_str() == "poetry.lock");
        if let (Some(place), Some(chosen)) = (place, manager.chosen.take()) {
            manager.chosen = Some(std::mem::replace(&mut manager.others[place], chosen));
        }
        let start =
            crate::detect::start::program("script", RelPath::parse("main.py").ok(), Command::of(&["python", "main.py"]).unwrap());
        let found = find(&tree, &manifests, &manager, &start).unwrap_or(manager);
        found.chosen.unwrap().at.file.to_string()
    }

    #[test]
    fn the_list_that_has_what_is_imported_is_installed() {
        const FLASK: &str = "flask = \"*\"\n";
        for (requirements, dependencies, locked, main, expected) in [
            ("Flask\nSQLAlchemy>=2\n", FLASK, &["flask"][..], "import flask\nimport sqlalchemy\n", "requirements.txt"),
            ("Flask\nSQLAlchemy>=2\n", FLASK, &["flask"], "import flask\nimport store\n", "requirements.txt"),
            ("pyyaml\n", FLASK, &["flask"], "import yaml\n", "requirements.txt"),
            ("Flask\nSQLAlchemy>=2\n", FLASK, &["flask", "sqlalchemy"], "import flask\nimport sqlalchemy\n", "poetry.lock"),
            ("Flask\nSQLAlchemy>=2\n", FLASK, &["flask"], "import flask\n", "poetry.lock"),
            (
                "Flask\nSQLAlchemy>=2\n",
                FLASK,
                &["flask"],
                "import flask\ntry:\n    import sqlalchemy\nexcept ImportError:\n    pass\n",
                "poetry.lock",
            ),
            // Each lacks something.
            ("SQLAlchemy>=2\n", FLASK, &["flask"], "import flask\nimport sqlalchemy\n", "poetry.lock"),
        ] {
            assert_eq!(installed(requirements, dependencies, locked, main), expected, "{requirements} {main}");
        }
    }
}
