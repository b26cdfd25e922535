//! Folders and files that the application writes to while it runs.
//!
//! The code in the image belongs to root, so an application that keeps a SQLite file or a log beside its code would stop
//! at the first write. What it writes is read from its source: paths given to the calls and settings that
//! `file_writers.toml` lists, followed through names, modules and classes. Code that the start does not reach is left out: a
//! command for maintainers may well write beside its code, but not in the container. A folder of its own is made writable. A file in a
//! folder of code becomes a link into one: neither the code nor its folder is handed to the user.

mod configuration;
mod given;
mod log_config;
mod place;
mod sites;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::collections::BTreeMap;
use std::rc::Rc;

use super::environment::at_start::AtStart;
use super::reached;
use crate::knowledge::{Frameworks, Makes, WriterCall, WriterMethod, file_writers};
use crate::model::{Distribution, Finding, LinkedFile, Location, Note, PythonVersion, RelPath, SourcePath, Start, WritablePath};
use crate::python::{Callers, Module, Paths, Project};
use crate::tree::{ProjectTree, any_of};
pub(in crate::detect) use place::Image;
use place::Spot;
use sites::{Bases, Need, Write, writes};

/// Text that must occur in a file for it to be parsed at all, besides the signs of the calls and the names of the methods.
const SIGNS: &[&str] = &[
    ", \"a",
    ", \"w",
    ", \"x",
    ", 'a",
    ", 'w",
    ", 'x",
    "BaseSettings",
    "DATADIR",
    "DOWNLOAD_",
    "FileBasedCache",
    "MEDIA_",
    "STORAGE_",
    "UPLOAD",
    "_DIR",
    "dictConfig(",
    "fileConfig(",
    "instance_path",
    "mode=",
    "open(\"a",
    "open(\"w",
    "open(\"x",
    "open('a",
    "open('w",
    "open('x",
    "r+",
    "sqlite",
    "write_bytes(",
    "write_text(",
];

/// Every text that a file which writes has one of, without those that contain another.
fn signs() -> Vec<&'static str> {
    let table = file_writers();
    let of_calls = table.calls.iter().map(WriterCall::sign);
    let of_settings = table.settings.iter().filter(|row| row.when.is_some()).map(|row| row.name.as_str());
    let of_tables = table.tables.iter().filter(|row| row.sometimes).map(|row| row.key.as_str());
    let of_methods = table.methods.iter().map(WriterMethod::sign);
    let all = SIGNS.iter().copied().chain(of_calls).chain(of_settings).chain(of_tables).chain(of_methods);
    without_containing(all)
}

/// The texts, each once, without those that contain another one.
fn without_containing<'t>(texts: impl Iterator<Item = &'t str>) -> Vec<&'t str> {
    // Which bytes a text has says of most pairs that the one does not contain the other.
    let bytes = |text: &str| text.bytes().fold(0_u64, |bytes, byte| bytes | 1 << (byte % 64));
    let mut all: Vec<(&str, u64)> = texts.map(|text| (text, bytes(text))).collect();
    all.sort_by_key(|(text, _)| text.len());
    let mut kept: Vec<(&str, u64)> = Vec::new();
    for (text, has) in all {
        if !kept.iter().any(|(other, wants)| wants & !has == 0 && text.contains(other)) {
            kept.push((text, has));
        }
    }
    kept.into_iter().map(|(text, _)| text).collect()
}

/// Variables that name a folder of the user's, and where that is without them (XDG Base Directory Specification 0.8).
const BASE_FOLDERS: &[(&str, &str)] = &[
    ("XDG_CACHE_HOME", ".cache"),
    ("XDG_CONFIG_HOME", ".config"),
    ("XDG_DATA_HOME", ".local/share"),
    ("XDG_STATE_HOME", ".local/state"),
];

/// Files that are all searched for calls.
const MOST_SEARCHED: usize = 400;

/// Folders whose code does not run in the image.
const NOT_RUN: &[&str] = &["benchmarks", "docs", "examples", "migrations", "notebooks", "scripts", "test", "tests", "tools"];

/// Settings modules for a programmer's own machine.
const DEVELOPMENT_SETTINGS: &[&str] =
    &["ci.py", "dev.py", "development.py", "local.py", "test.py", "testing.py", "tests.py", "unittests.py"];

/// Where Flask-SQLAlchemy looks for a SQLite file with a relative path.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Databases {
    #[default]
    InInstanceFolder,
    BesideApplication,
}

/// What follows from the releases that the project declares.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Releases {
    pub databases: Databases,
    /// The distributions that are older than a row of `file_writers.toml` needs.
    pub older: Vec<String>,
}

/// What the written paths follow from.
#[derive(PartialEq)]
struct Of {
    project: usize,
    start: Start,
    others: Vec<Start>,
    releases: Releases,
    installed: Option<Distribution>,
    python: PythonVersion,
}

/// What the image makes writable.
#[derive(Debug, Default, Clone)]
pub struct Writable {
    /// Each folder once, with the first place that writes to it.
    pub folders: Vec<Finding<WritablePath>>,
    /// Those of them whose files should outlast the container.
    pub kept: Vec<WritablePath>,
    pub links: Vec<Finding<LinkedFile>>,
    pub notes: Vec<Note>,
    /// The first place that writes beside an installed package. `None` if nothing writes there.
    pub beside_package: Option<Location>,
}

/// Finds what the application writes. `others` are its further processes, which run from the same image.
///
/// Flask puts the instance folder of a package that is installed below the environment's `var` (Flask, "Instance Folders").
#[allow(clippy::too_many_arguments, reason = "the facts that paths in an image follow from, each settled by the one caller")]
pub fn detect(
    tree: &ProjectTree,
    project: &Project<'_>,
    frameworks: &Frameworks,
    start: &Start,
    others: &[&Start],
    releases: Releases,
    installed: Option<&Distribution>,
    python: PythonVersion,
) -> Writable {
    let of = Of {
        project: project.identity(),
        start: start.clone(),
        others: others.iter().map(|other| (*other).clone()).collect(),
        releases: releases.clone(),
        installed: installed.cloned(),
        python,
    };
    let image = || Image { tree, installed, python, home: home(start) };
    let mut written = tree.once(of, || by_code(image(), project, frameworks, start, others, releases));
    for new in folders_of_framework(frameworks, start) {
        if !written.folders.iter().any(|known| known.value == new.value) {
            written.folders.push(new);
        }
    }
    written
}

/// What the framework itself writes beside the project.
fn folders_of_framework(frameworks: &Frameworks, start: &Start) -> Vec<Finding<WritablePath>> {
    let Some(row) = frameworks.get(start.framework.as_str()) else { return Vec::new() };
    let base = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let at = start.file.clone().map_or_else(|| Location::file(base.clone()), Location::file);
    let one = |folder: &String| {
        let path = if folder == "." { base.clone() } else { base.join(folder).ok()? };
        let text = if path.is_root() { ".".to_owned() } else { path.to_string() };
        Some(Finding { value: text.parse().ok()?, at: at.clone(), why: format!("{} writes to `{folder}`", row.title) })
    };
    row.writes.iter().filter_map(one).collect()
}

/// What the start command's options name, what the framework keeps in a file, and what the project's code writes.
fn by_code(
    image: Image<'_>,
    project: &Project<'_>,
    frameworks: &Frameworks,
    start: &Start,
    others: &[&Start],
    releases: Releases,
) -> Writable {
    let tree = image.tree;
    let at_start: OnceCell<AtStart> = OnceCell::new();
    let mut found =
        Collector { image: &image, folders: BTreeMap::new(), links: BTreeMap::new(), notes: Vec::new(), beside: None };
    let in_image = |path: &RelPath| image.path_of(path);
    let working_dir = match &start.working_dir {
        Some(folder) => format!("/app/{folder}"),
        None => "/app".to_owned(),
    };
    let is_settings = |path: &RelPath| path.file_name() == "settings.py" || path.parent().file_name() == "settings";
    let settings = tree.walk().files.iter().filter(|path| path.extension() == Some("py") && is_settings(path)).cloned().collect();
    let tables = |path: &str| configuration::table(tree, path);
    let mut paths = Paths::new(project, &in_image, working_dir, settings);
    paths.home.clone_from(&image.home);
    paths.tables = &tables;
    for write in given::by_command(start, &paths).into_iter().chain(given::files_of_framework(frameworks, start, &paths)) {
        found.take(write, &image, &|_| true);
    }
    let candidates = tree.files_where("writes", |path| path.extension() == Some("py"), any_of(signs()));
    if candidates.is_empty() && !log_config::is_named(start) {
        return found.finish();
    }
    let program = program(tree, project, start, others);
    let of_program = |path: &RelPath| program.files.contains(path) || (!program.is_complete && runs(path));
    let in_program: Vec<&RelPath> =
        tree.walk().files.iter().filter(|path| path.extension() == Some("py") && of_program(path)).collect();
    // Of so many files most are other people's, and what the program calls is among those that it imports.
    let is_searched =
        |path: &RelPath| in_program.len() <= MOST_SEARCHED || program.files.contains(path) || paths.settings.contains(path);
    let searched = in_program.iter().filter(|path| is_searched(path));
    let texts: Vec<_> = searched.filter_map(|path| Some(((*path).clone(), tree.text(path).ok()??))).collect();
    paths.callers = Callers::new(texts);
    // Following the imports has parsed them.
    let settings = paths.settings.iter().filter(|path| of_program(path) && !program.files.contains(*path));
    let modules: Vec<Rc<Module>> = program.files.iter().chain(settings).filter_map(|path| project.module(path)).collect();
    let is_at_start = |file: &RelPath, function: &str| {
        at_start.get_or_init(|| AtStart::find(project, &modules, Some(start))).runs(file, function)
    };
    for write in log_config::writes(tree, start, modules.iter().map(Rc::as_ref), &paths) {
        found.take(write, &image, &|_| true);
    }
    paths.flask_root = folder_of_flask(&image, &modules);
    let bases = Bases {
        databases: databases_of_flask(tree, &image, &modules, start, releases.databases),
        static_files: paths.flask_root.as_ref().map(|folder| format!("{folder}/static")),
        older: releases.older,
    };
    for path in candidates.iter().filter(|path| of_program(path)) {
        let Some(module) = project.module(path) else { continue };
        if start.framework.as_str() == "flask"
            && let Some(offset) = module.source.text.find("instance_path")
        {
            let at = Location::at_offset(path.clone(), &module.source.text, offset);
            found.folder(&image.instance_folder(), at, "`instance_path`".to_owned(), true);
        }
        paths.follows.set(in_program.len() <= MOST_SEARCHED || program.files.contains(path));
        let is_start = start.file.as_ref() == Some(path);
        for write in writes(&paths, &module, &bases, is_start) {
            let is_needed = |write: &Write| match &write.need {
                Need::Always => true,
                Need::AtStart(function) => is_at_start(path, function),
            };
            found.take(write, &image, &is_needed);
        }
        for (variable, folder) in BASE_FOLDERS {
            if let Some(offset) = module.source.text.find(variable) {
                let folder = format!("{}/{folder}", image.home);
                // What is put together from it in a way that cannot be read lies below it.
                let is_covered = found.folders.keys().any(|known| known.in_image().starts_with(&folder));
                let at = Location::at_offset(path.clone(), &module.source.text, offset);
                if !is_covered && matches!(image.spot(&folder, Makes::Folder), Spot::Folder(_)) {
                    found.folder(&folder, at, format!("`{variable}`"), false);
                }
            }
        }
    }
    found.finish()
}

/// The folder that Flask-SQLAlchemy takes the paths of SQLite from: the instance folder, before its release 3 the folder of
/// the application (its changelog, 3.0.0). Without it they count from the working folder.
fn databases_of_flask(
    tree: &ProjectTree,
    image: &Image<'_>,
    modules: &[Rc<Module>],
    start: &Start,
    databases: Databases,
) -> Option<String> {
    const IMPORTED: &str = "flask_sqlalchemy";
    let is_python = |path: &&RelPath| path.extension() == Some("py");
    let mut files = tree.walk().files.iter().filter(is_python);
    let is_used = start.framework.as_str() == "flask"
        && files.any(|path| tree.text(path).ok().flatten().is_some_and(|text| text.contains(IMPORTED)));
    match databases {
        _ if !is_used => None,
        Databases::InInstanceFolder => Some(image.instance_folder()),
        Databases::BesideApplication => folder_of_flask(image, modules),
    }
}

/// The folder of the module that makes a Flask application.
fn folder_of_flask(image: &Image<'_>, modules: &[Rc<Module>]) -> Option<String> {
    let module = modules.iter().find(|module| module.source.text.contains("Flask(__name__"))?;
    image.path_of(module.path()).rsplit_once('/').map(|(folder, _)| folder.to_owned())
}

/// The home of the user that the image runs as: `useradd --create-home` makes it, unless a variable names another.
fn home(start: &Start) -> String {
    let stated = start.env.iter().find(|variable| variable.name.as_str() == "HOME");
    stated.map_or_else(|| "/home/app".to_owned(), |variable| variable.value().to_owned())
}

/// The files that the image's program and the other processes run.
fn program(tree: &ProjectTree, project: &Project<'_>, start: &Start, others: &[&Start]) -> reached::Reached {
    let mut program = reached::follow(tree, project, start);
    for other in others {
        let reached = reached::follow(tree, project, other);
        program.files.extend(reached.files);
        program.is_complete &= reached.is_complete;
    }
    program
}

struct Collector<'a> {
    image: &'a Image<'a>,
    folders: BTreeMap<WritablePath, (Finding<WritablePath>, bool)>,
    /// By the file: where it is written, and whether it is kept and there already.
    links: BTreeMap<String, (Location, String, bool, bool)>,
    notes: Vec<Note>,
    beside: Option<Location>,
}

impl Collector<'_> {
    fn take(&mut self, write: Write, image: &Image<'_>, is_needed: &dyn Fn(&Write) -> bool) {
        let mut spot = image.spot(&write.path, write.makes);
        if write.replaces && !matches!(spot, Spot::Folder(_))
            || image.is_in_repository(&write.path) && (write.new || is_of_tests(&write.path))
        {
            spot = Spot::Nothing;
        }
        let is_required = !matches!(spot, Spot::Folder(_) | Spot::Nothing) && is_needed(&write);
        let Write { at, why, keeps, .. } = write;
        match spot {
            Spot::Folder(folder) => {
                if image.is_beside_package(&folder) {
                    let message = format!("{why} writes beside the installed package, to `{folder}`");
                    let hint = "let a variable or the configuration name the folder";
                    self.notes.push(Note::warning(message).at(at.clone()).hint(hint));
                    self.beside.get_or_insert_with(|| at.clone());
                }
                self.folder(&folder, at, why, keeps);
            }
            Spot::FileInCode(file) if is_required => {
                self.links.entry(file).or_insert((at, why, keeps, false));
            }
            Spot::CopiedFile(file) if is_required => {
                self.links.entry(file).or_insert((at, why, keeps, true));
            }
            Spot::System(folder) if is_required => {
                let message = format!("{why} writes to `{folder}`, which belongs to root");
                self.notes.push(Note::warning(message).at(at).hint("write to another folder and name it with `--writable`"));
            }
            Spot::UnknownFileInCode(folder) if is_required => {
                let message = format!("{why} writes to `{folder}`, which holds the code and is read-only");
                self.notes.push(Note::warning(message).at(at).hint("write to a separate folder and name it with `--writable`"));
            }
            _ => {}
        }
    }

    fn folder(&mut self, path: &str, at: Location, why: String, keeps: bool) {
        let text = path.strip_prefix("/app/").unwrap_or(path);
        let Ok(value) = text.parse::<WritablePath>() else { return };
        let entry = self.folders.entry(value.clone()).or_insert((Finding { value, at, why }, false));
        entry.1 |= keeps;
    }

    /// Puts the folder above in the place of several that lie side by side in it: the program makes more of them, under names
    /// that only a run can tell.
    fn merge(&mut self) {
        loop {
            let mut above: BTreeMap<String, Vec<WritablePath>> = BTreeMap::new();
            for path in self.folders.keys() {
                let whole = path.in_image();
                let Some((parent, _)) = whole.rsplit_once('/') else { continue };
                above.entry(parent.to_owned()).or_default().push(path.clone());
            }
            let is_free = |parent: &str| {
                let is_home = parent == self.image.home || self.image.home.starts_with(&format!("{parent}/"));
                !is_home
                    && !self.image.is_beside_package(parent)
                    && !self.image.has_code_below(parent)
                    && matches!(self.image.spot(parent, Makes::Folder), Spot::Folder(_))
            };
            let Some((parent, below)) = above.into_iter().find(|(parent, below)| below.len() > 1 && is_free(parent)) else {
                return;
            };
            for path in below {
                let Some((finding, keeps)) = self.folders.remove(&path) else { continue };
                self.folder(&parent, finding.at, finding.why, keeps);
            }
        }
    }

    /// Adds the folders between one and another above it: what is made on the way to a folder would belong to root.
    fn fill(&mut self) {
        let all: Vec<(String, Location, String)> = self
            .folders
            .values()
            .map(|(finding, _)| (finding.value.in_image(), finding.at.clone(), finding.why.clone()))
            .collect();
        for (path, at, why) in &all {
            let is_above = |above: &String| path.strip_prefix(above.as_str()).is_some_and(|rest| rest.starts_with('/'));
            let Some(above) = all.iter().map(|(other, ..)| other).filter(|other| is_above(other)).min_by_key(|other| other.len())
            else {
                continue;
            };
            let mut between = path.as_str();
            while let Some((parent, _)) = between.rsplit_once('/').filter(|(parent, _)| parent.len() > above.len()) {
                self.folder(parent, at.clone(), why.clone(), false);
                between = parent;
            }
        }
    }

    fn finish(mut self) -> Writable {
        let store = self.image.store();
        let mut links = Vec::new();
        for (file, (at, why, keeps, starts_with_copy)) in std::mem::take(&mut self.links) {
            let name = file.rsplit('/').next().unwrap_or_default();
            let link = SourcePath::parse(file.trim_start_matches('/'));
            let target = SourcePath::parse(&format!("app/{store}/{name}"));
            let (Ok(link), Ok(target)) = (link, target) else { continue };
            self.folder(&format!("/app/{store}"), at.clone(), why.clone(), keeps);
            links.push(Finding { value: LinkedFile { link, target, starts_with_copy }, at, why });
        }
        self.merge();
        self.fill();
        let kept: Vec<&Finding<WritablePath>> =
            self.folders.values().filter(|(_, keeps)| *keeps).map(|(finding, _)| finding).collect();
        if let Some(first) = kept.first() {
            let names: Vec<String> = kept.iter().map(|finding| format!("`{}`", finding.value)).collect();
            let path = first.value.in_image();
            let message = format!("what the application keeps in {} is lost with the container", names.join(", "));
            let hint = format!("mount a volume, e.g. `docker run --volume data:{path}`");
            self.notes.push(Note::info(message).at(first.at.clone()).hint(hint));
        }
        let kept = kept.into_iter().map(|finding| finding.value.clone()).collect();
        let folders = self.folders.into_values().map(|(finding, _)| finding).collect();
        Writable { folders, kept, links, notes: self.notes, beside_package: self.beside }
    }
}

/// Whether the path in the image is below a folder of tests.
fn is_of_tests(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "test" | "tests"))
}

/// Whether the file is a settings module for a programmer's own machine, or for tests.
pub fn is_for_development(path: &RelPath) -> bool {
    path.parent().file_name().contains("settings") && DEVELOPMENT_SETTINGS.contains(&path.file_name())
}

/// Whether the file's code is part of what runs, as far as its name tells. What the start imports runs whatever its name.
pub(super) fn runs(path: &RelPath) -> bool {
    let name = path.file_name();
    path.extension() == Some("py")
        && !name.starts_with("test_")
        && !matches!(name, "conftest.py" | "setup.py" | "noxfile.py")
        && !is_for_development(path)
        // Django's commands are run by a person.
        && !path.as_str().contains("management/commands/")
        && !path.as_str().split('/').any(|part| NOT_RUN.contains(&part))
}
