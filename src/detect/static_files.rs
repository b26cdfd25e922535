//! Django's static files, collected while the image is built.
//!
//! A project that sets `STATIC_ROOT` means them to be collected; with a manifest storage its pages fail without. The
//! settings are only loaded for it, so variables that they demand get a value for that one command, none of which is
//! kept in the image.

use std::collections::BTreeMap;

use crate::manifest::Manifests;
use crate::model::{EnvName, Note, RelPath, Start};
use crate::python::{Imports, SourceFile, bindings, calls, literal};
use crate::tree::ProjectTree;

/// The command of the build step, or a remark why there is none.
pub struct StaticFiles {
    pub command: Option<String>,
    pub notes: Vec<Note>,
}

/// Nothing where the project is not Django's or does not set `STATIC_ROOT`.
pub fn detect(tree: &ProjectTree, manifests: &Manifests, start: &Start) -> Option<StaticFiles> {
    if start.framework.as_str() != "django" {
        return None;
    }
    let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let manage = folder.join("manage.py").ok().filter(|path| tree.is_file(path))?;
    let module = settings_module(tree, &manage)?;
    let files = settings_files(tree, &folder, &module);
    let root = files.iter().find_map(|file| {
        let binding = bindings(file.statements()).into_iter().find(|binding| binding.name == "STATIC_ROOT");
        binding.map(|binding| file.location(ruff_text_size::Ranged::start(binding.value)))
    })?;
    let mut notes = Vec::new();
    let whitenoise = "whitenoise".parse().ok().and_then(|name| manifests.declared(&name)).is_some();
    if !whitenoise {
        notes.push(
            Note::info("static files are collected, but nothing in the project serves them: WhiteNoise is not declared")
                .at(root)
                .hint("add whitenoise, or serve STATIC_ROOT from a web server or a bucket"),
        );
    }
    let variables: Vec<String> = required_variables(&files).into_iter().map(|(name, value)| format!("{name}={value}")).collect();
    // A file name cannot hold the NUL that no shell word can have.
    let manage = shlex::try_quote(manage.as_str()).ok()?;
    let python = format!("python {manage} collectstatic --noinput");
    let command = variables.into_iter().chain([python]).collect::<Vec<_>>().join(" ");
    Some(StaticFiles { command: Some(command), notes })
}

/// The script that runs Django's commands, where the application starts.
pub fn manage(tree: &ProjectTree, start: &Start) -> Option<RelPath> {
    let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
    folder.join("manage.py").ok().filter(|path| tree.is_file(path))
}

/// What a command of the project's must have in its environment to load the settings. Ex) `SECRET_KEY=build`
pub fn variables(tree: &ProjectTree, start: &Start) -> Vec<String> {
    let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let module = manage(tree, start).and_then(|manage| settings_module(tree, &manage));
    let files = module.map(|module| settings_files(tree, &folder, &module)).unwrap_or_default();
    required_variables(&files).into_iter().map(|(name, value)| format!("{name}={value}")).collect()
}

/// The module that manage.py sets as the default: `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`.
fn settings_module(tree: &ProjectTree, manage: &RelPath) -> Option<String> {
    let file = SourceFile::read(tree, manage).ok()??;

    calls(file.statements()).into_iter().find_map(|site| {
        let name = literal::string_argument(site.call, "key", 0)?;
        if name == "DJANGO_SETTINGS_MODULE" { literal::string_argument(site.call, "default", 1).map(str::to_owned) } else { None }
    })
}

/// The module's file and, where it is a package, every file beside it: settings are often split into several.
fn settings_files(tree: &ProjectTree, folder: &RelPath, module: &str) -> Vec<SourceFile> {
    let Ok(base) = folder.join(&module.replace('.', "/")) else { return Vec::new() };
    let single = RelPath::parse(&format!("{base}.py")).ok();
    let package = if base.parent().is_root() { base.clone() } else { base.parent() };
    let beside = tree.walk().files.iter().filter(|file| {
        file.extension() == Some("py")
            && (file.parent() == base || (file.parent() == package && package.file_name().contains("settings")))
    });
    let paths = single.into_iter().chain(beside.cloned());
    paths.filter_map(|path| SourceFile::read(tree, &path).ok().flatten()).collect()
}

/// Variables without which the settings do not load: `os.environ["X"]`, and readers called without a default.
fn required_variables(files: &[SourceFile]) -> BTreeMap<EnvName, String> {
    let mut names = BTreeMap::new();
    for file in files {
        let imports = Imports::collect(file.statements());
        for (name, _) in crate::python::environment_reads(file.statements(), &imports) {
            if let Ok(env) = EnvName::new(&name) {
                names.insert(env, stand_in(&name));
            }
        }
    }
    names
}

/// A harmless value of the kind that the variable's name speaks of.
fn stand_in(name: &str) -> String {
    let has = |part: &str| name.contains(part);
    if name == "DATABASE_URL" || has("DATABASE_URL") {
        "sqlite:////tmp/build.sqlite3".to_owned()
    } else if has("URL") || has("URI") || has("DSN") {
        "http://localhost/".to_owned()
    } else if has("PORT") || has("TIMEOUT") || has("COUNT") || has("SIZE") {
        "1".to_owned()
    } else if has("DEBUG") {
        "0".to_owned()
    } else if has("HOST") {
        "localhost".to_owned()
    } else {
        "build".to_owned()
    }
}
