//! Every place that says which Python the project wants.
//!
//! `.python-version` (pyenv, uv), `runtime.txt` (Heroku), `.tool-versions` (asdf) and `mise.toml` name the version to use
//! and are read here; what the manifests and locks say is added by their own readers' values.

use super::error::{ManifestError, shown};
use super::toml_file::{TomlFile, Value, lookup};
use crate::model::{Location, Note, PythonVersion, RelPath, VersionSpecifiers};
use crate::tree::ProjectTree;

/// One statement about the Python version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonHint {
    /// What satisfies it. An exact version such as `3.12.4` is read as its feature release: `==3.12.*`.
    pub specifiers: VersionSpecifiers,
    /// As written. Ex) `>=3.11,<4.0`, `cpython@3.12`
    pub text: String,
    pub at: Location,
    /// The file names the version to use, rather than a range that is supported. Ex) `.python-version`
    pub pin: bool,
}

/// The hints of the files whose one purpose is to name a version.
pub(super) fn read_version_files(tree: &ProjectTree, notes: &mut Vec<Note>) -> Result<Vec<PythonHint>, ManifestError> {
    let mut hints = Vec::new();
    for (name, read) in
        [(".python-version", lines as fn(&str) -> Vec<(usize, &str)>), ("runtime.txt", runtime), (".tool-versions", asdf)]
    {
        let path = RelPath::named(name);
        let Some(text) = tree.text(&path)? else { continue };
        hints.extend(
            read(&text).into_iter().filter_map(|(line, request)| pin(request, Location::line(path.clone(), line), notes)),
        );
    }
    for name in ["mise.toml", ".mise.toml"] {
        let path = RelPath::named(name);
        let Some(text) = tree.text(&path)? else { continue };
        // The file belongs to mise and is of no other use here, so a broken one is only noted.
        match TomlFile::parse(&path, &text) {
            Ok(file) => hints.extend(mise(&file, notes)),
            Err(error) => notes.push(Note::warning(error.to_string())),
        }
    }
    Ok(hints)
}

impl PythonHint {
    /// A range that the project or its lock supports.
    pub(super) fn range((specifiers, at): &(VersionSpecifiers, Location)) -> Self {
        let text = specifiers.iter().map(ToString::to_string).collect::<Vec<_>>().join(",");
        Self { specifiers: specifiers.clone(), text, at: at.clone(), pin: false }
    }
}

/// Reads a request for one version; `None`, and a note, if it asks for what pydock does not provide.
pub(super) fn pin(request: &str, at: Location, notes: &mut Vec<Note>) -> Option<PythonHint> {
    let lower = request.to_ascii_lowercase();
    let bare = ["cpython", "python"].iter().find_map(|name| lower.strip_prefix(name)).unwrap_or(&lower);
    let bare = bare.trim_start_matches(['-', '@', '=', 'v']);
    let number: String = bare.chars().take_while(|c| c.is_ascii_digit() || *c == '.').collect();
    let rest = &bare[number.len()..];
    let mut parts = number.split('.').filter(|part| !part.is_empty());
    let feature = match (parts.next(), parts.next()) {
        (Some(major), Some(minor)) => format!("{major}.{minor}").parse::<PythonVersion>().ok(),
        _ => None,
    };
    let Some(feature) = feature else {
        if !matches!(lower.as_str(), "system" | "latest" | "3") {
            notes.push(ignored(request, &at));
        }
        return None;
    };
    if rest.starts_with('t') || rest.starts_with("+freethreaded") {
        let message = format!("`{}` asks for free-threaded Python, and the image has the regular {feature}", shown(request));
        notes.push(Note::warning(message).at(at.clone()).hint("the official images have no free-threaded Python"));
    }
    let specifiers = format!("=={feature}.*").parse().ok()?;
    Some(PythonHint { specifiers, text: request.to_owned(), at, pin: true })
}

fn ignored(request: &str, at: &Location) -> Note {
    Note::warning(format!("`{}` is not a CPython 3 version and is ignored", shown(request)))
        .at(at.clone())
        .hint("write a feature release such as 3.13, or give --python")
}

/// Every line that is not empty, without comments.
fn lines(text: &str) -> Vec<(usize, &str)> {
    let uncommented = |line: &'_ str| line.find('#').unwrap_or(line.len());
    let numbered = text.lines().enumerate().map(|(index, line)| (index + 1, line[..uncommented(line)].trim()));
    numbered.filter(|(_, request)| !request.is_empty()).collect()
}

/// `python-3.11.9`
fn runtime(text: &str) -> Vec<(usize, &str)> {
    lines(text).into_iter().filter(|(_, request)| request.starts_with("python-") || request.starts_with("pypy")).take(1).collect()
}

/// `python 3.12.1 3.11.7`: the first version is the one in use.
fn asdf(text: &str) -> Vec<(usize, &str)> {
    let mut found = lines(text);
    found.retain_mut(|(_, line)| {
        let text: &str = line;
        let mut words = text.split_whitespace();
        let named = words.next() == Some("python");
        *line = words.next().unwrap_or_default();
        named && !line.is_empty()
    });
    found
}

/// `[tools] python = "3.12"`, or an array of versions, or `{ version = "3.12" }`.
fn mise(file: &TomlFile<'_>, notes: &mut Vec<Note>) -> Option<PythonHint> {
    let value = lookup(&file.root, &["tools", "python"])?;
    let first: &Value<'_> = value.get_ref().as_array().and_then(|array| array.first()).unwrap_or(value);
    let version = first.get_ref().as_table().and_then(|table| table.get("version")).unwrap_or(first);
    pin(version.get_ref().as_str()?, file.at(version), notes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(name: &str, text: &str, expected: &[(&str, usize)], noted: usize) {
        let mut notes = Vec::new();
        let hints = read_version_files(&ProjectTree::in_memory([(name, text)]), &mut notes).unwrap();
        let found: Vec<_> = hints.iter().map(|hint| (hint.specifiers.to_string(), hint.at.line.unwrap())).collect();
        let expected: Vec<_> = expected.iter().map(|(text, line)| ((*text).to_owned(), *line)).collect();
        assert_eq!((found, notes.len()), (expected, noted), "{text}");
        assert!(hints.iter().all(|hint| hint.pin));
    }

    #[test]
    fn each_tool_s_spelling_is_read_as_a_feature_release() {
        check(".python-version", "3.12\n", &[("==3.12.*", 1)], 0);
        check(".python-version", "# ours\n3.12.4\n3.11\n", &[("==3.12.*", 2), ("==3.11.*", 3)], 0);
        check(".python-version", "cpython-3.12.4-linux-x86_64-gnu", &[("==3.12.*", 1)], 0);
        check(".python-version", "cpython@3.12", &[("==3.12.*", 1)], 0);
        check(".python-version", "3.14t", &[("==3.14.*", 1)], 1);
        check(".python-version", "3.14.0rc2", &[("==3.14.*", 1)], 0);
        check(".python-version", "pypy3.10-7.3.12\n", &[], 1);
        check(".python-version", "2.7.18", &[], 1);
        check(".python-version", "system", &[], 0);
        check(".python-version", "my-virtualenv", &[], 1);
        check("runtime.txt", "python-3.11.9\n", &[("==3.11.*", 1)], 0);
        check(".tool-versions", "nodejs 20.1\npython   3.12.1 3.11.0 # both\n", &[("==3.12.*", 2)], 0);
        check("mise.toml", "[tools]\nnode = '20'\npython = \"3.12\"\n", &[("==3.12.*", 3)], 0);
        check(".mise.toml", "[tools]\npython = ['3.13', '3.12']\n", &[("==3.13.*", 2)], 0);
        check("mise.toml", "[tools]\npython = { version = '3.10', virtualenv = '.venv' }\n", &[("==3.10.*", 2)], 0);
        check("mise.toml", "[tools\n", &[], 1);
    }
}
