//! Variables of the image that the project's code or configuration reads.
//!
//! A variable that only a tool of the old image read is left out, and so is one that switches debugging on or asks for settings
//! of development. A path of the old image becomes the path that the same file has in pydock's.

use super::layout::Layout;
use super::reading::{Reading, Said};
use crate::knowledge::{credential, manager_rows};
use crate::model::{RelPath, holds_secret};

/// Variables of the system, of Python and of Node's installers: pydock's image sets its own, as it does those of managers.
const OF_TOOLS: &[&str] = &[
    "DEBIAN_FRONTEND",
    "GPG_KEY",
    "HOME",
    "HOSTNAME",
    "LANG",
    "LANGUAGE",
    "LC_",
    "NODE_",
    "NPM_",
    "PATH",
    "PWD",
    "PYTHON",
    "SHELL",
    "TERM",
    "USER",
];

/// Where pydock's images have their virtual environment.
const ENVIRONMENT: &str = "/opt/venv";

/// Endings of files that a program reads its settings by.
const READERS: &[&str] = &["cfg", "conf", "ini", "json", "py", "toml", "yaml", "yml"];

/// Files that other tools read, and code that does not run in the image.
const OTHERS: &[&str] = &[".github", ".devcontainer", "docs", "examples", "node_modules", "test", "tests"];

/// The variables with their values in pydock's image, in the order of the file.
pub fn read(layout: &Layout<'_>, stage: usize, reading: &Reading) -> Vec<Said<(String, String)>> {
    let is_of_tool = |name: &str| {
        OF_TOOLS.iter().any(|tool| if is_front(tool) { name.starts_with(tool) } else { name == *tool })
            || manager_rows().iter().any(|row| name.starts_with(&row.variables))
    };
    let is_debugging =
        |name: &str, value: &str| name.ends_with("DEBUG") && !matches!(value, "0" | "false" | "False" | "no" | "off");
    let candidates = reading.env.iter().filter(|said| {
        let (name, value) = &said.value;
        let is_plain = !value.is_empty() && !value.contains('$') && !holds_secret(name) && credential(value).is_none();
        // A file of variables is not in the image.
        let is_file_of_variables = value.rsplit('/').next().is_some_and(|name| name.starts_with(".env"));
        let is_other = is_of_tool(name) || is_debugging(name, value) || is_file_of_variables;
        is_plain && !is_other && !is_for_development(value)
    });
    let candidates: Vec<&Said<(String, String)>> = candidates.collect();
    if candidates.is_empty() {
        return Vec::new();
    }
    let names: Vec<&str> = candidates.iter().map(|said| said.value.0.as_str()).collect();
    let read = read_by_files(layout, &names);
    let known = candidates.into_iter().filter(|said| read.contains(&said.value.0.as_str()));
    known.map(|said| Said { value: (said.value.0.clone(), in_image(layout, stage, said)), line: said.line }).collect()
}

/// Ex) `shop.settings.dev`, `local`; and what a build that was told nothing says of itself
fn is_for_development(value: &str) -> bool {
    const LAST: &[&str] = &["debug", "dev", "devel", "develop", "development", "local", "test", "testing", "tests", "unknown"];
    let last = value.rsplit(['.', '-', '_', ':']).next().unwrap_or_default().to_ascii_lowercase();
    LAST.contains(&last.as_str())
}

/// Whether the entry stands for every name that begins with it.
fn is_front(tool: &str) -> bool {
    tool.ends_with('_') || tool == "PYTHON"
}

fn in_image(layout: &Layout<'_>, stage: usize, said: &Said<(String, String)>) -> String {
    let (name, value) = &said.value;
    if name == "VIRTUAL_ENV" {
        return ENVIRONMENT.to_owned();
    }
    let is_path = value.starts_with('/') && !value.contains([':', ' ', ',']);
    match layout.in_project(stage, value).filter(|_| is_path) {
        Some(own) if own.is_root() => "/app".to_owned(),
        Some(own) => format!("/app/{own}"),
        None => value.clone(),
    }
}

/// Those of the names that a file of the project mentions.
fn read_by_files<'n>(layout: &Layout<'_>, names: &[&'n str]) -> Vec<&'n str> {
    let mut found: Vec<&str> = Vec::new();
    let is_reader = |path: &&RelPath| {
        path.extension().is_some_and(|ending| READERS.contains(&ending))
            && !path.as_str().split('/').any(|part| OTHERS.contains(&part))
            && !crate::manifest::is_compose(path)
    };
    for path in layout.tree.walk().files.iter().filter(is_reader) {
        let open: Vec<&&str> = names.iter().filter(|name| !found.contains(name)).collect();
        if open.is_empty() {
            break;
        }
        let Ok(Some(text)) = layout.tree.text(path) else { continue };
        found.extend(open.into_iter().filter(|name| mentions(&text, name) || makes(&text, name)));
    }
    found
}

/// Whether the text holds a beginning of the name that a program completes. Ex) `f"SHOP_{key}"`, `env_prefix = "SHOP_"`
fn makes(text: &str, name: &str) -> bool {
    const SHORTEST: usize = 4;
    let fronts = name.match_indices('_').map(|(place, _)| &name[..=place]).filter(|front| front.len() >= SHORTEST);
    fronts.into_iter().any(|front| {
        text.match_indices(front).any(|(place, _)| {
            let opens = matches!(text[..place].chars().next_back(), Some('"' | '\''));
            opens && matches!(text[place + front.len()..].chars().next(), Some('{' | '"' | '\'' | '%'))
        })
    })
}

/// Whether the text holds the name as a whole word.
fn mentions(text: &str, name: &str) -> bool {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    text.match_indices(name).any(|(place, _)| {
        let before = text[..place].chars().next_back().is_some_and(is_word);
        let after = text[place + name.len()..].chars().next().is_some_and(is_word);
        !before && !after
    })
}
