//! `pydock preset test`

use std::path::Path;

use super::load;
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{Change, ChangeKind, ChangeSet, Note, RelPath, RenderedFile};
use crate::pipeline;
use crate::preset::{Preset, PresetError};
use crate::record::Choices;
use crate::report::{ExitStatus, Report};
use crate::tree::{EntryKind, ProjectTree};
use crate::write;

const TESTS: &str = "tests";

pub fn run(folder: &Path, bless: bool, report: &Report) -> Result<ExitStatus, Error> {
    let preset = load(folder)?;
    let tree = ProjectTree::open(folder)?;
    let tests = RelPath::parse(TESTS)?;
    let cases: Vec<&RelPath> =
        tree.children(&tests).filter(|(_, kind)| *kind == EntryKind::Folder).map(|(path, _)| path).collect();
    if cases.is_empty() {
        return Err(Error::Preset(PresetError::Invalid {
            place: folder.display().to_string(),
            problem: format!("there are no cases below `{TESTS}`"),
            hint: format!("put the files of a project into `{TESTS}/<case>/project`, and pass `--bless`"),
        }));
    }
    let mut differs = false;
    for case in cases {
        let rendered = render(folder, case, &preset)?;
        let changes = write::plan(folder, &rendered)?;
        let expected = case.join("expected")?;
        let is_left = |path: &&RelPath| path.is_within(&expected) && rendered.iter().all(|file| file.path != **path);
        let left: Vec<&RelPath> = tree.walk().files.iter().filter(is_left).collect();
        if bless {
            write::apply(folder, &changes, None)?;
            report.written(&changes);
            for path in left {
                report.notes(&[Note::warning(format!("`{path}` is no longer rendered")).hint("delete it")]);
            }
            continue;
        }
        let gone = left.into_iter().map(|path| gone(&tree, path)).collect::<Result<Vec<Change>, Error>>()?;
        let changes = changes.and(ChangeSet { changes: gone });
        if changes.is_unchanged() {
            report.result(&format!("{case}: as expected\n"));
        } else {
            differs = true;
            report.result(&format!("{case}: not as expected\n"));
            report.diff(&changes);
        }
    }
    Ok(if differs { ExitStatus::Found } else { ExitStatus::Done })
}

/// The files of a case, at the places where they are expected.
fn render(folder: &Path, case: &RelPath, preset: &Preset) -> Result<Vec<RenderedFile>, Error> {
    let case_folder = folder.join(case.as_str());
    let answers_file = case_folder.join("answers.toml");
    let mut answers = Answers::default();
    let tree = ProjectTree::open(&case_folder)?;
    if tree.is_file(&RelPath::parse("answers.toml")?) {
        answers.fill(&Choices::answers(&answers_file)?)?;
    }
    let project = ProjectTree::open(&case_folder.join("project"))?;
    let generated = pipeline::render_example(project, preset.clone(), &answers)?;
    let place = |file: RenderedFile| {
        Ok(RenderedFile { path: RelPath::parse(&format!("{case}/expected/{}", file.path))?, contents: file.contents })
    };
    generated.files.into_iter().map(place).collect()
}

/// A file that is expected and not rendered.
fn gone(tree: &ProjectTree, path: &RelPath) -> Result<Change, Error> {
    let before = tree.text(path)?.unwrap_or_default().to_string();
    Ok(Change { path: path.clone(), kind: ChangeKind::Update, before, after: String::new(), is_secret: false })
}
