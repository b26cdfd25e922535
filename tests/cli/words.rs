//! Plain words: no text that a user sees has one of these phrases. CONTRIBUTING.md says how a message is written.

use std::fs;
use std::path::{Path, PathBuf};

use libtest_mimic::Trial;
use regex::Regex;

use crate::readme;
use crate::trial;

/// A phrase, and what is written instead.
const BANNED: &[(&str, &str)] = &[
    (r"(?i-u)\bthat (is|are) there\b", "existing"),
    (r"(?i-u)\bnobody\b", "name what does not happen"),
    (r"(?i-u)\bwhoever\b", "name the user or the program"),
    (r"(?i-u)\btells\b", "prints, reports, shows"),
    (r"(?i-u)\bmend(s|ed|ing)?\b", "fix"),
    (r"(?i-u)\bin another way\b", "differently"),
    (r"(?i-u)\bas (it|they) stands?\b", "unchanged"),
    (r"(?i-u)\bcarr(y|ies|ied) (\w+ )?out\b", "simulate, run"),
    (r"(?i-u)\bgo(es)? by (the|it|them|its|this|that)\b", "use"),
    (r"(?i-u)\bon some day\b", "say when"),
    (r"(?i-u)\banew\b", "again, regenerate"),
    (r"(?i-u)\bknown are\b", "known frameworks: …"),
    (r"(?i-u)\bsay `-", "pass `--flag`"),
    (r"(?i-u)\bin step\b|(?i-u)\bout of step\b", "up to date, out of date"),
    (r"(?i-u)\bunder your feet\b", "not pinned"),
    (r"(?i-u)\btakes? back in\b", "re-includes"),
    (r"(?i-u)\basked nothing\b", "skip prompts"),
    (r"(?i-u)\bis no (file|rule|list|path|preset)\b", "is not a …"),
    (r"(?i-u)\bcould not\.", "error"),
    (r"(?i-u)\bcase and spelling count\b", "paths are case-sensitive"),
    (r"(?i-u)\bblanks and all\b", "one program name"),
    (r"(?i-u)\bis not? (taken over|looked at|looked into)\b", "is not used, was not read"),
    (r"(?i-u)\bat hand\b", "available"),
    (r"(?i-u)\b(to have|have) it otherwise\b", "how to change it"),
    (r"(?i-u)\bover night\b", "say when"),
    (r"(?i-u)\bleave [a-z`]+ away\b", "remove"),
    (r"(?i-u)\b(fulfil|fulfils|licence|colour|behaviour|recognise|normalise|centre|catalogue)\b", "American spelling"),
];

pub fn trials() -> Vec<Trial> {
    vec![
        trial("words/no_banned_phrase_reaches_a_user", no_banned_phrase_reaches_a_user),
        trial("words/a_text_of_several_lines_is_read_as_one", a_text_of_several_lines_is_read_as_one),
        trial("words/documentation_says_what_none_means", documentation_says_what_none_means),
    ]
}

fn no_banned_phrase_reaches_a_user() {
    let banned: Vec<(Regex, &str)> = BANNED.iter().map(|(phrase, instead)| (Regex::new(phrase).unwrap(), *instead)).collect();
    let mut found = Vec::new();
    for (place, text) in texts() {
        for (phrase, instead) in &banned {
            // The name of a user.
            let is_name = text == "nobody" || text.contains("\"nobody\"");
            if let Some(hit) = phrase.find(&text).filter(|_| !is_name) {
                found.push(format!("{place}: \u{201c}{}\u{201d}, write: {instead}\n    {}", hit.as_str(), text.trim()));
            }
        }
    }
    assert!(found.is_empty(), "{} phrases\n{}", found.len(), found.join("\n"));
}

/// Every text that a user may see, with its place.
fn texts() -> Vec<(String, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = Vec::new();
    let mut add = |path: &Path, lines: Vec<(usize, String)>| {
        let shown = path.strip_prefix(root).unwrap_or(path).display().to_string();
        texts.extend(lines.into_iter().map(|(line, text)| (format!("{shown}:{line}"), text)));
    };
    for path in files(&root.join("src")) {
        let text = fs::read_to_string(&path).unwrap_or_default();
        match path.extension().and_then(|extension| extension.to_str()) {
            Some("rs") if !is_test(&path) => add(&path, literals(&path, &text)),
            Some("toml") if path.starts_with(root.join("src/knowledge")) => add(&path, values(&text)),
            _ => {}
        }
    }
    for folder in ["templates", "presets"] {
        for path in files(&root.join(folder)) {
            add(&path, numbered(&fs::read_to_string(&path).unwrap_or_default()));
        }
    }
    for (path, text) in readme::pages() {
        add(&root.join(path), numbered(&text));
    }
    let mut others = vec![root.join("CHANGELOG.md"), root.join("action.yml"), root.join(".pre-commit-hooks.yaml")];
    others.extend(["packaging", ".github", "python"].iter().flat_map(|folder| files(&root.join(folder))));
    for path in others {
        add(&path, numbered(&fs::read_to_string(&path).unwrap_or_default()));
    }
    texts
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs" | "oracle" | "hostile.rs")))
}

fn numbered(text: &str) -> Vec<(usize, String)> {
    text.lines().enumerate().map(|(index, line)| (index + 1, line.to_owned())).collect()
}

/// The values of a table: comments are for those who work on it.
fn values(text: &str) -> Vec<(usize, String)> {
    numbered(text).into_iter().filter(|(_, line)| !line.trim_start().starts_with('#')).collect()
}

/// What stands between quotation marks, outside of tests, a text over several lines as one; of rules and of the command line also
/// the doc comments, which are pages and help.
fn literals(path: &Path, text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let inside = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path);
    let documents = inside.components().any(|part| part.as_os_str() == "rules")
        || path.parent().is_some_and(|parent| parent.ends_with("src/cli"));
    let mut found: Vec<(usize, String)> = numbered(code)
        .into_iter()
        .filter(|(_, line)| documents && line.starts_with(' '))
        .filter_map(|(number, line)| Some((number, line.trim_start().strip_prefix("///")?.to_owned())))
        .collect();
    // A comment, a raw text, a text, or a character.
    let token =
        Regex::new(r##"(?s)//[^\n]*|r#"(.*?)"#|\br"([^"]*)"|"((?:[^"\\]|\\.)*)"|'(?:[^'\\]|\\(?:u\{[^}]*\}|.))'"##).unwrap();
    let broken = Regex::new(r"\\\n\s*").unwrap();
    for hit in token.captures_iter(code) {
        if let Some(text) = hit.get(1).or(hit.get(2)).or(hit.get(3)) {
            let number = code[..text.start()].matches('\n').count() + 1;
            found.push((number, broken.replace_all(text.as_str(), "").into_owned()));
        }
    }
    found
}

fn a_text_of_several_lines_is_read_as_one() {
    let code = "fn f(c: char) { // it's \"not\" a text\n    let _ = c == '\"' || c == '\\'';\n    say(\"known \\\n         are\", r#\"two\"#);\n}\n";
    let expected = [(3, "known are"), (4, "two")].map(|(line, text)| (line, text.to_owned()));
    assert_eq!(literals(Path::new("src/x.rs"), code), expected);
}

/// Of every documented function and field that other modules see. Fields of `cli` are flags, whose documentation is their help.
fn documentation_says_what_none_means() {
    let field = Regex::new(r"^pub(?:\([^)]*\))? \w+: Option<").unwrap();
    let function = Regex::new(r"^pub(?:\([^)]*\))? (?:const )?fn ").unwrap();
    let is_option = |head: &str, room: &str| {
        let returned = head.rsplit_once(" -> ").is_some_and(|(_, kind)| kind.starts_with("Option<"));
        (field.is_match(head) && room != "cli") || (function.is_match(head) && returned)
    };
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut silent = Vec::new();
    for path in files(&root).into_iter().filter(|path| path.extension().is_some_and(|end| end == "rs") && !is_test(path)) {
        let inside = path.strip_prefix(&root).unwrap();
        let room = inside.components().next().unwrap().as_os_str().to_string_lossy();
        let text = fs::read_to_string(&path).unwrap();
        let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
        let (mut comment, mut head) = (String::new(), String::new());
        for (number, line) in numbered(code) {
            let line = line.trim();
            if let Some(text) = line.strip_prefix("///") {
                comment.push_str(text);
            } else if line.starts_with("#[") {
                continue;
            } else {
                head = if head.is_empty() { line.to_owned() } else { format!("{head} {line}") };
                // The head of a function may take several lines.
                if function.is_match(&head) && !head.ends_with(['{', ';', '}']) {
                    continue;
                }
                if !comment.is_empty() && is_option(&head, &room) && !comment.contains("`None`") {
                    silent.push(format!("src/{}:{number}: {}", inside.display(), comment.trim()));
                }
                comment.clear();
                head.clear();
            }
        }
    }
    assert!(silent.is_empty(), "{} comments do not say what `None` means\n{}", silent.len(), silent.join("\n"));
}
