//! `pydock preset new`

use std::path::Path;

use crate::error::Error;
use crate::facts::Answers;
use crate::model::{ChangeKind, RelPath, RenderedFile};
use crate::pipeline;
use crate::preset::{PresetError, scaffold};
use crate::report::{ExitStatus, Report};
use crate::tree::ProjectTree;
use crate::write;

const CASE: &str = "tests/flask";

pub fn run(folder: &Path, report: &Report) -> Result<ExitStatus, Error> {
    let name = folder.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_name = name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
    if !is_name {
        return Err(Error::Preset(PresetError::Invalid {
            place: folder.display().to_string(),
            problem: "the folder's name is not a valid name of a preset".to_owned(),
            hint: "use lower-case letters, digits and `-`, such as `pydock preset new web`".to_owned(),
        }));
    }
    let parent = folder.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut files = scaffold(name);
    files.extend(expected(&files)?);
    for file in &mut files {
        file.path = RelPath::parse(&format!("{name}/{}", file.path))?;
    }
    let changes = write::plan(parent, &files)?;
    if changes.changes.iter().any(|change| change.kind != ChangeKind::Create) {
        return Err(Error::Preset(PresetError::Invalid {
            place: folder.display().to_string(),
            problem: "the folder already contains a preset".to_owned(),
            hint: "name a folder that does not exist".to_owned(),
        }));
    }
    write::apply(parent, &changes, None)?;
    report.written(&changes);
    report.advice(&[
        format!("pydock preset check {}", folder.display()),
        format!("pydock preset test {}", folder.display()),
        format!("pydock init --preset {}", shown(folder)),
    ]);
    Ok(ExitStatus::Done)
}

/// What the new preset's case gives.
fn expected(files: &[RenderedFile]) -> Result<Vec<RenderedFile>, Error> {
    let project = format!("{CASE}/project/");
    let of_project = files.iter().filter_map(|file| Some((file.path.as_str().strip_prefix(&project)?, file.contents.as_str())));
    let tree = ProjectTree::in_memory(of_project);
    let bundle = ProjectTree::in_memory(files.iter().map(|file| (file.path.as_str(), file.contents.as_str())));
    let preset = crate::preset::of_tree(&bundle, "./new")?;
    let generated = pipeline::render_example(tree, preset, &Answers::default())?;
    let into = |file: RenderedFile| {
        let path = RelPath::parse(&format!("{CASE}/expected/{}", file.path))?;
        Ok(RenderedFile { path, contents: file.contents })
    };
    generated.files.into_iter().map(into).collect()
}

fn shown(folder: &Path) -> String {
    let text = folder.display().to_string();
    if text.starts_with(['.', '/']) { text } else { format!("./{text}") }
}
