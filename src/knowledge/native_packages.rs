//! `native_packages.toml`

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Base, ExtraName, PackageName, PythonVersion, Suite, SystemPackage, Version};

use super::by_name::ByName;
use super::toolchain;

/// What one distribution, or a range of its versions, takes from the image's operating system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativePackage {
    pub name: PackageName,
    /// The first version that the row holds for. `None` if it holds for every one before `until`.
    pub since: Option<Version>,
    /// The first later version that it no longer holds for. `None` if it holds for every later one.
    pub until: Option<Version>,
    pub when: When,
    pub wheels: Wheels,
    /// Names of `toolchains.toml`: what compiling takes beside the `build` packages.
    #[serde(default)]
    pub toolchains: Vec<String>,
    /// A few words for people.
    pub reason: String,
    /// Distributions whose presence makes the row moot.
    #[serde(default)]
    pub unless: Vec<PackageName>,
    /// The distributions that its extras bring, in the same version, where those have rows. Ex) `c` brings `psycopg-c`
    #[serde(default)]
    pub extras: BTreeMap<ExtraName, PackageName>,
    /// Distributions with rows that it always depends on, for a project without a lock.
    #[serde(default)]
    pub brings: Vec<PackageName>,
    /// The programs that it starts.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Directories that slim Debian images lack and that the run packages take for granted while they are installed.
    /// Ex) `/usr/share/man/man1`, without which a Java runtime is left half installed
    #[serde(default)]
    pub directories: Vec<String>,
    #[serde(default)]
    debian: Names,
    bookworm: Option<Names>,
    trixie: Option<Names>,
    #[serde(default)]
    alpine: Names,
    /// How the row is known.
    pub evidence: Evidence,
    /// What was built; present where `evidence` is `built`. `None` if it was not built.
    pub built: Option<Built>,
}

/// Package names for building and for running, each sorted.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    #[serde(default)]
    pub build: Vec<SystemPackage>,
    #[serde(default)]
    pub run: Vec<SystemPackage>,
}

/// When the packages matter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum When {
    /// Only if it is compiled from the source archive: wheels bring their own copies of the libraries.
    Sdist,
    /// The run packages are needed beside a wheel too: it loads a library by name, or starts a program.
    Always,
}

/// Whether there are wheels for Linux, where a lock does not say.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wheels {
    /// No release has Linux wheels: it is always compiled.
    Never,
    /// Usual releases have Linux wheels, or are pure Python.
    Usually,
}

/// How a row is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Evidence {
    /// Built and tried in slim images.
    Built,
    /// Read from what the shared objects ask for.
    Ldd,
    /// From the project's documentation.
    Docs,
}

/// What was built and tried; `tests/e2e/native.rs` does it again.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Built {
    pub version: Version,
    /// Whether the wheel was tried, although it could be compiled: that takes too long for a test.
    #[serde(default)]
    pub wheel: bool,
    pub python: PythonVersion,
    pub suites: Vec<Suite>,
    /// Ex) `2026-11-21`
    pub date: String,
    /// The Python statements that were run in the clean image.
    pub check: String,
    /// Further requirements of the check, which the distribution does not name itself.
    #[serde(default)]
    pub also: Vec<String>,
    /// Distributions compiled along with it, because both must use the same library; they have rows of their own.
    #[serde(default)]
    pub together: Vec<PackageName>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    package: Vec<NativePackage>,
}

const TEXT: &str = table!("native_packages");

/// The row of a version of a distribution, if it has one. Without a version, that of its newest versions. `None` if it has none.
pub fn native_package(name: &PackageName, version: Option<&Version>) -> Option<&'static NativePackage> {
    let mut own = distributions().get(name.as_ref()).iter();
    match version {
        Some(version) => own.find(|row| row.holds_for(version)),
        None => own.next_back(),
    }
}

/// All rows, by name and version.
pub fn native_packages() -> &'static [NativePackage] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("native_packages.toml", TEXT)).package
}

/// The rows by their names: the whole table is long.
fn distributions() -> &'static ByName<NativePackage> {
    static DISTRIBUTIONS: OnceLock<ByName<NativePackage>> = OnceLock::new();
    DISTRIBUTIONS.get_or_init(|| ByName::new("native_packages.toml", TEXT))
}

impl NativePackage {
    /// The names on one base image.
    pub fn packages(&self, base: Base, suite: Suite) -> &Names {
        match (base, suite) {
            (Base::Alpine, _) => &self.alpine,
            (_, Suite::Bookworm) => self.bookworm.as_ref().unwrap_or(&self.debian),
            (_, Suite::Trixie) => self.trixie.as_ref().unwrap_or(&self.debian),
        }
    }

    /// Whether the run packages are needed wherever it is installed, and somebody has tried it without them.
    pub fn always_runs_with(&self) -> bool {
        let is_compiled = self.when == When::Sdist && self.wheels == Wheels::Never;
        self.evidence != Evidence::Docs && (is_compiled || self.when == When::Always)
    }

    /// Whether one of the installed packages of the system may bring what it needs to run: the library itself, headers that
    /// depend on it, or a program that uses it.
    pub fn may_be_brought_by(&self, base: Base, suite: Suite, installed: &str) -> bool {
        let stem = |name: &str| {
            name.trim_end_matches("t64").trim_end_matches(|c: char| c.is_ascii_digit() || matches!(c, '.' | '-')).to_owned()
        };
        let is_user = ["client", "postgres", "ffmpeg"].iter().any(|part| installed.contains(part));
        let is_library = |needed: &SystemPackage| {
            let needed = stem(needed.as_str());
            let bare = needed.strip_prefix("lib").unwrap_or(&needed);
            needed.starts_with(&stem(installed)) || stem(installed).starts_with(&needed) || installed.contains(bare)
        };
        installed.ends_with("-dev") || is_user || self.packages(base, suite).run.iter().any(is_library)
    }

    /// The packages of its toolchains on one base image, sorted.
    pub fn toolchain_packages(&self, base: Base) -> Vec<SystemPackage> {
        let toolchains = self.toolchains.iter().filter_map(|name| toolchain(name));
        let mut packages: Vec<SystemPackage> = toolchains.flat_map(|toolchain| toolchain.packages(base)).cloned().collect();
        packages.sort();
        packages.dedup();
        packages
    }

    fn holds_for(&self, version: &Version) -> bool {
        self.since.as_ref().is_none_or(|since| since <= version) && self.until.as_ref().is_none_or(|until| version < until)
    }
}

#[cfg(test)]
mod tests;
