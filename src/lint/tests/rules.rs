//! Every rule's documentation: its example is found, its remedy is left alone, and its fix leads from the one to a file that
//! the rule has nothing more to say about.

use std::fs;
use std::path::Path;

use super::*;
use crate::lint::{Check, Fixes, Rule, fix};

/// The files of one part of a rule's documentation.
pub(crate) fn files(documentation: &str, heading: &str) -> Vec<(String, String)> {
    let part = documentation.split(heading).nth(1).unwrap_or_default();
    let part = part.split("\n## ").next().unwrap_or_default();
    let mut files = Vec::new();
    for block in part.split("```").skip(1).step_by(2) {
        let (info, text) = block.split_once('\n').unwrap();
        let name = match info {
            "dockerfile" => "Dockerfile",
            info => info.strip_prefix("text ").unwrap_or_else(|| panic!("a block of `{info}`")),
        };
        files.push((name.to_owned(), text.to_owned()));
    }
    files
}

fn borrowed(files: &[(String, String)]) -> Vec<(&str, &str)> {
    files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect()
}

fn only(rule: &Rule) -> Settings {
    let mut settings = Settings::default();
    settings.select(rule.name).unwrap();
    settings
}

#[test]
fn the_example_is_found_and_the_remedy_is_left_alone() {
    let mut wrong = Vec::new();
    // The others are found by the simulated build and by policies, whose tests hold them to their pages.
    for rule in ALL.iter().filter(|rule| rule.is_in(Group::Style)) {
        let documentation = rule.documentation();
        for (heading, is_found) in [("## Example\n", true), ("## Use instead\n", false)] {
            let files = files(&documentation, heading);
            assert!(!files.is_empty(), "{}: no {heading}", rule.name);
            let found = findings(&borrowed(&files), &only(rule));
            if found.iter().any(|finding| finding.rule.name == rule.name) != is_found {
                wrong.push(format!("{} {}: {found:#?}", rule.name, heading.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_fix_leaves_nothing_to_find_and_changes_nothing_twice() {
    let mut wrong = Vec::new();
    for rule in ALL {
        let files = files(&rule.documentation(), "## Example\n");
        let tree = ProjectTree::in_memory(borrowed(&files));
        let context = Context::new(Some(&tree), Some("Dockerfile"));
        let kind = if matches!(rule.check, Check::Dockerignore(_)) { FileKind::Dockerignore } else { FileKind::Dockerfile };
        let name = if kind == FileKind::Dockerignore { ".dockerignore" } else { "Dockerfile" };
        let Some((_, text)) = files.iter().find(|(path, _)| path == name) else { continue };
        let settings = only(rule);
        let fixed = fix(kind, text, &context, &settings, true);
        let again = fix(kind, &fixed.text, &context, &settings, true);
        let is_mended = fixed.count > 0 && fixed.left.is_empty() && again.text == fixed.text;
        if is_mended != (rule.fixes != Fixes::None) {
            wrong.push(format!("{}: {fixed:#?}", rule.name));
        }
        let safe = fix(kind, text, &context, &settings, false);
        if rule.fixes != Fixes::Safe && safe.count > 0 {
            wrong.push(format!("{}: a safe fix that is not stated", rule.name));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_a_rule_and_the_table_is_sorted_and_unique() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lint/rules");
    let mut stems: Vec<String> = [folder.clone(), folder.join("build"), folder.join("team")]
        .iter()
        .flat_map(|folder| fs::read_dir(folder).unwrap())
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_string_lossy().replace('_', "-"))
        .filter(|stem| !matches!(stem.as_str(), "mod" | "apt" | "deps" | "build" | "team"))
        .collect();
    stems.sort();
    let names: Vec<String> = ALL.iter().map(|rule| rule.name.to_owned()).collect();
    assert_eq!(names, stems);
    let own = ALL.iter().flat_map(|rule| std::iter::once(rule.name).chain(rule.aliases.iter().copied()));
    let mut own: Vec<&str> = own.collect();
    let count = own.len();
    own.sort_unstable();
    own.dedup();
    assert_eq!(own.len(), count, "a name means two rules");
}

#[test]
fn the_documentation_has_four_parts_in_order() {
    for rule in ALL {
        let documentation = rule.documentation();
        let headings: Vec<&str> = documentation.lines().filter(|line| line.starts_with("## ")).collect();
        assert_eq!(headings, ["## What it does", "## Why is this bad", "## Example", "## Use instead"], "{}", rule.name);
        assert!(rule.summary().starts_with("Checks "), "{}", rule.name);
    }
}
