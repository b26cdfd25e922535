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
    vec![trial("words/no_banned_phrase_reaches_a_user", no_banned_phrase_reaches_a_user)]
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

/// What stands between quotation marks, outside of tests; of rules and of the command line also the doc comments, which are
/// pages and help.
fn literals(path: &Path, text: &str) -> Vec<(usize, String)> {
    let code = text.split("#[cfg(test)]\nmod tests {").next().unwrap_or_default();
    let quoted = Regex::new(r#""((?:[^"\\]|\\.)*)""#).unwrap();
    let inside = path.strip_prefix(env!("CARGO_MANIFEST_DIR")).unwrap_or(path);
    let documents = inside.components().any(|part| part.as_os_str() == "rules")
        || path.parent().is_some_and(|parent| parent.ends_with("src/cli"));
    let mut found = Vec::new();
    for (number, line) in numbered(code) {
        let trimmed = line.trim_start();
        if let Some(comment) = trimmed.strip_prefix("///") {
            if documents && line.starts_with(' ') {
                found.push((number, comment.to_owned()));
            }
        } else if !trimmed.starts_with("//") {
            found.extend(quoted.captures_iter(&line).map(|capture| (number, capture[1].to_owned())));
        }
    }
    found
}
