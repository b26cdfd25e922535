//! Every command of the documentation is run, in the project that its page names. Docker and cargo are named and not started:
//! the end-to-end tests build and run what the guides lead to.
#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Stdio;

use libtest_mimic::{Failed, Trial};

use crate::project::Project;
use crate::readme;
use crate::trial;

#[path = "../guides/mod.rs"]
mod pages;

use pages::Guide;

/// Stands in for the programs that are not run here.
const PRELUDE: &str = "docker() { :; }\ncargo() { :; }";

pub fn trials() -> Vec<Trial> {
    let mut trials = vec![trial("guides/every_command_has_a_project", every_command_has_a_project)];
    for (page, text) in readme::pages() {
        for (index, guide) in pages::of_page(&page, &text).0.into_iter().enumerate() {
            let name = format!("guides/{}-{index}-{}", page.replace('/', "-"), guide.sample);
            trials.push(Trial::test(name, move || run(&guide)));
        }
    }
    trials
}

/// Only what builds pydock itself is not run.
fn every_command_has_a_project() {
    for (page, text) in readme::pages() {
        let (_, loose) = pages::of_page(&page, &text);
        let unknown: Vec<&String> = loose.iter().filter(|command| !command.starts_with("cargo ")).collect();
        assert!(unknown.is_empty(), "{page}: no `<!-- try: … -->` above {unknown:?}");
    }
}

fn run(guide: &Guide) -> Result<(), Failed> {
    let project = Project::copy_of(&guide.repository());
    let program = Path::new(env!("CARGO_BIN_EXE_pydock"));
    let variables = pages::presets(project.outside(), program, guide.needs_a_preset())?;
    let script = guide.script(PRELUDE);
    let path = format!("{}:{}", program.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut bash = project.command(&[]);
    bash = {
        let mut command = std::process::Command::new("bash");
        command.args(["-c", &script]).current_dir(project.root()).env_clear();
        command.envs(bash.get_envs().filter_map(|(name, value)| Some((name.to_owned(), value?.to_owned()))));
        command
    };
    let output = bash.env("PATH", path).envs(variables).stdin(Stdio::null()).output()?;
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    if !output.status.success() {
        return Err(format!("{}: {:?}\n{}{said}", guide.page, output.status, String::from_utf8_lossy(&output.stdout)).into());
    }
    let all = format!("{}{said}", String::from_utf8_lossy(&output.stdout));
    // What the sections of the README show was made in another folder.
    let missing = guide.shown.iter().find(|line| guide.page != "README.md" && !all.lines().any(|found| found == *line));
    if let Some(line) = missing {
        return Err(format!("{}: no line `{line}` in\n{all}", guide.page).into());
    }
    check(guide, &project)
}

/// What some of the pages say comes of their commands.
fn check(guide: &Guide, project: &Project) -> Result<(), Failed> {
    let expected: &[(&str, &str)] = match (guide.page.as_str(), guide.sample.as_str()) {
        ("docs/guides/ci.md", _) => &[("Dockerfile", "EXPOSE 9000\n"), ("Dockerfile", "team=\"search\"")],
        ("docs/guides/team-presets.md", _) => {
            &[("search/Dockerfile", "vendor=\"search\""), ("shop/Dockerfile", "ENV TZ=Europe/Lisbon")]
        }
        ("docs/guides/update.md", _) => {
            &[("Dockerfile", "ENV TZ=Europe/Vienna\n"), ("Dockerfile", "FROM python:3.13-"), ("Dockerfile", "EXPOSE 9000\n")]
        }
        ("docs/guides/migrate.md", "from-nixpacks") => &[("Dockerfile", "--no-install-recommends ffmpeg")],
        _ => &[],
    };
    for (path, part) in expected {
        let text = fs::read_to_string(project.root().join(path))?;
        if !text.contains(part) {
            return Err(format!("{}: no `{part}` in {path}\n{text}", guide.page).into());
        }
    }
    Ok(())
}
