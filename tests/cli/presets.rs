//! pydock's own presets with questions: each is sound, and gives for the projects below `tests/presets/<name>/` what is
//! expected there.
//!
//! The cases lie outside of the presets' folders, which are part of the program. `BLESS=1 cargo test --test cli -- presets`
//! writes the expectations.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::{Failed, Trial};

use crate::project::{Project, snapshot};

pub fn trials() -> Vec<Trial> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(root().join("presets")).unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()).collect();
    folders.sort();
    assert!(!folders.is_empty(), "there is no folder below presets/");
    let trial = |folder: PathBuf| {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        Trial::test(format!("presets/{name}"), move || check_and_test(&folder))
    };
    folders.into_iter().map(trial).collect()
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn check_and_test(folder: &Path) -> Result<(), Failed> {
    let name = folder.file_name().unwrap().to_string_lossy().into_owned();
    let cases = root().join("tests/presets").join(&name);
    let project = Project::copy_of(folder);
    for (path, bytes) in snapshot(&cases) {
        project.write(&format!("tests/{path}"), &bytes);
    }
    let mut runs = vec![vec!["preset", "check", "."], vec!["preset", "test", "."]];
    let bless = std::env::var_os("BLESS").is_some();
    if bless {
        runs[1].push("--bless");
    }
    for arguments in runs {
        let outcome = project.run(&arguments);
        if outcome.status != 0 {
            return Err(format!("pydock {}\n{}{}", arguments.join(" "), outcome.stdout, outcome.stderr).into());
        }
    }
    if bless {
        for (path, bytes) in snapshot(&project.root().join("tests")) {
            let to = cases.join(path);
            fs::create_dir_all(to.parent().unwrap())?;
            fs::write(to, bytes)?;
        }
    }
    Ok(())
}
