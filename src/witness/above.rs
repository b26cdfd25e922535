//! The Dockerfile of a repository whose project is in a folder below it: `backend/` beside `frontend/`, and a Dockerfile at the
//! root that copies `backend/`.
//!
//! It is read with the folder above as its context, and what it says is told in paths of the project. What names a file outside of
//! the project's folder is left out: that file is not in the project's own context.

use super::layout::{Layout, join, of_context};
use super::reading::Said;
use super::told::Told;
use super::{Witness, is_own, purpose, witness_of};
use crate::dockerfile::{Dockerfile, Instruction};
use crate::knowledge::listener_of;
use crate::lint::{Context, Document};
use crate::manifest::Manifests;
use crate::model::{DOCKERFILE, Entrypoint, RelPath, WritablePath};
use crate::tree::ProjectTree;

/// The folders where such a Dockerfile is.
const FOLDERS: &[&str] = &["", "docker/"];

/// A setting that makes another server of it: without the file, it would not run the application.
const WORKER_CLASS: &str = "worker_class";

/// What the Dockerfile above says about the project of the tree; `None` if there is none, or it does not copy the project.
pub fn read(tree: &ProjectTree, manifests: &Manifests) -> Option<Witness> {
    let files: Vec<String> = FOLDERS.iter().map(|folder| format!("{folder}{DOCKERFILE}")).collect();
    let names: Vec<&str> = files.iter().map(String::as_str).collect();
    let (above, project) = tree.above_with(&names)?;
    names.iter().find_map(|file| of_file(&above, &RelPath::parse(file).ok()?, &project, manifests))
}

fn of_file(above: &ProjectTree, file: &RelPath, project: &RelPath, manifests: &Manifests) -> Option<Witness> {
    let text = above.text(file).ok()??;
    // The walk through the folder above is for those whose Dockerfile names the project.
    if is_own(&text) || !text.contains(project.as_str()) {
        return None;
    }
    let parsed = Dockerfile::parse(&text).ok()?;
    let context = Context::unknown();
    let document = Document::new(&text, &parsed, Vec::new(), &context);
    let stage = purpose::stage(&document, None).filter(|stage| purpose::is_python(&document, *stage))?;
    let root = RelPath::root();
    let layout = Layout { document: &document, tree: above, context: &root };
    if !copies(&layout, stage, project) {
        return None;
    }
    let mut witness = witness_of(&layout, stage, file, manifests)?;
    let starts = std::mem::take(&mut witness.starts);
    let ports = &mut witness.reading.ports;
    witness.starts = starts.into_iter().filter_map(|told| moved(told, &layout, stage, project, ports)).collect();
    let requirements = std::mem::take(&mut witness.installs.requirements);
    let below = |said: Said<RelPath>| Some(Said { value: below(&said.value, project)?, line: said.line });
    witness.installs.requirements = requirements.into_iter().filter_map(below).collect();
    let folders = std::mem::take(&mut witness.folders);
    witness.folders = folders.into_iter().filter_map(|(folder, at)| Some((folder_below(&folder, project)?, at))).collect();
    // Pages that another folder's sources are built to.
    witness.frontends.clear();
    Some(witness)
}

/// Whether the stage, or one that it copies from, copies something of the project.
fn copies(layout: &Layout<'_>, stage: usize, project: &RelPath) -> bool {
    let stages = layout.stages_of(stage);
    let views = stages.iter().filter_map(|index| layout.document.stages.get(*index));
    let copies = views.flat_map(|view| view.instructions).filter(|instruction| instruction.flag("from").is_none());
    let mut sources = copies.filter_map(Instruction::copy_paths).flat_map(|copy| copy.sources);
    sources.any(|source| RelPath::parse(&of_context(&source)).is_ok_and(|source| source.is_within(project)))
}

/// The path as seen from the project. `None` outside of it.
fn below(path: &RelPath, project: &RelPath) -> Option<RelPath> {
    let rest = path.as_str().strip_prefix(project.as_str())?;
    if rest.is_empty() { Some(RelPath::root()) } else { RelPath::parse(rest.strip_prefix('/')?).ok() }
}

/// The start as one of the project, if all that it names is in there. A server does without a configuration file that is not, if
/// that only says where it listens and how much it does at once.
fn moved(mut told: Told, layout: &Layout<'_>, stage: usize, project: &RelPath, ports: &mut Vec<Said<u16>>) -> Option<Told> {
    let told_folder = told.folder.clone()?;
    let folder = below(&told_folder, project)?;
    let workdir = layout.last_workdir(stage);
    let outside = |word: &str| {
        let path = word.split_once('=').map_or(word, |(_, path)| path);
        // What is not among the copied files is told by its way from the folder that the command runs in.
        let named = || RelPath::parse(join(&format!("/{told_folder}"), path).trim_start_matches('/')).ok();
        let found = match path {
            "" => None,
            _ if path.starts_with("../") => named(),
            _ => layout.of(stage, &join(&workdir, path)),
        };
        found.filter(|found| layout.tree.is_file(found) && !found.is_within(project))
    };
    let config = listener_of(&told.words).and_then(|(row, _)| row.config.as_ref());
    if let Some(config) = config
        && let Some(place) = told.words.iter().position(|word| config.flags.contains(word))
        && let Some(file) = told.words.get(place + 1).and_then(|word| outside(word))
    {
        let text = layout.tree.text(&file).ok()??;
        if text.lines().any(|line| line.starts_with(WORKER_CLASS)) {
            return None;
        }
        told.words.drain(place..place + 2);
        // The file may be all that says which application is served.
        let is_application = |word: &String| word.parse::<Entrypoint>().is_ok_and(|found| found.attribute.is_some());
        if !told.words.iter().any(is_application) {
            return None;
        }
        let bound = text.lines().find_map(|line| {
            let (key, value) = line.split_once('=')?;
            let digits = value.rsplit_once(':')?.1.trim_end_matches(|c: char| !c.is_ascii_digit());
            config.keys.iter().any(|known| known == key.trim()).then(|| digits.parse().ok()).flatten()
        });
        if let (Some(value), true) = (bound, ports.is_empty()) {
            ports.push(Said { value, line: told.at.line.unwrap_or(1) });
        }
    }
    let is_whole = !told.words.iter().any(|word| word.starts_with("../") || outside(word).is_some());
    is_whole.then(|| Told { folder: Some(folder).filter(|folder| !folder.is_root()), ..told })
}

/// A folder of the project without the way to it; one outside of `/app` stays.
fn folder_below(folder: &WritablePath, project: &RelPath) -> Option<WritablePath> {
    let text = folder.to_string();
    if text.starts_with('/') {
        return Some(folder.clone());
    }
    text.strip_prefix(project.as_str())?.strip_prefix('/')?.parse().ok()
}
