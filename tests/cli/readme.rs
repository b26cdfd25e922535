//! The README and the documentation, held to the program: what is generated from the code is up to date, links lead somewhere,
//! and every command that is shown can be typed.
//!
//! `BLESS=1 cargo test --test cli` writes the sections between `<!-- name -->` and `<!-- /name -->`.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use diffy::create_patch;
use libtest_mimic::{Failed, Trial};
use pydock::facts::{QUESTIONS, Question, SETTINGS, Takes};
use pydock::knowledge::Frameworks;
use pydock::lint::{ALL, Fixes, Group, Rule};
use pydock::preset;

use crate::project::Project;
use crate::trial;

const EXAMPLE: &str = "tests/e2e/projects/bookshelf/repo";
/// A README that is longer is not read.
const README_BYTES: usize = 12 * 1024;

/// What makes the text of a section.
type Make = fn() -> String;

/// The sections that are made from the code, each in its file.
const SECTIONS: [(&str, &str, Make); 9] = [
    ("README.md", "session", session),
    ("README.md", "dockerfile", dockerfile),
    ("docs/guides/explain.md", "graph", graph),
    ("docs/reference/facts.md", "facts", facts),
    ("docs/reference/facts.md", "settings", settings),
    ("docs/reference/frameworks.md", "frameworks", frameworks),
    ("docs/reference/presets.md", "presets", presets),
    ("docs/reference/rules.md", "rules", rules),
    ("docs/reference/rules.md", "rule-pages", rule_pages),
];

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("readme/sections", sections),
        trial("readme/it_is_short_and_has_every_command", it_is_short_and_has_every_command),
        trial("readme/one_test_command", one_test_command),
        trial("readme/the_quick_start_works", the_quick_start_works),
        trial("readme/links_lead_somewhere", links_lead_somewhere),
        trial("readme/every_page_is_listed", every_page_is_listed),
        trial("readme/every_command_can_be_typed", every_command_can_be_typed),
        trial("readme/the_guide_runs", the_guide_runs),
        trial("readme/the_json_document_is_described", the_json_document_is_described),
        trial("readme/the_explanation_is_described", the_explanation_is_described),
    ]
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn read(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn readme() -> String {
    read("README.md")
}

/// The README and every page of the documentation, by their paths.
pub fn pages() -> Vec<(String, String)> {
    let mut paths = vec![root().join("README.md"), root().join("CONTRIBUTING.md"), root().join("SECURITY.md")];
    let mut open = vec![root().join("docs")];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension().and_then(|extension| extension.to_str()) {
                _ if path.is_dir() => open.push(path),
                Some("md" | "txt") => paths.push(path),
                _ => {}
            }
        }
    }
    paths.sort();
    let name = |path: &PathBuf| path.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
    paths.iter().map(|path| (name(path), fs::read_to_string(path).unwrap())).collect()
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
    let files: BTreeSet<&str> = SECTIONS.iter().map(|(file, ..)| *file).collect();
    for file in files {
        let before = read(file);
        let mut after = before.clone();
        for (_, name, make) in SECTIONS.iter().filter(|(of, ..)| *of == file) {
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
    format!("```console\n$ pydock init --yes\n{}```\n", outcome.stderr)
}

fn dockerfile() -> String {
    let outcome = Project::copy_of(&root().join(EXAMPLE)).run(&["init", "--yes", "--stdout"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    format!("```dockerfile\n{}```\n", outcome.stdout)
}

fn table<const N: usize>(head: [&str; N], rows: impl Iterator<Item = [String; N]>) -> String {
    let line = |cells: [String; N]| format!("| {} |\n", cells.join(" | "));
    // A bar inside of a cell would end it.
    let escaped = |cells: [String; N]| line(cells.map(|cell| cell.replace('|', "\\|")));
    let head = line(head.map(str::to_owned));
    let rule = line(["---"; N].map(str::to_owned));
    std::iter::once(head).chain([rule]).chain(rows.map(escaped)).collect()
}

/// The example with its files written.
fn example() -> Project {
    let project = Project::copy_of(&root().join(EXAMPLE));
    let init = project.run(&["init", "--yes", "--quiet"]);
    assert_eq!(init.status, 0, "{}", init.stderr);
    project
}

fn graph() -> String {
    format!("\n```mermaid\n{}```\n\n", example().run(&["graph"]).stdout)
}

fn facts() -> String {
    let flag = |question: &Question| match question.takes {
        Takes::One => format!("`--{} {}`", question.flag, question.value),
        Takes::Many => format!("`--{} {}`, repeatable", question.flag, question.value),
        Takes::Switch => format!("`--{0}`, `--no-{0}`", question.flag),
    };
    table(
        ["fact", "flag", "what it is"],
        QUESTIONS.iter().map(|question| [question.id.to_owned(), flag(question), question.help.to_owned()]),
    )
}

fn settings() -> String {
    let rows = SETTINGS.iter().map(|(key, meaning)| format!("| `--set {key}=…` | {meaning} |\n"));
    std::iter::once("| setting | what it is |\n| --- | --- |\n".to_owned()).chain(rows).collect()
}

fn frameworks() -> String {
    let frameworks = Frameworks::built_in();
    let names: Vec<String> = frameworks.rows().iter().map(|row| format!("{} (`{}`)", row.title, row.name)).collect();
    format!("Frameworks, with their names for `--framework`: {}.\n", names.join(", "))
}

fn presets() -> String {
    let rows = preset::built_in().unwrap().into_iter();
    table(
        ["preset", "replaces", "why it is not written the same way"],
        rows.map(|preset| [format!("`{}`: {}", preset.name, preset.description), preset.replaces, preset.differs]),
    )
}

fn rules() -> String {
    let name = |rule: &Rule| {
        let others: Vec<&str> = rule.names().skip(1).collect();
        if others.is_empty() { format!("`{}`", rule.name) } else { format!("`{}` ({})", rule.name, others.join(", ")) }
    };
    let place = |rule: &Rule| {
        let verb = |group: &Group| match group {
            Group::Style => "lint",
            Group::Build => "check --build",
            Group::Team => "policy",
        };
        rule.groups.iter().map(verb).collect::<Vec<_>>().join(", ")
    };
    let severity = |rule: &Rule| {
        let level = if rule.is_default { rule.severity.as_str() } else { "off" };
        let fix = match rule.fixes {
            Fixes::None => "",
            Fixes::Safe => ", fixable",
            Fixes::Unsafe => ", unsafe fix",
        };
        format!("{level}{fix}")
    };
    let row = |rule: &&Rule| [name(rule), place(rule), severity(rule), rule.summary()];
    table(["rule", "where", "severity", "what it does"], ALL.iter().map(row))
}

fn rule_pages() -> String {
    let page = |rule: &&Rule| {
        format!(
            "\n## {}\n\n{}\n",
            rule.name,
            rule.documentation().trim_end().replace("\n## ", "\n### ").replacen("## ", "### ", 1)
        )
    };
    ALL.iter().map(page).collect::<String>() + "\n"
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
    let (summary, index) = (read("docs/SUMMARY.md"), read("docs/llms.txt"));
    for (path, _) in pages() {
        let Some(page) = path.strip_prefix("docs/") else { continue };
        if page.contains('/') && !page.starts_with("skill/") {
            for (name, list) in [("SUMMARY.md", &summary), ("llms.txt", &index)] {
                assert!(list.contains(&format!("({page})")), "docs/{name} does not list {page}");
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

fn the_guide_runs() {
    let project = Project::copy_of(&root().join(EXAMPLE));
    for line in section("run: shelf").lines().filter_map(|line| line.strip_prefix("$ pydock ")) {
        let words: Vec<&str> = line.split(' ').collect();
        let outcome = project.run(&words);
        assert_eq!(outcome.status, 0, "{line}\n{}{}", outcome.stdout, outcome.stderr);
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

fn the_json_document_is_described() {
    let outcome = Project::copy_of(&root().join(EXAMPLE)).run(&["detect", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let found: BTreeSet<&str> = document.as_object().unwrap().keys().map(String::as_str).collect();
    let text = read("docs/reference/json.md");
    let (_, chapter) = text.split_once("## `pydock detect --json`").unwrap();
    let rows = chapter.lines().take_while(|line| !line.starts_with("## ")).filter_map(|line| line.strip_prefix("| `"));
    let described: BTreeSet<&str> = rows.filter_map(|row| row.split('`').next()).collect();
    assert_eq!(described, found);
}

fn the_explanation_is_described() {
    let project = example();
    let outcome = project.run(&["explain", "--json"]);
    let document: serde_json::Value = serde_json::from_str(&outcome.stdout).unwrap();
    let file = &document["files"][0];
    let objects = [&document, file, &file["lines"][0]];
    let found: BTreeSet<&str> =
        objects.iter().flat_map(|object| object.as_object().unwrap().keys().map(String::as_str)).collect();
    let text = read("docs/reference/json.md");
    let (_, chapter) = text.split_once("## `pydock explain --json`").unwrap();
    let rows = chapter.lines().take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|row| row.split(" | ").next());
    let described: BTreeSet<&str> = first.flat_map(|fields| fields.split('`').skip(1).step_by(2)).collect();
    assert_eq!(described, found);
}
