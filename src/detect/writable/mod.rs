//! Folders and files that the application writes to while it runs.
//!
//! The code in the image belongs to root, so an application that keeps a SQLite file or a log beside its code would stop
//! at the first write. What it writes is read from its source: paths given to the calls and settings that
//! `file_writers.toml` lists, followed through names, modules and classes. Code that the start does not reach is left out: a
//! command for maintainers may well write beside its code, but not in the container. A folder of its own is made writable. A file in a
//! folder of code becomes a link into one: neither the code nor its folder is handed to the user.

mod given;
mod place;
mod sites;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use super::reached;
use crate::knowledge::Frameworks;
use crate::model::{Distribution, Finding, LinkedFile, Location, Note, PythonVersion, RelPath, SourcePath, Start, WritablePath};
use crate::python::{Paths, Project};
use crate::tree::ProjectTree;
use place::{Image, Spot};
use sites::{Write, writes};

/// Text that must occur in a file for it to be parsed at all.
const SIGNS: &[&str] = &[
    "sqlite",
    "TinyDB",
    "FileHandler",
    "FileBasedCache",
    "makedirs",
    "mkdir",
    "instance_path",
    "FileStore",
    "PersistentClient",
    "basicConfig(",
    "logger.add(",
    "MEDIA_ROOT",
    "UPLOAD_",
    "diskcache",
    "write_text(",
    "write_bytes(",
    ", \"w",
    ", 'w",
    ", \"a",
    ", 'a",
    "open(\"w",
    "open('w",
];

/// Folders whose code does not run in the image.
const NOT_RUN: &[&str] = &["benchmarks", "docs", "examples", "migrations", "notebooks", "scripts", "test", "tests", "tools"];

/// Settings modules for a programmer's own machine.
const DEVELOPMENT_SETTINGS: &[&str] =
    &["ci.py", "dev.py", "development.py", "local.py", "test.py", "testing.py", "tests.py", "unittests.py"];

/// What the image makes writable.
#[derive(Debug, Default)]
pub struct Writable {
    /// Each folder once, with the first place that writes to it.
    pub folders: Vec<Finding<WritablePath>>,
    pub links: Vec<Finding<LinkedFile>>,
    pub notes: Vec<Note>,
}

/// Finds what the application writes.
///
/// Flask puts the instance folder of a package that is installed below the environment's `var` (Flask, "Instance Folders").
pub fn detect(
    tree: &ProjectTree,
    project: &Project<'_>,
    frameworks: &Frameworks,
    start: &Start,
    installed: Option<&Distribution>,
    python: PythonVersion,
) -> Writable {
    let mut written = by_code(tree, project, frameworks, start, installed, python);
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
    tree: &ProjectTree,
    project: &Project<'_>,
    frameworks: &Frameworks,
    start: &Start,
    installed: Option<&Distribution>,
    python: PythonVersion,
) -> Writable {
    let image = Image { tree, installed, python };
    let mut found = Collector { image: &image, folders: BTreeMap::new(), links: BTreeMap::new(), notes: Vec::new() };
    let in_image = |path: &RelPath| image.path_of(path);
    let working_dir = match &start.working_dir {
        Some(folder) => format!("/app/{folder}"),
        None => "/app".to_owned(),
    };
    let is_settings = |path: &RelPath| path.file_name() == "settings.py" || path.parent().file_name() == "settings";
    let settings = tree.walk().files.iter().filter(|path| path.extension() == Some("py") && is_settings(path)).cloned().collect();
    let paths = Paths::new(project, &in_image, working_dir, settings);
    for write in given::by_command(start, &paths).into_iter().chain(given::files_of_framework(frameworks, start, &paths)) {
        found.take(write, &image);
    }
    let candidates: Vec<&RelPath> = tree
        .walk()
        .files
        .iter()
        .filter(|path| runs(path))
        .filter(|path| tree.text(path).ok().flatten().is_some_and(|text| SIGNS.iter().any(|sign| text.contains(sign))))
        .collect();
    let reached = if candidates.is_empty() { None } else { reached::from_start(tree, project, start) };
    for path in candidates {
        let Some(module) = project.module(path) else { continue };
        if reached.as_ref().is_some_and(|reached| !reached.contains(path)) {
            continue;
        }
        if start.framework.as_str() == "flask"
            && let Some(offset) = module.source.text.find("instance_path")
        {
            let at = Location::at_offset(path.clone(), &module.source.text, offset);
            found.folder(&image.instance_folder(), at, "`instance_path`".to_owned(), true);
        }
        let is_start = start.file.as_ref() == Some(path);
        for write in writes(&paths, &module, start.framework.as_str(), is_start) {
            found.take(write, &image);
        }
    }
    found.finish()
}

struct Collector<'a> {
    image: &'a Image<'a>,
    folders: BTreeMap<WritablePath, (Finding<WritablePath>, bool)>,
    links: BTreeMap<String, (Location, String, bool)>,
    notes: Vec<Note>,
}

impl Collector<'_> {
    fn take(&mut self, write: Write, image: &Image<'_>) {
        let Write { path, at, why, makes, keeps, required } = write;
        match image.spot(&path, makes) {
            Spot::Folder(folder) => {
                if image.is_beside_package(&folder) {
                    let message = format!("{why} writes beside the installed package, to `{folder}`");
                    let hint = "let a variable or the configuration name the folder";
                    self.notes.push(Note::warning(message).at(at.clone()).hint(hint));
                }
                self.folder(&folder, at, why, keeps);
            }
            Spot::FileInCode(file) if required => {
                self.links.entry(file).or_insert((at, why, keeps));
            }
            Spot::System(folder) if required => {
                let message = format!("{why} writes to `{folder}`, which belongs to root");
                self.notes.push(Note::warning(message).at(at).hint("write to another folder and name it with `--writable`"));
            }
            Spot::UnknownFileInCode(folder) if required => {
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

    fn finish(mut self) -> Writable {
        let store = self.image.store();
        let mut links = Vec::new();
        for (file, (at, why, keeps)) in std::mem::take(&mut self.links) {
            let name = file.rsplit('/').next().unwrap_or_default();
            let link = SourcePath::parse(file.trim_start_matches('/'));
            let target = SourcePath::parse(&format!("app/{store}/{name}"));
            let (Ok(link), Ok(target)) = (link, target) else { continue };
            self.folder(&format!("/app/{store}"), at.clone(), why.clone(), keeps);
            links.push(Finding { value: LinkedFile { link, target }, at, why });
        }
        let kept: Vec<&Finding<WritablePath>> =
            self.folders.values().filter(|(_, keeps)| *keeps).map(|(finding, _)| finding).collect();
        if let Some(first) = kept.first() {
            let names: Vec<String> = kept.iter().map(|finding| format!("`{}`", finding.value)).collect();
            let path = match &first.value {
                WritablePath::Elsewhere(_) => first.value.to_string(),
                other => format!("/app/{other}"),
            };
            let message = format!("what the application keeps in {} is lost with the container", names.join(", "));
            let hint = format!("mount a volume, e.g. `docker run --volume data:{path}`");
            self.notes.push(Note::info(message).at(first.at.clone()).hint(hint));
        }
        let folders = self.folders.into_values().map(|(finding, _)| finding).collect();
        Writable { folders, links, notes: self.notes }
    }
}

/// Whether the file is a settings module for a programmer's own machine, or for tests.
pub fn is_for_development(path: &RelPath) -> bool {
    path.parent().file_name().contains("settings") && DEVELOPMENT_SETTINGS.contains(&path.file_name())
}

/// Whether the file's code is part of what runs, as far as its name tells.
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
