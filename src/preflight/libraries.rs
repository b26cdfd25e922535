//! Shared libraries of compiled packages: whether the image that runs has them.

use super::build::Build;
use super::image::{Image, Openness};
use super::programs;
use crate::knowledge::{When, modules, native_package};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Base, Location, PackageName, RelPath, Suite, SystemPackage};

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
        let (family, suite) = (if base.is_alpine { Base::Alpine } else { Base::Slim }, base.suite.unwrap_or(Suite::Trixie));
        let run = &row.packages(family, suite).run;
        if run.is_empty() || image.system.iter().any(|package| row.may_be_brought_by(family, suite, package)) {
            continue;
        }
        // What is loaded by name, or started, may also come along with any program of the system.
        let is_loaded = row.when == When::Always;
        if is_loaded && image.system.iter().any(|package| !programs::is_harmless(package)) {
            continue;
        }
        let packages: Vec<&str> = run.iter().map(SystemPackage::as_str).collect();
        let install = if base.is_alpine { "apk add --no-cache" } else { "apt-get install --yes --no-install-recommends" };
        let message = match row.programs.first() {
            Some(program) => format!("`{name}` starts `{program}`: it needs {}, which this image lacks", shown(&packages)),
            None => format!("`{name}` cannot be imported: it needs {}, which this image lacks", shown(&packages)),
        };
        let hint = format!("install in this stage: `{install} {}`", packages.join(" "));
        let line = build.stages.last().map_or(1, |stage| stage.from.line);
        let at = Location::line(build.path.clone(), line);
        // A package that no source imports fails nothing.
        let is_used = !is_loaded || name.as_ref().starts_with("opencv") || is_imported(build, &name);
        let problem = match is_used {
            true => Diagnostic::at(rules::MISSING_RUNTIME_LIB, at, message, hint),
            false => Diagnostic::at(rules::MISSING_RUNTIME_LIB, at, message, hint).warning(),
        };
        build.report(problem);
    }
}

/// Whether a source of the project imports a module of the distribution.
fn is_imported(build: &Build<'_>, distribution: &PackageName) -> bool {
    let tree = build.context.tree;
    let brings = |top: &str| {
        let known = modules().distributions(top);
        known.contains(distribution) || (known.is_empty() && top.to_lowercase().replace('_', "-") == distribution.as_ref())
    };
    let imports = |line: &str| {
        let rest = line.trim_start().strip_prefix("import ").or_else(|| line.trim_start().strip_prefix("from "));
        let top = rest.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        top.is_some_and(|top| !top.is_empty() && brings(top))
    };
    let is_test = |path: &&RelPath| path.as_str().split('/').any(|part| part.starts_with("test"));
    let sources = tree.walk().files.iter().filter(|path| path.extension() == Some("py")).filter(|path| !is_test(path));
    sources.filter_map(|path| tree.text(path).ok().flatten()).any(|text| text.lines().any(imports))
}

fn shown(packages: &[&str]) -> String {
    packages.iter().map(|package| format!("`{package}`")).collect::<Vec<_>>().join(" and ")
}
