//! Shared libraries of compiled packages: whether the image that runs has them.

use super::build::Build;
use super::image::{Image, Openness};
use super::programs;
use crate::knowledge::{When, native_package};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, Suite, SystemPackage};
use crate::python::mentions;

/// Reports packages that the last image has installed and whose libraries it lacks.
pub fn check(build: &mut Build<'_>, image: &Image) {
    let Some(base) = image.is_lean().filter(|base| base.python.is_some()).cloned() else { return };
    if image.open == Openness::Anything || image.system.contains("*") || image.programs.contains("*") {
        return;
    }
    // What does not even compile is told already.
    if build.problems.iter().any(|problem| *problem.rule == rules::compiler_missing::RULE) {
        return;
    }
    let names: Vec<_> = image.packages.names.iter().cloned().collect();
    for name in names {
        let Some(row) = native_package(&name, None).filter(|row| row.always_runs_with()) else { continue };
        let by_extra = row.extras.iter().any(|(extra, brought)| {
            row.unless.contains(brought) && image.packages.with_extras.contains(&format!("{name}[{extra}]"))
        });
        if by_extra || row.unless.iter().any(|other| image.packages.names.contains(other)) {
            continue;
        }
        let (family, suite) = (base.family, base.suite.unwrap_or(Suite::Trixie));
        let run = &row.packages(family, suite).run;
        if run.is_empty() || image.system.iter().any(|package| row.may_be_brought_by(family, suite, package)) {
            continue;
        }
        // What is loaded by name, or started, may also come along with any program of the system.
        let is_loaded = row.when == When::Always;
        if is_loaded && image.system.iter().any(|package| !programs::is_harmless(package)) {
            continue;
        }
        let is_imported = mentions(build.context.tree, &name);
        // A program is started by a call: one that only another package could make is no reason to worry.
        if !row.programs.is_empty() && !is_imported {
            continue;
        }
        let packages: Vec<&str> = run.iter().map(SystemPackage::as_str).collect();
        let install = &base.distribution().install;
        let message = match row.programs.first() {
            Some(program) => format!("`{name}` starts `{program}`: it needs {}, which this image lacks", shown(&packages)),
            None => format!("`{name}` cannot be imported: it needs {}, which this image lacks", shown(&packages)),
        };
        let hint = format!("install in this stage: `{install} {}`", packages.join(" "));
        let line = build.stages.last().map_or(1, |stage| stage.from.line);
        let at = Location::line(build.path.clone(), line);
        // A package that no source imports fails nothing.
        let is_used = !is_loaded || name.as_ref().starts_with("opencv") || is_imported;
        // A program is missed by one call, not by the whole.
        let problem = match is_used && row.programs.is_empty() {
            true => Diagnostic::at(rules::MISSING_RUNTIME_LIB, at, message, hint),
            false => Diagnostic::at(rules::MISSING_RUNTIME_LIB, at, message, hint).warning(),
        };
        build.report(problem);
    }
}

fn shown(packages: &[&str]) -> String {
    packages.iter().map(|package| format!("`{package}`")).collect::<Vec<_>>().join(" and ")
}
