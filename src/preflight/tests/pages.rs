//! The pages of the rules that a simulated build finds: the example is found and the remedy is left alone.

use super::*;
use crate::lint::tests::rules::files;
use crate::lint::{ALL, Group, Rule, Settings};
use crate::preflight::{accept, simulate};

/// What a page cannot show: the mode of a file, line endings that are no part of a page, and what no manifest is read for.
/// Each has a case below `tests/cases/preflight`.
const NOT_SHOWN: &[&str] = &["manifest-invalid", "script-line-endings", "script-not-executable"];

/// The findings of a folder, as `pydock check --build` has them.
fn found(files: &[(&str, &str)], settings: &Settings) -> Vec<&'static Rule> {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let manifests = Manifests::read(&tree).unwrap();
    let file = |name: &str| {
        let text = files.iter().find(|(path, _)| *path == name).map(|(_, text)| (*text).to_owned());
        text.map(|contents| RenderedFile { path: RelPath::parse(name).unwrap(), contents })
    };
    let (dockerfile, ignore) = (file("Dockerfile").unwrap(), file(".dockerignore"));
    let inputs = Inputs { tree: &tree, manifests: &manifests, dockerfile: &dockerfile, ignore: ignore.as_ref(), mounts: &[] };
    accept(&inputs, simulate(&inputs), settings).iter().map(|found| found.rule).collect()
}

#[test]
fn the_example_is_found_and_the_remedy_is_left_alone() {
    let mut wrong = Vec::new();
    for rule in ALL.iter().filter(|rule| rule.groups == [Group::Build] && !NOT_SHOWN.contains(&rule.name)) {
        let page = rule.documentation();
        for (heading, is_found) in [("## Example\n", true), ("## Use instead\n", false)] {
            let files = files(&page, heading);
            let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
            let found: Vec<&str> = found(&files, &Settings::default()).iter().map(|rule| rule.name).collect();
            if found.contains(&rule.name) != is_found || (!is_found && !found.is_empty()) {
                wrong.push(format!("{} {}: {found:?}", rule.name, heading.trim()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn comments_and_settings_suppress_what_a_build_finds() {
    let with = |first: &str, above: &str| format!("{first}FROM python:3.14-slim-trixie\nWORKDIR /app\n{above}COPY none.txt ./\n");
    let mut ignored = Settings::default();
    ignored.ignore("source-missing").unwrap();
    let none: &[&str] = &[];
    let some: &[&str] = &["source-missing"];
    for (text, settings, expected) in [
        (with("", ""), Settings::default(), some),
        (with("", "# pydock: ignore=source-missing\n"), Settings::default(), none),
        (with("", "# pydock: ignore=source-missing made by CI before the build\n"), Settings::default(), none),
        (with("", "# pydock: ignore=all\n"), Settings::default(), none),
        (with("# pydock: ignore-file=source-missing\n", ""), Settings::default(), none),
        // A comment counts for the instruction below it alone.
        (with("# pydock: ignore=source-missing\n", ""), Settings::default(), some),
        (with("", "# pydock: ignore=source-outside\n"), Settings::default(), some),
        (with("", ""), ignored, none),
    ] {
        let names: Vec<&str> = found(&[("Dockerfile", &text)], &settings).iter().map(|rule| rule.name).collect();
        assert_eq!(names, expected, "{text}");
    }
}

#[test]
fn a_rule_is_suppressed_by_any_of_its_names_and_where_its_cause_is() {
    let ignored = [
        ("Dockerfile", "FROM python:3.14-slim-trixie\n# pydock: ignore=NAME\nCOPY a.txt /\n"),
        (".dockerignore", "*.txt\n"),
        ("a.txt", "a"),
    ];
    let script = [
        ("Dockerfile", "FROM python:3.14-slim-trixie\nCOPY --chmod=755 start.sh /\n# pydock: ignore=NAME\nCMD [\"/start.sh\"]\n"),
        ("start.sh", "python app.py\n"),
    ];
    for (files, name, expected) in [
        (&ignored[..], "source-ignored", 0),
        (&ignored[..], "copy-ignored-file", 0),
        (&ignored[..], "CopyIgnoredFile", 0),
        (&ignored[..], "source-missing", 1),
        (&script[..], "script-without-interpreter", 0),
        (&script[..], "script-missing", 1),
    ] {
        let texts: Vec<(&str, String)> = files.iter().map(|(path, text)| (*path, text.replace("NAME", name))).collect();
        let files: Vec<(&str, &str)> = texts.iter().map(|(path, text)| (*path, text.as_str())).collect();
        assert_eq!(found(&files, &Settings::default()).len(), expected, "{name}");
    }
}
