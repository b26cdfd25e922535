//! Distributions that are always compiled, and the compiler that this takes.

use super::step::Step;
use crate::knowledge::{Wheels, is_compiler, native_package};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Base, PackageName, Suite, SystemPackage};

/// Reports a distribution without wheels that is installed where nothing can compile it.
pub fn check(step: &mut Step<'_, '_>, names: &[PackageName]) {
    if step.is_prebuilt {
        return;
    }
    let image = &step.image;
    let Some(base) = image.is_lean().filter(|base| base.python.is_some()).cloned() else { return };
    if image.system.contains("*") || image.programs.contains("*") {
        return;
    }
    let compiles = |package: &String| is_compiler(package) || package == "musl-dev" || package.starts_with("gcc-");
    let has_compiler = image.system.iter().any(compiles);
    let has_headers =
        image.system.iter().any(|package| package.ends_with("-dev") && package != "libc6-dev" && package != "musl-dev");
    let rows = names.iter().filter_map(|name| native_package(name, None).filter(|row| row.wheels == Wheels::Never));
    let found: Vec<_> = rows.collect();
    for row in found {
        let packages = match (base.is_alpine, base.suite) {
            (true, _) => row.packages(Base::Alpine, Suite::Trixie),
            (false, suite) => row.packages(Base::Slim, suite.unwrap_or(Suite::Trixie)),
        };
        let build: Vec<&str> = packages.build.iter().map(SystemPackage::as_str).collect();
        let needs_compiler = !row.toolchains.is_empty();
        let lacks = if needs_compiler && !has_compiler {
            "no compiler".to_owned()
        } else if !build.is_empty() && !has_headers && build.iter().all(|package| package.ends_with("-dev")) {
            format!("no `{}`", build.join("` and `"))
        } else {
            continue;
        };
        let family = if base.is_alpine { Base::Alpine } else { Base::Slim };
        let toolchain = row.toolchain_packages(family);
        let all: Vec<&str> = toolchain.iter().map(SystemPackage::as_str).chain(build).collect();
        let message = format!("`{}` has no wheel for Linux and is compiled, and there is {lacks} at this step", row.name);
        let install = if base.is_alpine { "apk add --no-cache" } else { "apt-get install --yes --no-install-recommends" };
        let hint = match row.name.as_ref() {
            "psycopg2" => format!("install them before: `{install} {}`; or take `psycopg2-binary`", all.join(" ")),
            _ => format!("install before: `{install} {}`", all.join(" ")),
        };
        let problem = Diagnostic::at(&rules::compiler_missing::RULE, step.at.clone(), message, hint);
        step.report(problem);
    }
}
