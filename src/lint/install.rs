//! Commands that install packages, by what they install.

use super::call::{Argument, Call};
use crate::knowledge::{manager_row, pip_values};

/// What a `pip install` or `uv pip install` takes.
#[derive(Debug)]
pub struct PipInstall<'c> {
    pub is_uv: bool,
    /// Packages, paths and URLs.
    pub packages: Vec<&'c Argument>,
    /// The files behind `-r`.
    pub requirements: Vec<&'c str>,
    pub editables: Vec<&'c str>,
}

/// Reads the command as an installation by pip. `None` if it is none.
pub fn pip(call: &Call) -> Option<PipInstall<'_>> {
    let words = call.words();
    let pip_values = pip_values();
    let (is_uv, skipped) = match (call.program.as_str(), words.first(), words.get(1)) {
        ("pip", ..) if call.operands(pip_values).first().is_some_and(|word| word.text == "install") => (false, 1),
        ("uv", Some(&"pip"), Some(&"install")) => (true, 2),
        _ => return None,
    };
    let packages = call.operands(pip_values).into_iter().skip(skipped).collect();
    let values = |flags: &[&str]| call.values(flags).into_iter().map(|(_, value)| value).collect();
    let requirements = values(&["-r", "--requirement", "--requirements"]);
    Some(PipInstall { is_uv, packages, requirements, editables: values(&["-e", "--editable"]) })
}

const APT_VALUES: &[&str] = &["-o", "--option", "-t", "--target-release", "--default-release", "-c", "--config-file", "-a"];

/// The subcommand of `apt-get`, `apt` or `aptitude`, and what follows it. `None` for other programs.
pub fn apt(call: &Call) -> Option<(&str, Vec<&Argument>)> {
    if !matches!(call.program.as_str(), "apt-get" | "apt" | "aptitude") {
        return None;
    }
    let operands = call.operands(APT_VALUES);
    let (first, rest) = operands.split_first()?;
    Some((first.text.as_str(), rest.to_vec()))
}

/// The packages of `apt-get install`, or of its relatives. `None` for other commands.
pub fn apt_packages(call: &Call) -> Option<Vec<&Argument>> {
    apt(call).filter(|(subcommand, _)| *subcommand == "install").map(|(_, packages)| packages)
}

/// The packages of `apk add`. `None` for other commands.
pub fn apk_packages(call: &Call) -> Option<Vec<&Argument>> {
    if call.program != "apk" {
        return None;
    }
    let operands = call.operands(&["-t", "--virtual", "-X", "--repository", "-p", "--root", "--keys-dir", "--cache-dir"]);
    let (first, rest) = operands.split_first()?;
    (first.text == "add").then(|| rest.to_vec())
}

/// The packages of `dnf install`, or of its relatives. `None` for other commands.
pub fn dnf_packages(call: &Call) -> Option<Vec<&Argument>> {
    if !matches!(call.program.as_str(), "dnf" | "microdnf" | "yum") {
        return None;
    }
    let operands = call.operands(&["--repo", "--setopt", "--enablerepo", "--disablerepo", "--releasever", "--installroot", "-x"]);
    let (first, rest) = operands.split_first()?;
    (first.text == "install").then(|| rest.to_vec())
}

/// A package's name without version and architecture. Ex) `gcc` for `gcc=4:12*` and `gcc:amd64`
pub fn package_name(text: &str) -> &str {
    text.split(['=', ':', '~', '<', '>', '@', '/', '[']).next().unwrap_or(text)
}

/// Whether the command brings in the dependencies of a project.
pub fn installs_dependencies(call: &Call) -> bool {
    if let Some(install) = pip(call) {
        let is_project = |argument: &&&Argument| argument.text.starts_with('.') || argument.text.starts_with('/');
        return !install.requirements.is_empty()
            || !install.editables.is_empty()
            || install.packages.iter().any(|argument| is_project(&argument));
    }
    match (call.program.as_str(), call.words().first().copied()) {
        ("uv", Some("pip")) => call.words().get(1) == Some(&"sync"),
        (program, verb) => manager_row(program).is_some_and(|row| row.installs(verb)),
    }
}
