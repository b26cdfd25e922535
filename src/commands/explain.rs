//! `pydock explain`

use std::path::{Path, PathBuf};

use super::layout::FetchPolicy;
use super::pins::{self, Ask};
use super::policy;
use crate::cli::ExplainArgs;
use crate::error::Error;
use crate::explain::{ExplainedFile, Written, explain_foreign, explain_output, explain_written, keyed_file};
use crate::lint::{self, Brought, Context, Diagnostic, FileKind, Lines};
use crate::model::{DOCKERFILE, DOCKERIGNORE, Note, RelPath, RenderedFile, is_ignore_name, nearest};
use crate::outputs::DEVCONTAINER;
use crate::pipeline::{self, Generated, Survey};
use crate::preset::Preset;
use crate::record::{RecordLock, lint_settings};
use crate::report::{ExitStatus, Report};
use crate::tree::ProjectTree;
use crate::witness::is_own;
use crate::write;

pub fn run(args: &ExplainArgs, report: &Report) -> Result<ExitStatus, Error> {
    let asked = Asked::read(&args.file)?;
    let files = explain(args, &asked, report)?;
    if let (Some(line), [file]) = (asked.line, files.as_slice())
        && file.line(line).is_none()
    {
        return Err(Error::NoLine { path: file.path.clone(), count: file.lines.len(), line });
    }
    let text = if args.html {
        report.explained_page(&files)
    } else if args.json {
        report.explained_json(&files, asked.line)
    } else {
        report.explained(&files, asked.line)
    };
    match &args.output {
        None => report.result(&text),
        Some(path) => {
            let (folder, name) = parted(path);
            let file = RenderedFile { path: RelPath::parse(&name)?, contents: text };
            let changes = write::plan(&folder, &[file])?;
            write::apply(&folder, &changes, None)?;
            report.written(&changes);
        }
    }
    Ok(ExitStatus::Done)
}

/// The files that were asked for, and the line.
struct Asked {
    root: PathBuf,
    tree: ProjectTree,
    files: Vec<RelPath>,
    line: Option<usize>,
}

impl Asked {
    /// Takes a repository, a file, or a file and a line.
    fn read(text: &str) -> Result<Self, Error> {
        if let Ok(tree) = ProjectTree::open(Path::new(text)) {
            let mut files = vec![RelPath::parse(DOCKERFILE)?];
            files.extend(RelPath::parse(DOCKERIGNORE).ok().filter(|path| tree.is_file(path)));
            let lock = RecordLock::read(&tree)?;
            let recorded = lock.iter().flat_map(|lock| &lock.files).filter_map(|file| RelPath::parse(&file.path).ok());
            files.extend(recorded.filter(|path| keyed_file(path).is_some() && tree.is_file(path)));
            return Ok(Self { root: PathBuf::from(text), tree, files, line: None });
        }
        let (root, name) = in_project(Path::new(text));
        let tree = ProjectTree::open(&root)?;
        let whole = RelPath::parse(&name)?;
        let parts = name.rsplit_once(':').and_then(|(file, line)| Some((RelPath::parse(file).ok()?, line.parse().ok()?)));
        let (file, line) = match parts {
            Some((file, line)) if !tree.is_file(&whole) => (file, Some(line)),
            _ => (whole, None),
        };
        Ok(Self { root, tree, files: vec![file], line })
    }
}

/// A file that does not exist, with the one whose name is most alike.
pub(super) fn missing(tree: &ProjectTree, path: String) -> Error {
    let files: Vec<String> = tree.children(&RelPath::root()).map(|(path, _)| path.to_string()).collect();
    let nearest = nearest(&path, files.iter().map(String::as_str)).map(str::to_owned);
    Error::NoFile { path, nearest }
}

/// A path's folder and its last part.
pub(super) fn parted(path: &Path) -> (PathBuf, String) {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
    (folder.to_owned(), name.unwrap_or_default())
}

/// As [`parted`], with the whole path of a file that is not at the root of its project.
fn in_project(path: &Path) -> (PathBuf, String) {
    let (folder, name) = parted(path);
    match (Path::new(DEVCONTAINER).parent(), folder.file_name()) {
        (Some(wanted), Some(found)) if wanted.as_os_str() == found => {
            let root = parted(&folder).0;
            (root, format!("{}/{name}", wanted.display()))
        }
        _ => (folder, name),
    }
}

fn explain(args: &ExplainArgs, asked: &Asked, report: &Report) -> Result<Vec<ExplainedFile>, Error> {
    let lock = RecordLock::read(&asked.tree)?;
    let mut texts = Vec::new();
    for path in &asked.files {
        let text = asked.tree.text(path)?.ok_or_else(|| missing(&asked.tree, path.to_string()))?;
        let is_ours = lock.as_ref().is_some_and(|lock| lock.file(path).is_some()) || is_signed(path, &text);
        texts.push((path, text, is_ours));
    }
    let today = if texts.iter().any(|(.., is_ours)| *is_ours) { today(args, asked, report)? } else { None };
    let download = today.as_ref().and_then(|today| Some(pipeline::download(&today.survey, today.dependencies.as_ref()?)));
    let mut files = Vec::new();
    for (path, text, is_ours) in texts {
        let pristine = lock.as_ref().and_then(|lock| lock.file(path)).map(|file| file.text.as_str());
        let written = today.as_ref().filter(|_| is_ours).map(|Today { survey, generated, .. }| Written {
            survey,
            generated,
            pristine,
            download: download.as_ref(),
        });
        if let Some(kind) = keyed_file(path) {
            files.push(explain_output(path, kind, &text, written));
            continue;
        }
        let mut file = match written {
            Some(written) => explain_written(path, &text, written),
            None => explain_foreign(path, &text).map_err(|source| Error::Dockerfile { path: path.to_string(), source })?,
        };
        file.add_findings(linted(&asked.tree, path, &text, today.as_ref().map(|today| &today.survey.preset))?);
        files.push(file);
    }
    Ok(files)
}

/// A file without a record says itself who wrote it.
fn is_signed(path: &RelPath, text: &str) -> bool {
    matches!(path.as_str(), DOCKERFILE | DOCKERIGNORE) && is_own(text)
}

/// What `pydock lint` finds, by lines, the rules of the preset among it.
fn linted(tree: &ProjectTree, path: &RelPath, text: &str, preset: Option<&Preset>) -> Result<Vec<(usize, String)>, Error> {
    let is_ignore = is_ignore_name(path.as_str());
    let kind = if is_ignore { FileKind::Dockerignore } else { FileKind::Dockerfile };
    let settings = lint_settings(tree)?.unwrap_or_default();
    let preset = preset.filter(|_| !is_ignore);
    let team = preset.map(|preset| policy::findings(preset, text, path)).transpose()?;
    let context = Context::new(Some(tree), Some(path.as_str()));
    let findings = lint::check(kind, text, &context, &settings, Brought { build: None, team });
    let lines = Lines::new(text);
    let told = |finding: &Diagnostic| {
        let help = finding.help.as_ref().map(|help| format!("; {help}")).unwrap_or_default();
        (lines.line_of(finding.span.start), format!("{}: {}{help} (`pydock rule {0}`)", finding.rule.name, finding.message))
    };
    Ok(findings.iter().map(told).collect())
}

/// What the project gives today.
struct Today {
    survey: Survey,
    generated: Generated,
    dependencies: Option<crate::facts::DependencyFacts>,
}

/// Renders the project again; where that fails, the file is explained by itself, with the reason said.
fn today(args: &ExplainArgs, asked: &Asked, report: &Report) -> Result<Option<Today>, Error> {
    let mut answers = args.facts.answers()?;
    let mut survey = super::survey(&asked.root, &args.facts, &mut answers, FetchPolicy::Pinned, report)?;
    match pins::generate(&mut survey, &answers, Ask::Nothing, report) {
        Ok(generated) => {
            let dependencies = pipeline::settle_dependencies(&survey, &answers).ok().map(|(facts, _)| facts);
            Ok(Some(Today { survey, generated, dependencies }))
        }
        Err(error @ (Error::Resolve(_) | Error::Preset(_))) => {
            let note = Note::warning(format!("project could not be analyzed, explaining the Dockerfile alone: {error}"));
            report.notes(&[match error.hint() {
                Some(hint) => note.hint(hint),
                None => note,
            }]);
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
