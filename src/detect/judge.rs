//! Does one distribution come as a wheel on one image, and what does it take from the system there?
//!
//! The names of its files decide. Where no list of files is at hand, the rows of `native_packages.toml` and `wheels.toml`
//! stand in, and the judgement says so.

use std::collections::BTreeSet;

use crate::knowledge::{NativePackage, Wheels, When, in_base, library, native_package, toolchain};
use crate::model::{Base, DependencySource, PackageName, SystemPackage};
use crate::wheel::{ImageTarget, Native, Policy, Verdict};

use super::installed::{Basis, Installed};
use super::known_releases;

/// What becomes of one distribution on one image.
#[derive(Debug, Clone)]
pub struct Judgement<'a> {
    pub outcome: Outcome<'a>,
    /// Sorted; what building takes.
    pub build: Vec<SystemPackage>,
    /// Sorted; what running takes.
    pub run: Vec<SystemPackage>,
    /// The words of the row that named the packages. `None` if no row names them.
    pub reason: Option<&'static str>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome<'a> {
    /// A wheel is installed. The file is not known where only the tables were asked.
    Wheel {
        file: Option<&'a str>,
        pure: bool,
        fallback: bool,
    },
    Build {
        sdist: Option<&'a str>,
        compiled: Compiled,
        /// Ex) "no wheel for cp313 on linux/arm64"
        why: String,
    },
    CannotInstall {
        why: String,
    },
    /// Nothing tells.
    Unknown {
        why: &'static str,
    },
}

/// Whether a build takes a compiler.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compiled {
    Yes,
    /// Nothing speaks for it, which is how pure Python looks.
    NoSign,
}

impl Outcome<'_> {
    pub fn is_compiled(&self) -> bool {
        matches!(self, Self::Build { compiled: Compiled::Yes, .. })
    }
}

/// Judges everything that is installed together.
pub fn judge_all<'a>(packages: &[Installed<'a>], target: ImageTarget) -> Vec<Judgement<'a>> {
    let names: BTreeSet<&PackageName> = packages.iter().map(|package| package.name).collect();
    packages.iter().map(|package| judge(package, &names, target)).collect()
}

fn judge<'a>(package: &Installed<'a>, names: &BTreeSet<&PackageName>, target: ImageTarget) -> Judgement<'a> {
    let row = native_package(package.name, package.version.as_ref());
    let row = row.filter(|row| !package.is_local() && !row.unless.iter().any(|other| names.contains(other)));
    let outcome = outcome(package, row, target);
    let mut judgement = Judgement { outcome, build: Vec::new(), run: Vec::new(), reason: row.map(|row| row.reason.as_str()) };
    let compiled = judgement.outcome.is_compiled();
    if let Some(row) = row {
        let names = row.packages(target.base, target.suite);
        if compiled {
            judgement.build.extend(names.build.iter().cloned().chain(row.toolchain_packages(target.base)));
        }
        if compiled || row.when == When::Always {
            judgement.run.extend(names.run.iter().cloned());
        }
    } else if compiled {
        judgement.build.extend(usual_toolchain(target.base));
        judgement.run.extend(cxx_runtime(target.base));
    }
    if let Outcome::Wheel { file: Some(file), .. } = judgement.outcome {
        let missing = package.libraries_of(file).unwrap_or_default();
        let missing = missing.iter().filter(|soname| !in_base(target.base, target.suite, soname));
        let computed = missing.filter_map(|soname| library(soname)?.package(target.base, target.suite));
        // The row may give the name from before the suite's change to 64-bit times, which Debian still takes.
        let named: Vec<SystemPackage> = judgement.run.clone();
        let is_named =
            |package: &&SystemPackage| named.iter().any(|other| package.as_str().strip_suffix("t64") == Some(other.as_str()));
        judgement.run.extend(computed.filter(|package| !is_named(package)).cloned());
    }
    judgement.build.extend(fetcher(package.source));
    for list in [&mut judgement.build, &mut judgement.run] {
        list.sort();
        list.dedup();
    }
    judgement
}

/// What fetches a dependency from version control.
pub(super) fn git() -> SystemPackage {
    "git".parse().expect("`git` is a package name")
}

/// Programs by which pip fetches from the systems of version control, by how the URL begins.
const VERSION_CONTROL: &[(&str, &str)] = &[("bzr+", "bzr"), ("hg+", "mercurial"), ("svn+", "subversion")];

/// The program that fetches a dependency from version control.
fn fetcher(source: &DependencySource) -> Option<SystemPackage> {
    match source {
        DependencySource::Git(_) => Some(git()),
        DependencySource::Url(url) => {
            let (_, program) = VERSION_CONTROL.iter().find(|(begin, _)| url.starts_with(begin))?;
            program.parse().ok()
        }
        _ => None,
    }
}

fn outcome<'a>(package: &Installed<'a>, row: Option<&NativePackage>, target: ImageTarget) -> Outcome<'a> {
    let wheel_target = target.wheel_target();
    match package.release.verdict(wheel_target, package.policy()) {
        Verdict::Wheel { file, pure, fallback } => Outcome::Wheel { file: Some(file), pure, fallback },
        Verdict::Build { sdist, native } => {
            let looked_into = package.inside_of(sdist);
            let compiled = match (native, looked_into) {
                (_, Some(None)) => Compiled::NoSign,
                (Native::Yes(_), _) | (_, Some(Some(_))) => Compiled::Yes,
                // A row with a toolchain knows what the names of the files do not tell.
                (Native::NoSign, None) if row.is_some_and(|row| !row.toolchains.is_empty()) => Compiled::Yes,
                (Native::NoSign, None) => Compiled::NoSign,
            };
            let why = match package.policy() {
                Policy::OnlySource => "the project asks for its source archive".to_owned(),
                Policy::Any | Policy::OnlyWheels => package.release.why_no_wheel(wheel_target).to_string(),
            };
            Outcome::Build { sdist: Some(sdist), compiled, why }
        }
        Verdict::CannotInstall(why) => Outcome::CannotInstall { why: why.to_string() },
        Verdict::Unknown => without_files(package, row, target),
    }
}

/// The judgement by general knowledge.
fn without_files<'a>(package: &Installed<'a>, row: Option<&NativePackage>, target: ImageTarget) -> Outcome<'a> {
    let build = |compiled, why: &str| Outcome::Build { sdist: None, compiled, why: why.to_owned() };
    let compiled = if row.is_some_and(|row| !row.toolchains.is_empty()) { Compiled::Yes } else { Compiled::NoSign };
    match package.source {
        DependencySource::Git(_) => return build(compiled, "taken from git"),
        DependencySource::Url(url) if VERSION_CONTROL.iter().any(|(begin, _)| url.starts_with(begin)) => {
            return build(compiled, "taken from version control");
        }
        DependencySource::Path { .. } => return build(Compiled::NoSign, "a folder of the repository"),
        DependencySource::Url(_) | DependencySource::Index => {}
    }
    if package.basis == Basis::Index {
        return Outcome::CannotInstall { why: format!("the index has no file of it for {}", target.python.tag()) };
    }
    let known = known_releases::outcome(package, target, compiled == Compiled::Yes);
    let is_built = matches!(known, None | Some(Outcome::Build { .. })) && package.policy() == Policy::Any;
    if is_built && row.is_some_and(|row| row.wheels == Wheels::Never) {
        return build(Compiled::Yes, "no wheel for Linux in any release");
    }
    if let Some(outcome) = known {
        return outcome;
    }
    if package.policy() == Policy::OnlySource && compiled == Compiled::Yes {
        return build(compiled, "the project asks for its source archive");
    }
    Outcome::Unknown { why: "no list of its files is available" }
}

/// What most compiled distributions take, where no row says what this one does.
fn usual_toolchain(base: Base) -> Vec<SystemPackage> {
    toolchain("cxx").map(|toolchain| toolchain.packages(base).to_vec()).unwrap_or_default()
}

/// Debian's Python images have C++'s library; Alpine's do not.
fn cxx_runtime(base: Base) -> Option<SystemPackage> {
    (base == Base::Alpine).then(|| "libstdc++".parse().expect("`libstdc++` is a package name"))
}
