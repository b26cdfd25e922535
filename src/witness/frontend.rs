//! Pages that a stage of Node builds and that the image is made with.

use std::ops::RangeInclusive;

use super::layout::{Layout, join};
use crate::lint::StageView;
use crate::model::{Location, LockingProgram, Note, RelPath};

/// Programs that install a frontend's packages or build it.
const PROGRAMS: &[&str] = &["bun", "corepack", "npm", "npx", "pnpm", "yarn"];

/// What one `COPY --from` brings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Frontend {
    /// The instruction as it is written.
    pub copy: String,
    pub line: usize,
    /// The stage's name, else its number.
    pub stage: String,
    /// The lines of the stage.
    pub lines: RangeInclusive<usize>,
    /// The folder that holds `package.json`. `None` if it is not known.
    pub folder: Option<RelPath>,
    /// Where the build writes the pages, as a folder of the project. `None` if it is not known.
    pub output: Option<RelPath>,
}

impl Frontend {
    pub fn note(&self, at: Location) -> Note {
        let message = format!("`{}` builds pages in the stage `{}`, and the image does not have them", self.copy, self.stage);
        let set = |key: &str, path: &Option<RelPath>| match path {
            Some(path) if path.is_root() => format!(" --set {key}=."),
            Some(path) => format!(" --set {key}={}", shlex::try_quote(path.as_str()).unwrap_or_default()),
            None => String::new(),
        };
        let flags = format!("--preset web-frontend{}{}", set("frontend", &self.folder), set("output", &self.output));
        Note::warning(message).at(at).hint(format!("`{flags}` builds them in a stage of its own"))
    }
}

/// The frontends of the stage, each once.
pub fn read(layout: &Layout<'_>, stage: usize) -> Vec<Frontend> {
    let document = layout.document;
    let mut found: Vec<Frontend> = Vec::new();
    for own in document.lineage(stage) {
        for instruction in own.instructions {
            let Some(copy) = instruction.copy_paths() else { continue };
            let Some(other) = instruction.flag("from").and_then(|name| document.stage_called(name, own.index)) else { continue };
            if !builds_pages(layout, other) || found.iter().any(|known| known.lines.contains(&other.from.line)) {
                continue;
            }
            let from = copy.sources.first().map(|source| join(&layout.last_workdir(other.index), source)).unwrap_or_default();
            let last = other.instructions.last().map_or(other.from.line, |last| last.line);
            let text = document.text.get(instruction.span.clone()).unwrap_or_default();
            found.push(Frontend {
                copy: text.lines().next().unwrap_or_default().trim().to_owned(),
                line: instruction.line,
                stage: other.name.clone().unwrap_or_else(|| other.index.to_string()),
                lines: other.from.line..=last,
                folder: folder(layout, other),
                output: layout.in_project(other.index, &from).filter(|path| !path.is_root()),
            });
        }
    }
    found
}

/// Whether the stage, or one that it is made of, runs Node's programs and none of Python's.
fn builds_pages(layout: &Layout<'_>, stage: &StageView<'_>) -> bool {
    let document = layout.document;
    let stages = layout.stages_of(stage.index);
    let views = stages.iter().filter_map(|index| document.stages.get(*index));
    let programs: Vec<&str> = views.flat_map(|view| document.run_calls(view)).map(|(_, call)| call.program.as_str()).collect();
    let is_node = programs.iter().any(|program| PROGRAMS.contains(program));
    is_node && !programs.iter().any(|program| installs_python(program))
}

/// The folder of the project that holds the `package.json` of the stage's working folder.
fn folder(layout: &Layout<'_>, stage: &StageView<'_>) -> Option<RelPath> {
    let workdir = layout.last_workdir(stage.index);
    let file = layout.of(stage.index, &join(&workdir, "package.json")).filter(|file| layout.tree.is_file(file))?;
    Some(file.parent())
}

/// Whether the program installs Python's packages: its stage is no frontend's.
fn installs_python(program: &str) -> bool {
    program == "pip" || LockingProgram::named(program).is_some()
}
