//! `native_packages.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Base, PackageName, Suite, SystemPackage};

/// What one distribution takes from the image's operating system.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NativePackage {
    pub name: PackageName,
    pub wheels: Wheels,
    /// `none`, `c`, `cxx` or `rust`: the compilers besides the listed packages.
    pub toolchain: String,
    /// A few words for people.
    pub reason: String,
    /// `built`, `ldd` or `docs`: how the row is known.
    pub evidence: String,
    pub run_when: RunWhen,
    /// Distributions whose presence makes the row moot.
    #[serde(default)]
    pub unless: Vec<PackageName>,
    debian: Names,
    bookworm: Option<Names>,
    trixie: Option<Names>,
    alpine: Names,
}

/// Package names for building and for running.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Names {
    #[serde(default)]
    pub build: Vec<SystemPackage>,
    #[serde(default)]
    pub run: Vec<SystemPackage>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Wheels {
    /// No release has Linux wheels: it is always compiled.
    Never,
    /// Usual releases have Linux wheels.
    Usually,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum RunWhen {
    /// Wheels bring their own copies, so the libraries are needed only by what was compiled here.
    Compiled,
    /// Needed beside a wheel too: loaded by name at run time, or a program.
    Always,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(default)]
    package: Vec<NativePackage>,
}

/// The row of a distribution, if it has one.
pub fn native_package(name: &PackageName) -> Option<&'static NativePackage> {
    let rows = rows();
    rows.binary_search_by(|row| row.name.cmp(name)).ok().map(|index| &rows[index])
}

fn rows() -> &'static [NativePackage] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("native_packages.toml", include_str!("native_packages.toml"))).package
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
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_unique_and_tell_how_they_are_known() {
        assert!(rows().is_sorted_by(|a, b| a.name < b.name));
        for row in rows() {
            assert!(matches!(row.evidence.as_str(), "built" | "ldd" | "docs"), "{}", row.name);
            assert!(matches!(row.toolchain.as_str(), "none" | "c" | "cxx" | "rust"), "{}", row.name);
            assert!(row.wheels == Wheels::Usually || row.toolchain != "none", "{} is always compiled, with what?", row.name);
        }
    }

    #[test]
    fn psycopg2_links_against_libpq() {
        let row = native_package(&"psycopg2".parse().unwrap()).unwrap();
        let names = row.packages(Base::Slim, Suite::Trixie);
        assert_eq!(names.build.iter().map(SystemPackage::as_str).collect::<Vec<_>>(), ["libpq-dev"]);
        assert_eq!(names.run.iter().map(SystemPackage::as_str).collect::<Vec<_>>(), ["libpq5"]);
    }
}
