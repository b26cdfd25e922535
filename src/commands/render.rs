//! `pydock render`

use std::path::Path;

use super::layout::FetchPolicy;
use super::pins::{self, Ask};
use super::{cache, place, policy};
use crate::cli::RenderArgs;
use crate::error::Error;
use crate::explain::{ExplainedFile, Written, explain_written};
use crate::model::{DOCKERFILE, DOCKERIGNORE, RelPath, RenderedFile, own_ignore_name};
use crate::pipeline::{Generated, Survey};
use crate::report::{ExitStatus, Report};
use crate::tree::ProjectTree;
use crate::write;

/// A builder reads the ignore file at the root of the context, which is the project, or beside the Dockerfile under its name.
fn beside(project: &Path, folder: &Path, files: Vec<RenderedFile>) -> Vec<RenderedFile> {
    let is_project = ProjectTree::open(project)
        .is_ok_and(|project| ProjectTree::open(folder).is_ok_and(|folder| project.root() == folder.root()));
    let renamed = |file: RenderedFile| match file.path.as_str() {
        DOCKERIGNORE if !is_project => {
            RenderedFile { path: RelPath::parse(&own_ignore_name(DOCKERFILE)).expect("a plain name is a path"), ..file }
        }
        _ => file,
    };
    files.into_iter().map(renamed).collect()
}

/// The two files whose lines have reasons.
fn explained(survey: &Survey, generated: &Generated) -> Vec<ExplainedFile> {
    let written = Written { survey, generated, pristine: None, download: None };
    let files = generated.files.iter().filter(|file| matches!(file.path.as_str(), DOCKERFILE | DOCKERIGNORE));
    files.map(|file| explain_written(&file.path, &file.contents, written)).collect()
}

pub fn run(args: RenderArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let path = place::locate(&args.path, &mut answers, report)?;
    let mut survey = super::survey(&path, &args.facts, &mut answers, FetchPolicy::Pinned, report)?;
    let generated = pins::generate(&mut survey, &answers, Ask::Missing, report)?;
    if let Some(status) = policy::refusal(&generated, report)? {
        return Ok(status);
    }
    if !args.json {
        report.notes(&generated.facts.notes);
    }
    match args.output {
        Some(folder) => {
            write::make_folder(&folder)?;
            let files = beside(&path, &folder, generated.files);
            let changes = write::plan(&folder, &files)?.with_secrets(&generated.secret);
            let is_kept = write::apply(&folder, &changes, cache::replaced().as_deref())?;
            report.written(&changes);
            report.kept(&folder, &changes, is_kept);
        }
        None if args.json => report.rendered_json(&generated, &generated.files, &explained(&survey, &generated)),
        None => report.files(&generated.files, &generated.secret),
    }
    Ok(ExitStatus::Done)
}
