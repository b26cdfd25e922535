//! Servers that `python -m package` starts: the call is in a function that the package's `__main__.py` leads to.

use super::files::{Scanned, is_copied_in, is_helper};
use super::origin::Resolver;
use super::runs::Run;
use crate::model::RelPath;
use crate::python::{Place, calls, reach};

/// The runs that running a `__main__.py` reaches, as runs of that file.
pub fn find<'a>(resolver: &Resolver<'a>, scanned: &[Scanned], runs: &[Run<'a>]) -> Vec<Run<'a>> {
    let is_program = |path: &RelPath| path.file_name() == "__main__.py" && !is_helper(path) && !is_copied_in(path);
    let programs = scanned.iter().map(|file| &file.path).filter(|path| is_program(path) && !path.parent().is_root());
    let in_package = |path: &RelPath| runs.iter().any(|run| run.file != *path && run.file.is_within(&path.parent()));
    programs.filter(|path| in_package(path)).filter_map(|path| of_program(resolver, path, runs)).collect()
}

fn of_program<'a>(resolver: &Resolver<'a>, path: &RelPath, runs: &[Run<'a>]) -> Option<Run<'a>> {
    let module = resolver.project.module(path)?;
    if runs.iter().any(|run| run.file == *path) {
        return None;
    }
    let mut found = None;
    for site in calls(module.statements()).iter().filter(|site| site.function.is_none()) {
        let Some(start) = Place::named(&resolver.project, &module, &site.call.func) else { continue };
        reach(&resolver.project, start, &mut |place, _, function| {
            let here = |run: &&Run<'_>| run.file == place.file && run.function.as_deref() == Some(function.name.as_str());
            found = runs.iter().find(here).filter(|run| run.origin.is_some() && run.file.is_within(&path.parent()));
            found.is_none()
        });
        if found.is_some() {
            break;
        }
    }
    found.map(|run| Run { file: path.clone(), by_script: true, at_import: false, ..run.clone() })
}
