//! Which Python files belong to the program, and which of them may read a variable.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use crate::detect::start::{Evidence, files};
use crate::detect::writable;
use crate::knowledge::environment_readers;
use crate::model::{RelPath, Start};

/// Text of every file that reads a variable by itself, but for the modules of the rows.
const SIGNS: &[&str] = &["env", "BaseSettings"];

/// Files that a program reads its configuration from, although they hold no application.
const CONFIGURATION: &[&str] = &["gunicorn.conf.py", "gunicorn_config.py"];

/// The program's files, without tests, documents, helpers for maintainers and settings for development.
pub fn of_program<'a>(evidence: &Evidence<'a>, start: Option<&Start>) -> Vec<&'a RelPath> {
    let is_start = |path: &RelPath| start.and_then(|start| start.file.as_ref()) == Some(path);
    let top = start.and_then(|start| start.file.as_ref()).filter(|file| file.depth() > 1).map(RelPath::top);
    let is_helper = |path: &RelPath| files::is_for_maintainers(path) && top != Some(path.top());
    // Members of the workspace that the project depends on run in the same process, whatever their folders are called.
    let members = evidence.manifests.members.iter();
    let members = members.filter(|member| member.name.as_ref().is_some_and(|(name, _)| evidence.installs(name)));
    let members: Vec<RelPath> = members.map(|member| member.path.parent()).collect();
    let belongs = |path: &&RelPath| {
        let is_configuration = CONFIGURATION.contains(&path.file_name());
        let is_member = members.iter().any(|member| path.is_within(member));
        let is_other = files::is_skipped(path) || (files::is_copied_in(path) && !is_member) || is_helper(path);
        path.extension() == Some("py")
            && (is_member || evidence.is_in_scope(path))
            && (is_configuration || is_start(path) || !is_other)
            && !writable::is_for_development(path)
    };
    evidence.tree.walk().files.iter().filter(belongs).collect()
}

/// Whether the text may read a variable by itself.
pub fn may_read(text: &str) -> bool {
    static MODULES: LazyLock<BTreeSet<&str>> = LazyLock::new(|| {
        let rows = environment_readers();
        let functions = rows.functions.iter().map(|row| &row.name).chain(rows.clients.iter().map(|row| &row.name));
        let names = functions.chain(rows.classes.iter().map(|row| &row.name)).chain(rows.prefixed.iter().map(|row| &row.name));
        let modules = names.filter_map(|name| Some(name.rsplit_once('.')?.0));
        modules.filter(|module| *module != "os" && !SIGNS.iter().any(|sign| module.contains(sign))).collect()
    });
    let mut signs = SIGNS.iter().chain(MODULES.iter());
    signs.any(|sign| memchr::memmem::find(text.as_bytes(), sign.as_bytes()).is_some())
}

/// Whether the text may call a function of the project, use an object of it, or make a class from one of it.
pub fn may_use(text: &str, names: &[String]) -> bool {
    let uses = |name: &String| {
        memchr::memmem::find_iter(text.as_bytes(), name.as_bytes())
            .any(|at| matches!(text.as_bytes().get(at + name.len()), Some(b'(' | b')' | b',' | b'.' | b'[')))
    };
    names.iter().any(uses)
}
