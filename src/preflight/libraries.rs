//! Shared libraries of compiled packages: whether the image that runs has them.

use super::build::Build;
use super::image::{Image, Openness};
use super::problem::Problem;
use crate::knowledge::{Evidence, Wheels, When, native_package};
use crate::model::{Base, Location, Suite, SystemPackage};

/// Reports packages that the last image has installed and whose libraries it lacks.
pub fn check(build: &mut Build<'_>, image: &Image) {
    let Some(base) = image.is_lean().filter(|base| base.python.is_some()).cloned() else { return };
    if image.open == Openness::Anything || image.system.contains("*") || image.programs.contains("*") {
        return;
    }
    // What does not even compile is told already.
    if build.problems.iter().any(|problem| problem.id == "compiler-missing") {
        return;
    }
    let names: Vec<_> = image.packages.names.iter().cloned().collect();
    for name in names {
        let Some(row) = native_package(&name, None) else { continue };
        let is_certain = row.evidence != Evidence::Docs
            && match row.when {
                When::Sdist => row.wheels == Wheels::Never,
                When::Always => row.programs.is_empty() && row.name.as_ref().starts_with("opencv"),
            };
        if !is_certain || row.unless.iter().any(|other| image.packages.names.contains(other)) {
            continue;
        }
        let family = if base.is_alpine { Base::Alpine } else { Base::Slim };
        let run = &row.packages(family, base.suite.unwrap_or(Suite::Trixie)).run;
        // Packages of headers bring the library along, and so do programs that use it.
        let brings = |package: &String| {
            let stem = |name: &str| {
                name.trim_end_matches("t64").trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).to_owned()
            };
            package.ends_with("-dev")
                || package.contains("client")
                || package.contains("postgres")
                || package.contains("ffmpeg")
                || run.iter().any(|needed| {
                    stem(needed.as_str()).starts_with(&stem(package)) || stem(package).starts_with(&stem(needed.as_str()))
                })
        };
        if run.is_empty() || image.system.iter().any(brings) {
            continue;
        }
        let packages: Vec<&str> = run.iter().map(SystemPackage::as_str).collect();
        let install = if base.is_alpine { "apk add --no-cache" } else { "apt-get install --yes --no-install-recommends" };
        let message = format!("`{name}` cannot be imported: it needs {}, which this image lacks", shown(&packages));
        let hint = format!("install in this stage: `{install} {}`", packages.join(" "));
        let line = build.stages.last().map_or(1, |stage| stage.from.line);
        let at = Location::line(build.path.clone(), line);
        build.report(Problem::error("library-missing", at, message, hint));
    }
}

fn shown(packages: &[&str]) -> String {
    packages.iter().map(|package| format!("`{package}`")).collect::<Vec<_>>().join(" and ")
}
