//! The README and the documentation, held to the program: what is generated from the code is up to date, links lead somewhere,
//! and every command that is shown can be typed.
//!
//! `BLESS=1 cargo test --test cli` writes the sections between `<!-- name -->` and `<!-- /name -->`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use diffy::create_patch;
use libtest_mimic::{Failed, Trial};

use crate::project::Project;
use crate::reference;
use crate::skips::skipped;
use crate::trial;

const EXAMPLE: &str = "tests/e2e/projects/bookshelf/repo";
/// A README that is longer is not read.
const README_BYTES: usize = 12 * 1024;

/// The first thing that is seen of the program, with the line that is typed.
const SESSION_LINES: usize = 12;

/// A file, the name of a section in it, and what makes its text.
pub type Section = (&'static str, &'static str, fn() -> String);

/// Sections that are made by running the program; `reference` has those that are made from its tables.
const SECTIONS: [Section; 3] =
    [("README.md", "session", session), ("README.md", "dockerfile", dockerfile), ("docs/guides/explain.md", "graph", graph)];

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("readme/sections", sections),
        trial("readme/it_is_short_and_has_every_command", it_is_short_and_has_every_command),
        trial("readme/one_test_command", one_test_command),
        #[cfg(unix)]
        trial("readme/the_recording_is_up_to_date", the_recording_is_up_to_date),
        trial("readme/the_quick_start_works", the_quick_start_works),
        trial("readme/links_lead_somewhere", links_lead_somewhere),
        trial("readme/every_page_is_listed", every_page_is_listed),
        trial("readme/every_command_can_be_typed", every_command_can_be_typed),
    ]
}

pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

pub fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn readme() -> String {
    read("README.md")
}

/// The README and every page of the documentation, by their paths.
pub fn pages() -> Vec<(String, String)> {
    let mut paths = ["README.md", "CONTRIBUTING.md", "SECURITY.md"].map(|name| root().join(name)).to_vec();
    paths.extend(files(&root().join("docs"), "md"));
    paths.extend(files(&root().join("docs"), "txt"));
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
}

/// The files below the folder whose names end like this.
pub fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let (mut found, mut open) = (Vec::new(), vec![folder.to_owned()]);
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().unwrap_or_default() == extension {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}

/// What is between two marks, on whichever page they are.
pub fn section(mark: &str) -> String {
    let (open, close) = (format!("<!-- {mark} -->"), format!("<!-- /{mark} -->"));
    let page = pages().into_iter().find(|(_, text)| text.contains(&open)).unwrap_or_else(|| panic!("no page has {open}"));
    let start = page.1.find(&open).unwrap();
    let end = start + page.1[start..].find(&close).unwrap();
    page.1[start..end].to_owned()
}

fn sections() -> Result<(), Failed> {
    let all: Vec<Section> = SECTIONS.into_iter().chain(reference::SECTIONS).collect();
    let files: BTreeSet<&str> = all.iter().map(|(file, ..)| *file).collect();
    for file in files {
        let before = read(file);
        let mut after = before.clone();
        for (_, name, make) in all.iter().filter(|(of, ..)| *of == file) {
            let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->"));
            let start = after.find(&open).ok_or(format!("no {open}"))? + open.len();
            let end = start + after[start..].find(&close).ok_or(format!("no {close}"))?;
            after.replace_range(start..end, &make());
        }
        if before == after {
            continue;
        }
        if std::env::var_os("BLESS").is_some() {
            fs::write(root().join(file), after)?;
        } else {
            return Err(create_patch(&before, &after).to_string().into());
        }
    }
    Ok(())
}

fn session() -> String {
    let project = Project::copy_of(&root().join(EXAMPLE));
    let outcome = project.run(&["init", "--yes"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    // The commands to go on with are those of the guides.
    let (session, _) = outcome.stderr.split_once("\nNext:").unwrap();
    assert!(session.lines().count() < SESSION_LINES, "{session}");
    format!("```console\n$ pydock init --yes\n{session}```\n")
}

fn dockerfile() -> String {
    let outcome = Project::copy_of(&root().join(EXAMPLE)).run(&["init", "--yes", "--stdout"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    format!("```dockerfile\n{}```\n", outcome.stdout)
}

/// The example with its files written.
pub fn example() -> Project {
    let project = Project::copy_of(&root().join(EXAMPLE));
    let init = project.run(&["init", "--yes", "--quiet"]);
    assert_eq!(init.status, 0, "{}", init.stderr);
    project
}

fn graph() -> String {
    format!("\n```mermaid\n{}```\n\n", example().run(&["graph"]).stdout)
}

fn it_is_short_and_has_every_command() {
    let text = readme();
    assert!(text.len() <= README_BYTES, "README.md has {} bytes", text.len());
    let project = Project::new(&[]);
    for verb in project.run(&["man", "--list"]).stdout.lines().filter(|verb| !verb.contains(' ')) {
        assert!(text.contains(&format!("| `pydock {verb}")), "the table of commands lacks `{verb}`");
    }
}

fn links_lead_somewhere() {
    for (path, text) in pages() {
        let folder = root().join(&path).parent().unwrap().to_owned();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let file = target.split('#').next().unwrap_or_default();
            if !target.contains("://") && !file.is_empty() && !file.contains(' ') {
                assert!(folder.join(file).exists(), "{path}: the link to `{target}` leads nowhere");
            }
        }
    }
}

fn every_page_is_listed() {
    let lists = ["mkdocs.yml", "docs/index.md", "docs/llms.txt"].map(|name| (name, read(name)));
    for (path, _) in pages() {
        let Some(page) = path.strip_prefix("docs/") else { continue };
        if page.contains('/') && !page.starts_with("skill/") {
            for (name, list) in &lists {
                assert!(list.contains(page), "{name} does not list {page}");
            }
        }
    }
}

/// The lines of console fences that start pydock, each asked for its help: an unknown flag or verb fails.
fn every_command_can_be_typed() {
    let project = Project::new(&[]);
    let mut count = 0;
    for (path, text) in pages() {
        for line in text.lines().filter_map(|line| line.strip_prefix("$ pydock ")) {
            let typed = line.split(['#', '|', '>']).next().unwrap_or_default();
            let Some(mut words) = shlex::split(typed) else { panic!("{path}: {line}") };
            words.push("--help".to_owned());
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let outcome = project.run(&words);
            assert_eq!(outcome.status, 0, "{path}: `pydock {line}`\n{}", outcome.stderr);
            count += 1;
        }
    }
    assert!(count > 40, "{count}");
}

/// The picture of a session at a terminal; BLESS=1 records it again.
#[cfg(unix)]
fn the_recording_is_up_to_date() {
    let mut script = std::process::Command::new("python3");
    script.arg(root().join("scripts/record-docs.py")).arg(env!("CARGO_BIN_EXE_pydock"));
    if std::env::var_os("BLESS").is_none() {
        script.arg("--check");
    }
    match script.output() {
        Ok(output) => assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr)),
        Err(_) => skipped("python3"),
    }
}

fn one_test_command() {
    let text = readme();
    let fence = "<!-- test-command -->\n```console\n$ cargo test\n```\n";
    assert_eq!((text.matches(fence).count(), text.matches("<!-- test-command -->").count()), (1, 1));
}

fn the_quick_start_works() {
    let command = format!("$ cargo run --release -- init --yes --stdout {EXAMPLE}\n");
    assert!(readme().contains(&command), "{command}");
    let outcome = Project::copy_of(&root().join(EXAMPLE)).run(&["init", "--yes", "--stdout"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    assert!(outcome.stdout.contains("\nFROM "));
}
