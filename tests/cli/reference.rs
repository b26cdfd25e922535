//! The pages of the reference that are made from the code, and the JSON documents, held to what `json.md` says of them.

use std::collections::BTreeSet;
use std::fs;

use libtest_mimic::Trial;
use pydock::cli::VARIABLES;
use pydock::facts::{QUESTIONS, Question, SETTINGS, Takes};
use pydock::knowledge::{Frameworks, step_rows};
use pydock::lint::{ALL, Fixes, Group, Rule};
use pydock::preset;
use regex::Regex;
use serde_json::Value;

use crate::project::Project;
use crate::readme::{self, Section, read, root};
use crate::trial;

pub const SECTIONS: [Section; 12] = [
    ("docs/explanation/architecture.md", "architecture", architecture),
    ("docs/explanation/lines.md", "lines", lines),
    ("docs/reference/commands.md", "commands", commands),
    ("docs/reference/environment.md", "variables", variables),
    ("docs/reference/exit-status.md", "statuses", statuses),
    ("docs/reference/facts.md", "facts", facts),
    ("docs/reference/facts.md", "settings", settings),
    ("docs/reference/findings.md", "findings", findings),
    ("docs/reference/frameworks.md", "frameworks", frameworks),
    ("docs/reference/presets.md", "presets", presets),
    ("docs/reference/rules.md", "rules", rules),
    ("docs/reference/rules.md", "rule-pages", rule_pages),
];

/// The schemas, in the folder of the site where an editor finds them.
const SCHEMAS: [(&str, &str); 3] = [("choices", "pydock.toml"), ("lock", "pydock.lock"), ("render", "render")];

pub fn trials() -> Vec<Trial> {
    vec![
        trial("reference/schemas", schemas),
        trial("reference/figures_are_those_of_the_tables", figures_are_those_of_the_tables),
        trial("reference/every_variable_is_listed", every_variable_is_listed),
        trial("reference/every_json_document_is_described", every_json_document_is_described),
        trial("reference/the_rendered_document_has_the_shape_of_its_schema", the_rendered_document_has_the_shape_of_its_schema),
    ]
}

fn table(head: &[&str], rows: impl Iterator<Item = Vec<String>>) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    // A bar inside of a cell would end it.
    let escaped = |cells: Vec<String>| line(cells.into_iter().map(|cell| cell.replace('|', "\\|")).collect());
    let rule = line(vec!["---".to_owned(); head.len()]);
    let head = line(head.iter().map(|cell| (*cell).to_owned()).collect());
    std::iter::once(head).chain([rule]).chain(rows.map(escaped)).collect()
}

/// Every command with a page, and the text of its `--help`.
fn help() -> Vec<(String, String)> {
    let project = Project::new(&[]);
    let verbs = project.run(&["man", "--list"]).stdout;
    let text = |verb: &str| {
        let words: Vec<&str> = verb.split(' ').chain(["--help"]).collect();
        let outcome = project.run(&words);
        assert_eq!(outcome.status, 0, "{verb}: {}", outcome.stderr);
        outcome.stdout
    };
    verbs.lines().map(|verb| (verb.to_owned(), text(verb))).collect()
}

fn commands() -> String {
    let page = |(verb, text): (String, String)| format!("\n## pydock {verb}\n\n```text\n{}\n```\n", text.trim_end());
    help().into_iter().map(page).collect::<String>() + "\n"
}

fn statuses() -> String {
    let row = |(verb, text): (String, String)| {
        // Help is wrapped to the width of a terminal, so the sentence may take several lines.
        let (_, rest) = text.split_once("\nExit status: ")?;
        let sentence = rest.lines().take_while(|line| !line.is_empty()).collect::<Vec<_>>().join(" ");
        Some(vec![format!("`pydock {verb}`"), sentence.trim_end_matches('.').to_owned()])
    };
    table(&["command", "exit status"], help().into_iter().filter_map(row))
}

fn variables() -> String {
    table(&["variable", "what it does"], VARIABLES.iter().map(|(name, meaning)| vec![format!("`{name}`"), (*meaning).to_owned()]))
}

fn facts() -> String {
    let flag = |question: &Question| match question.takes {
        Takes::One => format!("`--{} {}`", question.flag, question.value),
        Takes::Many => format!("`--{} {}`, repeatable", question.flag, question.value),
        Takes::Switch => format!("`--{0}`, `--no-{0}`", question.flag),
    };
    table(
        &["fact", "flag", "what it is"],
        QUESTIONS.iter().map(|question| vec![question.id.name().to_owned(), flag(question), question.help.to_owned()]),
    )
}

fn settings() -> String {
    let row = |(key, meaning): &(&str, &str)| vec![format!("`--set {key}=…`"), (*meaning).to_owned()];
    table(&["setting", "what it is"], SETTINGS.iter().map(row))
}

fn findings() -> String {
    let build = ALL.iter().filter(|rule| rule.groups.contains(&Group::Build));
    table(&["finding", "what it means"], build.map(|rule| vec![format!("`{}`", rule.name), rule.summary()]))
}

fn frameworks() -> String {
    let frameworks = Frameworks::built_in();
    let names: Vec<String> = frameworks.rows().iter().map(|row| format!("{} (`{}`)", row.title, row.name)).collect();
    format!("Frameworks, with their names for `--framework`: {}.\n", names.join(", "))
}

fn presets() -> String {
    let rows = preset::built_in().unwrap().into_iter();
    table(
        &["preset", "replaces", "why it is not written the same way"],
        rows.map(|preset| vec![format!("`{}`: {}", preset.name, preset.description), preset.replaces, preset.differs]),
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
    let row = |rule: &&Rule| vec![name(rule), place(rule), severity(rule), rule.summary()];
    table(&["rule", "where", "severity", "what it does"], ALL.iter().map(row))
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

/// The map of the code, without links that only rustdoc follows.
fn architecture() -> String {
    let text = read("src/lib.rs");
    let map = text.lines().map_while(|line| line.strip_prefix("//!")).skip_while(|line| !line.starts_with(" # "));
    let plain: Vec<String> = map.map(|line| line.strip_prefix(' ').unwrap_or(line).replacen("# ", "## ", 1)).collect();
    let linked = Regex::new(r"\[(`[^`]+`)\](\([a-z_:A-Z]+\))?").unwrap();
    format!("{}\n", linked.replace_all(&plain.join("\n"), "$1"))
}

fn lines() -> String {
    let source = |source: &str| match source.split_once("; ") {
        Some((url, rest)) if url.starts_with("https://") => format!("<{url}>; {rest}"),
        _ if source.starts_with("https://") => format!("<{source}>"),
        _ => source.to_owned(),
    };
    let page = |row: &pydock::knowledge::StepRow| {
        let details = row.details.iter().map(|detail| {
            let of = detail.text.as_deref().or(detail.keyword.as_deref()).unwrap_or_default();
            let why = detail.why.as_ref().map(|why| format!(" {why}")).unwrap_or_default();
            let from = detail.source.as_ref().map(|of| format!(" ({})", source(of))).unwrap_or_default();
            format!("- `{of}`: {}{why}{from}\n", detail.about)
        });
        let details: Vec<String> = details.collect();
        format!("\n## {}\n\n{} {}\n\n{}Source: {}\n", row.id, row.about, row.why, with_gap(&details), source(&row.source))
    };
    step_rows().iter().map(page).collect::<String>() + "\n"
}

/// A list ends with an empty line.
fn with_gap(items: &[String]) -> String {
    if items.is_empty() { String::new() } else { format!("{}\n", items.concat()) }
}

fn schemas() {
    let project = Project::new(&[]);
    for (of, file) in SCHEMAS {
        let text = project.run(&["schema", of]).stdout;
        let path = root().join(format!("docs/schemas/{file}.json"));
        if std::env::var_os("BLESS").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, &text).unwrap();
        }
        assert_eq!(fs::read_to_string(&path).unwrap_or_default(), text, "docs/schemas/{file}.json; BLESS=1 writes it");
        assert!(read("docs/reference/schemas.md").contains(&format!("(../schemas/{file}.json)")), "{file}");
    }
}

/// A figure of the documentation is at most a tenth away from what is counted.
fn figures_are_those_of_the_tables() {
    let names = |table: &str| {
        let text = read(&format!("src/knowledge/{table}.toml"));
        text.lines().filter(|line| line.starts_with("name = ")).map(str::to_owned).collect::<BTreeSet<_>>().len()
    };
    for (page, before, shown, counted) in [
        ("docs/guides/wheels.md", "release of\nsome ", 480, names("wheels")),
        ("docs/guides/wheels.md", "and what some ", 270, names("native_packages")),
        ("README.md", "- some sixty", 60, Frameworks::built_in().rows().len()),
    ] {
        let (text, number) = (read(page), shown.to_string());
        let is_word = before.ends_with(char::is_alphabetic);
        assert!(
            text.contains(&if is_word { before.to_owned() } else { format!("{before}{number}") }),
            "{page}: {before}{number}"
        );
        assert!(counted.abs_diff(shown) * 10 <= shown, "{page}: {before}{number}, counted {counted}");
    }
}

/// Each variable that the code asks for by name.
fn every_variable_is_listed() {
    let asked = Regex::new(r#"(?:var(?:_os)?|named|folder|variable|first)\(&?\[?((?:"[A-Za-z_]+"(?:, )?)+)"#).unwrap();
    let name = Regex::new(r#""([A-Z][A-Z_]+)""#).unwrap();
    let mut found = BTreeSet::new();
    for path in readme::files(&root().join("src"), "rs") {
        let text = fs::read_to_string(&path).unwrap();
        let is_of_tests = path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "build.rs")));
        let code = if is_of_tests { "" } else { text.split("#[cfg(test)]").next().unwrap_or_default() };
        for call in asked.captures_iter(code) {
            found.extend(name.captures_iter(&call[1]).map(|name| name[1].to_owned()));
        }
    }
    assert!(found.len() > 8, "{found:?}");
    let text = read("docs/reference/environment.md");
    // A folder of Windows, and what git asks for a password with.
    found.retain(|name| !["USERPROFILE", "SSH_ASKPASS"].contains(&name.as_str()));
    for name in found {
        assert!(text.contains(&format!("`{name}`")), "docs/reference/environment.md lacks {name}");
    }
}

/// The keys of the first cells of the table below the heading.
fn described(heading: &str) -> BTreeSet<String> {
    let text = read("docs/reference/json.md");
    let (_, chapter) = text.split_once(&format!("## `{heading}`\n")).unwrap_or_else(|| panic!("no chapter {heading}"));
    let rows = chapter.lines().take_while(|line| !line.starts_with('#')).filter(|line| line.starts_with("| `"));
    let first = rows.filter_map(|row| row.split(" | ").next());
    first.flat_map(|fields| fields.split('`').skip(1).step_by(2)).map(str::to_owned).collect()
}

fn keys(value: &Value) -> BTreeSet<String> {
    value.as_object().into_iter().flat_map(|object| object.keys().cloned()).collect()
}

fn every_json_document_is_described() {
    let project = readme::example();
    let document = |arguments: &[&str]| -> Value {
        let outcome = project.run(arguments);
        serde_json::from_str(&outcome.stdout).unwrap_or_else(|error| panic!("{arguments:?}: {error}\n{}", outcome.stderr))
    };
    for arguments in
        [["detect", "--json"].as_slice(), &["wheels", "--json"], &["render", "--json"], &["lint", "--format", "json"]]
    {
        assert_eq!(described(&format!("pydock {}", arguments.join(" "))), keys(&document(arguments)), "{arguments:?}");
    }
    assert_eq!(described("pydock check --json"), keys(&document(&["check", "--json", "--build"])));
    let explained = document(&["explain", "--json"]);
    let (file, mut found) = (&explained["files"][0], keys(&explained));
    found.extend(keys(file));
    found.extend(keys(&file["lines"][0]));
    assert_eq!(described("pydock explain --json"), found);
}

fn the_rendered_document_has_the_shape_of_its_schema() {
    let schema: Value = serde_json::from_str(&read("docs/schemas/render.json")).unwrap();
    let examples = ["bookshelf", "recipe-box", "potluck"];
    for example in examples {
        let project = Project::copy_of(&root().join("tests/e2e/projects").join(example).join("repo"));
        let outcome = project.run(&["render", "--json"]);
        assert_eq!(outcome.status, 0, "{example}: {}", outcome.stderr);
        let document: Value = serde_json::from_str(&outcome.stdout).unwrap();
        let wrong = mismatch(&schema, &document, "");
        assert_eq!(wrong, None, "{example}");
        // A program that writes these texts has what `init` writes.
        let files = document["files"].as_array().unwrap();
        assert_eq!(project.run(&["init", "--yes", "--no-record", "--quiet"]).status, 0);
        let written = project.snapshot();
        for file in files {
            let path = file["path"].as_str().unwrap();
            assert_eq!(file["contents"].as_str().unwrap().as_bytes(), written[path], "{example}: {path}");
            let text: Vec<&str> = file["lines"].as_array().unwrap().iter().map(|line| line["text"].as_str().unwrap()).collect();
            assert_eq!(text, file["contents"].as_str().unwrap().lines().collect::<Vec<_>>());
        }
        let reasons = files[0]["lines"].as_array().unwrap().iter().filter(|line| line["about"].is_string()).count();
        assert!(reasons > 20, "{reasons}");
    }
}

/// The first place where the value is not as the schema says; of JSON Schema, what pydock's schemas use.
fn mismatch(schema: &Value, value: &Value, at: &str) -> Option<String> {
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = |types: &Value| types == kind || types.as_array().is_some_and(|types| types.iter().any(|name| name == kind));
    if schema.get("type").is_some_and(|types| !allowed(types)) {
        return Some(format!("{at}: a value of type {kind}"));
    }
    let is_listed = schema.get("enum").is_none_or(|values| values.as_array().unwrap().contains(value));
    if !is_listed || schema.get("const").is_some_and(|only| only != value) {
        return Some(format!("{at}: {value}"));
    }
    let missing = schema["required"].as_array().into_iter().flatten().find(|key| value.get(key.as_str().unwrap()).is_none());
    if let Some(key) = missing.filter(|_| value.is_object()) {
        return Some(format!("{at}: no {key}"));
    }
    let inner = keys(value).into_iter().filter_map(|key| {
        let schema = schema.get("properties")?.get(&key)?;
        mismatch(schema, &value[&key], &format!("{at}/{key}"))
    });
    let items = value.as_array().into_iter().flatten().enumerate();
    let items = items.filter_map(|(index, item)| mismatch(schema.get("items")?, item, &format!("{at}/{index}")));
    inner.chain(items).next()
}
