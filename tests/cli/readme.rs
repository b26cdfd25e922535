//! The README, held to the program: its tables are made from the code, its example is run.
//!
//! `BLESS=1 cargo test --test cli` writes the sections between `<!-- name -->` and `<!-- /name -->` anew.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use diffy::create_patch;
use libtest_mimic::{Failed, Trial};
use pydock::facts::{QUESTIONS, Question, SETTINGS, Takes};
use pydock::knowledge::Frameworks;
use pydock::lint::{ALL, Fixes, Rule};
use pydock::preset;

use crate::project::Project;
use crate::trial;

const EXAMPLE: &str = "tests/e2e/projects/bookshelf/repo";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("readme/sections", sections),
        trial("readme/one_test_command", one_test_command),
        trial("readme/the_quick_start_works", the_quick_start_works),
        trial("readme/the_json_document_is_described", the_json_document_is_described),
        trial("readme/the_explanation_is_described", the_explanation_is_described),
    ]
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).to_owned()
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

fn sections() -> Result<(), Failed> {
    let before = readme();
    let mut after = before.clone();
    for (name, text) in [
        ("session", session()),
        ("graph", graph()),
        ("facts", facts()),
        ("settings", settings()),
        ("frameworks", frameworks()),
        ("presets", presets()),
        ("rules", rules()),
    ] {
        let (open, close) = (format!("<!-- {name} -->\n"), format!("<!-- /{name} -->\n"));
        let start = after.find(&open).ok_or(format!("no {open}"))? + open.len();
        let end = start + after[start..].find(&close).ok_or(format!("no {close}"))?;
        after.replace_range(start..end, &text);
    }
    if std::env::var_os("BLESS").is_some() {
        // One run of the tests writes the file once; what is the same already is left alone.
        if before != after {
            fs::write(root().join("README.md"), after)?;
        }
        return Ok(());
    }
    if before == after { Ok(()) } else { Err(create_patch(&before, &after).to_string().into()) }
}

fn session() -> String {
    let project = Project::copy_of(&root().join(EXAMPLE));
    let outcome = project.run(&["init", "--yes"]);
    assert_eq!(outcome.status, 0, "{}", outcome.stderr);
    format!("```console\n$ pydock init --yes\n{}```\n", outcome.stderr)
}

fn table(head: [&str; 3], rows: impl Iterator<Item = [String; 3]>) -> String {
    let line = |cells: [String; 3]| format!("| {} |\n", cells.join(" | "));
    // A bar inside of a cell would end it.
    let escaped = |cells: [String; 3]| line(cells.map(|cell| cell.replace('|', "\\|")));
    let head = line(head.map(str::to_owned));
    let rule = line(["---"; 3].map(str::to_owned));
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
    format!("Known are, with the names that `--framework` takes: {}.\n", names.join(", "))
}

fn presets() -> String {
    let rows = preset::built_in().unwrap().into_iter();
    table(
        ["preset", "replaces", "why it is not written the same way"],
        rows.map(|preset| [format!("`{}`: {}", preset.name, preset.description), preset.replaces, preset.differs]),
    )
}

fn rules() -> String {
    let name = |rule: &Rule| match rule.relatives {
        [] => format!("`{}`", rule.name),
        relatives => format!("`{}` ({})", rule.name, relatives.join(", ")),
    };
    let weight = |rule: &Rule| {
        let severity = if rule.is_default { rule.severity.as_str() } else { "off" };
        let fix = match rule.fixes {
            Fixes::None => "",
            Fixes::Safe => ", mended",
            Fixes::Unsafe => ", mended on demand",
        };
        format!("{severity}{fix}")
    };
    table(["rule", "weight", "what it does"], ALL.iter().map(|rule| [name(rule), weight(rule), rule.summary()]))
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
    let text = readme();
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
    let text = readme();
    let (_, chapter) = text.split_once("### `pydock explain --json`").unwrap();
    let rows = chapter.lines().take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|row| row.split(" | ").next());
    let described: BTreeSet<&str> = first.flat_map(|fields| fields.split('`').skip(1).step_by(2)).collect();
    assert_eq!(described, found);
}
