//! Files besides the Dockerfile and the `.dockerignore`.

use std::collections::BTreeSet;

use super::{Preset, PresetError};
use crate::model::PresetAnswer;
use crate::model::{RelPath, RenderedFile};
use crate::template::Values;
use crate::tree::ProjectTree;

/// Files that pydock writes itself, or that are the person's own record.
const RESERVED: &[&str] = &["Dockerfile", ".dockerignore", "pydock.toml", "pydock.lock", "pyproject.toml"];

/// A further file, rendered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Further {
    pub file: RenderedFile,
    /// It holds a secret, so no copy of it is recorded.
    pub is_secret: bool,
}

/// Renders those whose conditions hold.
pub fn further_files(
    preset: &Preset,
    asked: &[PresetAnswer],
    values: &Values,
    tree: &ProjectTree,
) -> Result<Vec<Further>, PresetError> {
    let secrets: BTreeSet<&str> = asked.iter().filter(|asked| asked.secret).map(|asked| asked.variable.as_str()).collect();
    let mut files: Vec<Further> = Vec::new();
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
        let text = preset.templates.render(&further.template, values).map_err(|error| preset.failed(error))?;
        let contents = format!("{}\n", text.trim_matches('\n'));
        let is_secret = used.iter().any(|name| secrets.contains(name));
        files.push(Further { file: RenderedFile { path, contents }, is_secret });
    }
    Ok(files)
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
    // A disk that knows no capitals has one `.git`, however it is written.
    let is_git = |part: &str| part.trim_end_matches(['.', ' ']).eq_ignore_ascii_case(".git");
    if path.as_str().split('/').any(is_git) {
        return Err("it lies in git's own folder");
    }
    if RESERVED.iter().any(|name| path.as_str().eq_ignore_ascii_case(name)) {
        return Err("that file is pydock's or the person's own");
    }
    if tree.is_link(&path) {
        return Err("a symbolic link is there");
    }
    Ok(path)
}
