//! Files besides the Dockerfile and the `.dockerignore`.

use std::collections::BTreeSet;

use super::values::with_secrets;
use super::{Preset, PresetError};
use crate::model::{DOCKERFILE, DOCKERIGNORE, PresetAnswer};
use crate::model::{RelPath, RenderedFile};
use crate::template::Values;
use crate::tree::ProjectTree;

/// Files that pydock writes itself, or that are the person's own record.
const RESERVED: &[&str] = &[DOCKERFILE, DOCKERIGNORE, "pydock.toml", "pydock.lock", "pyproject.toml"];

/// A further file, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    pub file: RenderedFile,
    /// It holds a secret, so no copy of it is recorded.
    pub is_secret: bool,
}

/// Renders those whose conditions hold.
pub fn extra_files(
    preset: &Preset,
    asked: &[PresetAnswer],
    values: &Values,
    tree: &ProjectTree,
) -> Result<Vec<Further>, PresetError> {
    let secrets: BTreeSet<&str> = asked.iter().filter(|asked| asked.secret).map(|asked| asked.variable.as_str()).collect();
    let mut files: Vec<Further> = Vec::new();
    let all = with_secrets(values, asked)?;
    for further in &preset.files {
        if let Some(condition) = &further.condition
            && !preset.holds(condition, values)?
        {
            continue;
        }
        let used = preset.templates.variables(&further.template);
        let missing = |answer: &PresetAnswer| answer.secret && answer.skipped && used.contains(answer.variable.as_str());
        if asked.iter().any(missing) {
            continue;
        }
        let text = preset.expression(&further.path, values)?;
        let path = allowed(&text, tree).map_err(|problem| PresetError::Invalid {
            place: further.place.clone(),
            problem: format!("`{}` is not a path that a preset may write: {problem}", text.escape_debug()),
            hint: "name a file below the project, such as `compose.yaml` or `.github/workflows/image.yaml`".to_owned(),
        })?;
        if files.iter().any(|known| known.file.path == path) {
            return Err(PresetError::Invalid {
                place: further.place.clone(),
                problem: format!("two files of the preset would be written to `{path}`"),
                hint: "give one of them another path, or a condition".to_owned(),
            });
        }
        // A template that is not known to use a secret does not see any.
        let is_secret = used.iter().any(|name| secrets.contains(name));
        let seen = if is_secret { &all } else { values };
        let text = preset.templates.render(&further.template, seen).map_err(|error| preset.failed(error))?;
        let contents = format!("{}\n", text.trim_matches('\n'));
        files.push(Further { file: RenderedFile { path, contents }, is_secret });
    }
    Ok(files)
}

/// Whether a name means the same file on every system: no sign that one of them reads in its own way or does not show, no
/// device of Windows, no end that it drops, and no `~`, which its short names have (`git~1`).
fn is_portable(name: &str) -> bool {
    const DEVICES: &[&str] = &["con", "prn", "aux", "nul"];
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "._-+@ ".contains(c);
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let is_port = ["com", "lpt"].iter().any(|port| {
        stem.strip_prefix(port).is_some_and(|number| number.len() == 1 && number.bytes().all(|byte| byte.is_ascii_digit()))
    });
    name.chars().all(is_plain) && !name.ends_with(['.', ' ']) && !DEVICES.contains(&stem.as_str()) && !is_port
}

/// A path below the project, in no folder that git or pydock keeps for itself.
fn allowed(text: &str, tree: &ProjectTree) -> Result<RelPath, &'static str> {
    let is_absolute = text.starts_with(['/', '\\', '~']) || text.contains(':');
    if is_absolute {
        return Err("it is absolute");
    }
    if text.split(['/', '\\']).any(|part| part == "..") {
        return Err("it leads out of the project");
    }
    let path = RelPath::parse(text).map_err(|_| "it is not a path")?;
    if path.is_root() || text.ends_with('/') || text.contains('\\') {
        return Err("it is not a file");
    }
    if !path.as_str().split('/').all(is_portable) {
        return Err("it is not a valid name on every system");
    }
    // A disk that knows no capitals has one `.git`, however it is written.
    let is_git = |part: &str| part.eq_ignore_ascii_case(".git");
    if path.as_str().split('/').any(is_git) {
        return Err("it lies in git's own folder");
    }
    if RESERVED.iter().any(|name| path.as_str().eq_ignore_ascii_case(name)) {
        return Err("pydock or you write that file");
    }
    if tree.is_link(&path) {
        return Err("it is a symbolic link");
    }
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_preset_writes_names_that_every_system_has() {
        let tree = ProjectTree::in_memory([]);
        for path in ["compose.yaml", ".github/workflows/image.yaml", "a-b_c+d@1.env", "console.txt", "com.example.conf"] {
            assert_eq!(allowed(path, &tree).unwrap().as_str(), path);
        }
        for path in [
            "CON",
            "con.txt",
            "a/NUL",
            "COM1.conf",
            "lpt9",
            ".git/config",
            ".GIT/config",
            ".git\u{200c}/config",
            "git~1/config",
            ".git./config",
            ".git /config",
            "a.",
            "a ",
            "a*b",
            "a?b",
            "a|b",
            "a<b",
            "a\"b",
            "\u{202e}txt.env",
            "a\u{7f}",
            "é",
        ] {
            assert!(allowed(path, &tree).is_err(), "{path:?}");
        }
    }
}
