//! Which key each line of a YAML file, a JSON file or a file of variables belongs to, by its indentation.
//!
//! It reads what pydock writes and what people write after it; a file in another style leaves lines without a key.

use crate::knowledge::KeyedFile;

/// The path of the key that a line belongs to. Empty for an empty line. Ex) `["services", "web", "build"]`
pub type KeyPath = Vec<String>;

/// One path for each line. Lines before the first key belong to `head`, a comment to the key below it.
pub fn outline(file: KeyedFile, text: &str) -> Vec<KeyPath> {
    let mut paths: Vec<Option<KeyPath>> = match file {
        KeyedFile::Environment => text.lines().map(of_variable).collect(),
        KeyedFile::Compose | KeyedFile::Devcontainer => by_indentation(text),
    };
    // From the end, so that a comment finds the key below it.
    let mut below: Option<KeyPath> = None;
    let lines: Vec<&str> = text.lines().collect();
    for (path, line) in paths.iter_mut().zip(&lines).rev() {
        if line.trim().is_empty() {
            below = None;
        } else if path.is_none() {
            path.clone_from(&below);
        } else {
            below.clone_from(path);
        }
    }
    let settled = paths.into_iter().zip(&lines).map(|(path, line)| match path {
        Some(path) if !path.is_empty() => path,
        _ if line.trim().is_empty() => KeyPath::new(),
        _ => vec!["head".to_owned()],
    });
    settled.collect()
}

/// `NAME=value`, and the same behind a comment sign.
fn of_variable(line: &str) -> Option<KeyPath> {
    let bare = line.trim().trim_start_matches('#').trim_start();
    let name = bare.split(['=', ':']).next().unwrap_or_default();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
    (is_name && bare.len() > name.len()).then(|| vec![name.to_owned()])
}

/// An open key or item, and how far it is indented.
struct Open {
    indent: usize,
    /// `None` for an item of a list.
    key: Option<String>,
}

fn by_indentation(text: &str) -> Vec<Option<KeyPath>> {
    let mut open: Vec<Open> = Vec::new();
    let mut paths = Vec::new();
    for line in text.lines() {
        let content = line.trim_start();
        let indent = line.len() - content.len();
        if content.is_empty() || content.starts_with('#') || content.starts_with("//") {
            paths.push(None);
            continue;
        }
        let closes = content.starts_with(['}', ']']);
        let item = content.strip_prefix("- ").or_else(|| content.strip_prefix('-'));
        // An item may stand as far left as the key of its list, and a closing bracket belongs to what it closes.
        let stays =
            |open: &Open| open.indent < indent || (open.indent == indent && (closes || (item.is_some() && open.key.is_some())));
        while open.last().is_some_and(|last| !stays(last)) {
            open.pop();
        }
        if item.is_some() {
            open.push(Open { indent, key: None });
        }
        if let Some(key) = key_of(item.unwrap_or(content)) {
            open.push(Open { indent: indent + if item.is_some() { 2 } else { 0 }, key: Some(key) });
        }
        paths.push(Some(open.iter().filter_map(|open| open.key.clone()).collect()));
    }
    paths
}

/// `key:` and `"key":` at the start of the text.
fn key_of(text: &str) -> Option<String> {
    let (key, rest) = match text.strip_prefix('"') {
        Some(quoted) => quoted.split_once("\":")?,
        None => text.split_once(':')?,
    };
    let is_key = !key.is_empty() && !key.contains([' ', '{', '[', '"']) && (rest.is_empty() || rest.starts_with(' '));
    is_key.then(|| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(file: KeyedFile, text: &str) -> Vec<String> {
        outline(file, text).into_iter().map(|path| path.join(".")).collect()
    }

    #[test]
    fn every_line_of_a_compose_file_has_its_key() {
        let text = "# About\n\nx-app: &app\n  build:\n    context: .\n  env_file:\n    - path: .env\n      required: false\n  # Why\n  init: true\n\n\
                    services:\n  # Web\n  web:\n    <<: *app\n    ports:\n    - \"8000:8000\"\n    healthcheck: {disable: true}\n";
        let expected = [
            "head",
            "",
            "x-app",
            "x-app.build",
            "x-app.build.context",
            "x-app.env_file",
            "x-app.env_file.path",
            "x-app.env_file.required",
            "x-app.init",
            "x-app.init",
            "",
            "services",
            "services.web",
            "services.web",
            "services.web.<<",
            "services.web.ports",
            "services.web.ports",
            "services.web.healthcheck",
        ];
        assert_eq!(paths(KeyedFile::Compose, text), expected);
    }

    #[test]
    fn every_line_of_a_json_file_has_its_key() {
        let text =
            "{\n  \"name\": \"a: b\",\n  \"build\": {\n    \"target\": \"dev\"\n  },\n  \"forwardPorts\": [\n    8000\n  ]\n}\n";
        let expected = ["head", "name", "build", "build.target", "build", "forwardPorts", "forwardPorts", "forwardPorts", "head"];
        assert_eq!(paths(KeyedFile::Devcontainer, text), expected);
    }

    #[test]
    fn every_line_of_an_example_has_its_variable() {
        let text =
            "# Variables of the application.\n\n# SECRET_KEY: text, required\nSECRET_KEY=\n\n# DEBUG: boolean\n#DEBUG=false\n";
        assert_eq!(paths(KeyedFile::Environment, text), ["head", "", "SECRET_KEY", "SECRET_KEY", "", "DEBUG", "DEBUG"]);
    }

    #[test]
    fn any_text_has_one_path_for_each_line() {
        for text in ["", "- - - a", "\t:\n  -\n-", "{[(\"", "a:\n b:\n  c:\na", "\u{1f980}: x\n: y"] {
            for file in [KeyedFile::Compose, KeyedFile::Devcontainer, KeyedFile::Environment] {
                assert_eq!(outline(file, text).len(), text.lines().count(), "{text:?}");
            }
        }
    }
}
