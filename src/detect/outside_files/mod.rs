//! Files that the program needs when it starts and that the repository does not have.
//!
//! A configuration with secrets is not committed: a person writes it, often from a sample beside it. Such a file cannot be
//! in the image, so the container gets it by a mount, and whoever runs the image has to know its name. Only reads that
//! happen at every start count, where nothing catches their failure: what the program makes or asks for first is its own.

mod imports;
mod reads;
mod samples;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::rc::Rc;

use super::environment::at_start::AtStart;
use super::reached;
use super::start::settings_module;
use super::writable::Image;
use crate::knowledge::{is_shell, outside_file_names};
use crate::model::{Distribution, Finding, Location, Note, PythonVersion, RelPath, Start};
use crate::python::{Callers, ImportPath, Module, Paths, Project, Target};
use crate::tree::ProjectTree;
use reads::Act;
pub(in crate::detect) use samples::sample;

/// Modules that are searched; a program of more is not followed for its configuration.
const MOST_SEARCHED: usize = 400;

/// A file that a person writes, and where the program looks for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutsideFile {
    /// Its path in the repository, or its name where the program looks for it elsewhere.
    pub file: RelPath,
    pub in_image: String,
    /// The committed file that shows what it holds. `None` if there is none. Ex) `config.example.ini`
    pub sample: Option<RelPath>,
}

impl OutsideFile {
    /// The mount of the file as `docker run --volume` takes it, where `host` is its path outside. A folder may be one that the
    /// program writes to.
    pub fn mount(&self, host: &str) -> String {
        let mode = if self.file.extension().is_some() { ":ro" } else { "" };
        format!("{host}:{}{mode}", self.in_image)
    }

    /// What a person should know about the file.
    pub fn note(found: &Finding<Self>) -> Note {
        let OutsideFile { file, sample, .. } = &found.value;
        let message = format!("the program needs `{file}` when it starts, which is not in the repository");
        let from = sample.as_ref().map(|sample| format!(" from `{sample}`")).unwrap_or_default();
        let mount = found.value.mount(&format!("./{file}"));
        let hint = format!("write it{from}, and mount it: `docker run --volume {mount}`");
        Note::info(message).at(found.at.clone()).hint(hint)
    }
}

/// What the missing files follow from.
#[derive(PartialEq)]
struct Of {
    project: usize,
    start: Start,
    installed: Option<Distribution>,
    python: PythonVersion,
}

/// Finds the files, each once, with the first place that needs it.
pub fn detect(
    tree: &ProjectTree,
    project: &Project<'_>,
    start: &Start,
    installed: Option<&Distribution>,
    python: PythonVersion,
) -> Vec<Finding<OutsideFile>> {
    let of = Of { project: project.identity(), start: start.clone(), installed: installed.cloned(), python };
    tree.once(of, || find(tree, project, start, installed, python))
}

fn find(
    tree: &ProjectTree,
    project: &Project<'_>,
    start: &Start,
    installed: Option<&Distribution>,
    python: PythonVersion,
) -> Vec<Finding<OutsideFile>> {
    let mut found: Vec<Finding<OutsideFile>> = of_command(start).into_iter().collect();
    let image = Image { tree, installed, python, home: String::new() };
    let reached = reached::follow(tree, project, start);
    if reached.files.is_empty() || reached.files.len() > MOST_SEARCHED {
        return found;
    }
    let mut modules: Vec<Rc<Module>> = reached.files.iter().filter_map(|path| project.module(path)).collect();
    modules.extend(settings(tree, project, &modules));
    let at_start: OnceCell<AtStart> = OnceCell::new();
    let runs = |file: &RelPath, function: Option<&str>| {
        function
            .is_none_or(|function| at_start.get_or_init(|| AtStart::find(project, &modules, Some(start))).runs(file, function))
    };
    let in_image = |path: &RelPath| image.path_of(path);
    let working_dir = start.working_dir.as_ref().map_or_else(|| "/app".to_owned(), |folder| format!("/app/{folder}"));
    let mut paths = Paths::new(project, &in_image, working_dir, Vec::new());
    let texts = modules.iter().filter_map(|module| Some((module.path().clone(), tree.text(module.path()).ok()??)));
    paths.callers = Callers::new(texts.collect());
    let script = start.file.as_ref().filter(|_| start.entrypoint.is_none()).map(RelPath::parent);
    let base = script.or_else(|| start.working_dir.clone()).unwrap_or_else(RelPath::root);
    let mut own: Vec<String> = Vec::new();
    for module in &modules {
        let is_start = start.file.as_ref() == Some(module.path());
        for seen in reads::seen(&paths, module, is_start) {
            match seen.act {
                Act::Makes | Act::AsksFor => own.push(seen.path),
                Act::Reads { hesitant } => {
                    let Some(outside) = outside(tree, &seen.path) else { continue };
                    let is_hinted = || outside.sample.is_some() || tree.git_ignored_by(&outside.file).is_some();
                    if runs(module.path(), seen.function.as_deref()) && (!hesitant || is_hinted()) {
                        let at = module.source.location(seen.offset);
                        found.push(Finding { value: outside, at, why: "read at the start".to_owned() });
                    }
                }
            }
        }
        for (file, offset) in imports::missing(tree, project, module, &base, is_start) {
            let sample = sample(tree, &file);
            if sample.is_some() || tree.git_ignored_by(&file).is_some() {
                let value = OutsideFile { in_image: image.path_of(&file), sample, file };
                let at = module.source.location(offset);
                found.push(Finding { value, at, why: "imported at the start".to_owned() });
            }
        }
    }
    found.retain(|one| !own.contains(&one.value.in_image));
    found.sort_by(|one, other| (&one.value.in_image, &one.at).cmp(&(&other.value.in_image, &other.at)));
    found.dedup_by(|one, other| one.value.in_image == other.value.in_image);
    found
}

/// Django's settings, which are imported by their name, and those that they take everything from.
pub(in crate::detect) fn settings(tree: &ProjectTree, project: &Project<'_>, modules: &[Rc<Module>]) -> Vec<Rc<Module>> {
    let named = modules.iter().find_map(|module| Some((module.path(), settings_module(tree, module.path())?)));
    let Some((from, name)) = named else { return Vec::new() };
    let mut open = vec![(from.clone(), ImportPath { level: 0, path: name.to_string() })];
    let mut found: Vec<Rc<Module>> = Vec::new();
    while let Some((from, import)) = open.pop() {
        let Target::Project { file, .. } = project.import(&from, &import) else { continue };
        let is_known = modules.iter().chain(&found).any(|module| *module.path() == file);
        if let Some(module) = project.module(&file).filter(|_| !is_known) {
            open.extend(module.imports.stars().iter().map(|star| (file.clone(), star.clone())));
            found.push(module);
        }
    }
    found
}

/// The configuration that the start command names outside of the project. Ex) `appdaemon -c /conf`
fn of_command(start: &Start) -> Option<Finding<OutsideFile>> {
    let names = outside_file_names();
    let words = start.command.words();
    words.first().filter(|program| !is_shell(program))?;
    let (flag, path) = words.iter().enumerate().find_map(|(index, word)| {
        let inline = word.split_once('=').filter(|(flag, _)| names.is_option(flag));
        inline.or_else(|| names.is_option(word).then(|| Some((word.as_str(), words.get(index + 1)?.as_str()))).flatten())
    })?;
    let path = path.trim_end_matches('/');
    if !path.starts_with('/') || path == "/app" || path.starts_with("/app/") || names.is_given(path) {
        return None;
    }
    let file = RelPath::parse(path.rsplit('/').next()?).ok()?;
    let at = start.file.clone().map_or_else(|| Location::file(RelPath::root()), Location::file);
    let value = OutsideFile { file, in_image: path.to_owned(), sample: None };
    Some(Finding { value, at, why: format!("`{flag} {path}` of the start command") })
}

/// The file of this path in the image, where nothing puts it there.
fn outside(tree: &ProjectTree, path: &str) -> Option<OutsideFile> {
    let name = path.rsplit('/').next()?;
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
    if path.contains('*') || outside_file_names().is_own(ending) || name.starts_with(".env") {
        return None;
    }
    let file = match path.strip_prefix("/app/") {
        Some(below) => RelPath::parse(below).ok()?,
        None => RelPath::parse(name).ok().filter(|_| !ending.is_empty() && !outside_file_names().is_given(path))?,
    };
    let is_committed = tree.walk().files.binary_search(&file).is_ok() || tree.is_folder(&file);
    // A folder that is not there is one that something makes: a build of pages, or the program.
    let is_reachable = file.parent().is_root() || tree.is_folder(&file.parent()) || !path.starts_with("/app/");
    (!is_committed && is_reachable).then(|| OutsideFile { in_image: path.to_owned(), sample: sample(tree, &file), file })
}
