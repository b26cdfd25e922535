//! Django's static files, collected while the image is built.
//!
//! A project that sets `STATIC_ROOT` means them to be collected; with a manifest storage its pages fail without. The
//! settings are only loaded for it, so variables that they demand get a value for that one command, none of which is
//! kept in the image.

mod evaluate;
mod hosts;
mod settings;
mod stand_in;
#[cfg(test)]
mod tests;
mod value;

use std::collections::BTreeSet;

use super::start::settings_module;
use crate::manifest::Manifests;
use crate::model::{EnvName, Fact, Location, Note, Origin, RelPath, SourcePath, Start, WritablePath};
use crate::tree::ProjectTree;
use crate::witness::Witness;
use settings::Settings;

/// The command of the build step, or a remark why there is none.
pub struct StaticFiles {
    pub command: Option<String>,
    pub notes: Vec<Note>,
    /// Where `STATIC_ROOT` is set.
    root: Location,
    /// The files that the command loads for certain.
    files: BTreeSet<RelPath>,
}

impl StaticFiles {
    /// Of the folders that the application writes to, those that its settings name: loading them opens a log or a database
    /// there, which must neither fail nor leave root's files. A folder that is copied is there already, and one that holds
    /// what is collected has to keep it.
    pub fn folders(
        &self,
        tree: &ProjectTree,
        writable: &[Fact<WritablePath>],
        sources: &[Fact<SourcePath>],
    ) -> Vec<WritablePath> {
        let text = tree.text(&self.root.file).ok().flatten().unwrap_or_default();
        // A statement of several lines names the folder in one of them.
        let first = self.root.line.unwrap_or(1).saturating_sub(1);
        let statement: Vec<&str> = text.lines().skip(first).take(3).collect();
        let holds_them =
            |path: &SourcePath| path.as_str().split('/').any(|name| statement.iter().any(|line| line.contains(name)));
        let is_copied = |path: &SourcePath| {
            let path = path.to_rel_path();
            let is_of = |source: &RelPath| source.is_within(&path) || path.is_within(source);
            sources.iter().any(|fact| is_of(&fact.value.to_rel_path()))
                && tree.walk().files.iter().any(|file| file.is_within(&path))
        };
        let is_meant = |fact: &&Fact<WritablePath>| {
            let Origin::Detected { at } = &fact.origin else { return false };
            self.files.contains(&at.file)
                && match &fact.value {
                    WritablePath::Here => false,
                    WritablePath::Below(path) => !is_copied(path) && !holds_them(path),
                    WritablePath::Elsewhere(path) => !holds_them(path),
                }
        };
        writable.iter().filter(is_meant).map(|fact| fact.value.clone()).collect()
    }
}

/// `None` if the project is not Django's or does not set `STATIC_ROOT`.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &Start, witness: Option<&Witness>) -> Option<StaticFiles> {
    // Another framework may serve in front of Django, with its settings and static files.
    let is_in_front = || start.port.is_some() && "django".parse().ok().and_then(|name| manifests.declared(&name)).is_some();
    if start.framework.as_str() != "django" && !is_in_front() {
        return None;
    }
    let manage = manage(tree, start)?;
    let Loaded { settings, variables } = loaded(tree, start, &manage)?;
    let root = settings.static_root?;
    let mut notes = Vec::new();
    let whitenoise = "whitenoise".parse().ok().and_then(|name| manifests.declared(&name)).is_some();
    if !whitenoise {
        notes.push(
            Note::info("static files are collected, but nothing in the project serves them: WhiteNoise is not declared")
                .at(root.clone())
                .hint("add whitenoise, or serve STATIC_ROOT from a web server or a bucket"),
        );
    }
    // A file name cannot hold the NUL that no shell word can have.
    let manage = shlex::try_quote(manage.as_str()).ok()?;
    let python = format!("python {manage} collectstatic --noinput");
    let given = given(witness);
    let is_given = |variable: &String| given.iter().any(|(name, _)| variable.split_once('=').is_some_and(|(own, _)| own == name));
    let needed = variables.into_iter().filter(|variable| !is_given(variable));
    let command = needed.chain(given.iter().map(|(_, text)| text.clone())).chain([python]).collect::<Vec<_>>().join(" ");
    Some(StaticFiles { command: Some(command), notes, root, files: settings.files })
}

/// What the project's own Dockerfile sets for this one command: the name, and the assignment as a shell takes it.
fn given(witness: Option<&Witness>) -> Vec<(String, String)> {
    let said = witness.iter().flat_map(|witness| &witness.reading.static_variables);
    let assignment = |(name, value): &(String, String)| {
        let quoted = shlex::try_quote(value).ok().filter(|_| !value.contains('$'))?;
        EnvName::new(name).is_ok().then(|| (name.clone(), format!("{name}={quoted}")))
    };
    said.filter_map(|said| assignment(&said.value)).collect()
}

/// Whether the command does what the build step does. Ex) `python manage.py collectstatic --noinput`
pub fn collects(command: &[String]) -> bool {
    command.iter().any(|word| word == "collectstatic")
}

/// The script that runs Django's commands, in the folder that the application starts in. `None` if the folder has no `manage.py`.
pub fn manage(tree: &ProjectTree, start: &Start) -> Option<RelPath> {
    let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
    folder.join("manage.py").ok().filter(|path| tree.is_file(path))
}

/// The file of the settings that the program loads. `None` if no file of the project is known as the one.
pub fn settings_file(tree: &ProjectTree, start: &Start) -> Option<RelPath> {
    let manage = manage(tree, start)?;
    let of_start = start.file.as_ref().and_then(|file| settings_module(tree, file));
    let module = of_start.or_else(|| settings_module(tree, &manage))?.as_str().replace('.', "/");
    let paths = [format!("{module}.py"), format!("{module}/__init__.py")];
    paths.iter().filter_map(|path| manage.parent().join(path).ok()).find(|path| tree.is_file(path))
}

/// What a command of `manage.py` needs in its environment to load the settings. Ex) `SECRET_KEY=build`
pub fn variables(tree: &ProjectTree, start: &Start) -> Vec<String> {
    let found = manage(tree, start).and_then(|manage| loaded(tree, start, &manage));
    found.map(|loaded| loaded.variables).unwrap_or_default()
}

/// The variables without which the program's settings do not load, or let Django serve nothing.
pub fn needed(tree: &ProjectTree, start: &Start) -> Vec<EnvName> {
    let found = manage(tree, start).filter(|_| start.framework.as_str() == "django");
    let settings = found.and_then(|manage| loaded(tree, start, &manage)).map(|loaded| loaded.settings);
    settings.into_iter().flat_map(|settings| settings.variables.into_keys().chain(settings.hosts)).collect()
}

/// The settings of the program, and the variables with which `manage.py` loads them.
struct Loaded {
    settings: Settings,
    variables: Vec<String>,
}

/// The program loads the settings that its WSGI or ASGI file names; `manage.py` may name those of development, or none.
fn loaded(tree: &ProjectTree, start: &Start, manage: &RelPath) -> Option<Loaded> {
    let default = settings_module(tree, manage);
    let module = start.file.as_ref().and_then(|file| settings_module(tree, file)).or_else(|| default.clone())?;
    let settings = Settings::load(tree, &manage.parent(), module.as_str())?;
    let chosen = (default.as_ref() != Some(&module)).then(|| format!("DJANGO_SETTINGS_MODULE={}", module.as_str()));
    let needed = settings.variables.iter().map(|(name, value)| format!("{name}={value}"));
    let variables = chosen.into_iter().chain(needed).collect();
    Some(Loaded { settings, variables })
}
