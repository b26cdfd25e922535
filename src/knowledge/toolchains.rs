//! `toolchains.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Base, SystemPackage};

/// A named set of packages that compile. Ex) `cxx`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Toolchain {
    pub name: String,
    /// A sentence for people: what takes these packages.
    pub why: String,
    debian: Vec<SystemPackage>,
    /// What the full Debian image, which has compilers already, still lacks.
    full: Vec<SystemPackage>,
    alpine: Vec<SystemPackage>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    compilers: Vec<SystemPackage>,
    toolchain: Vec<Toolchain>,
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("toolchains.toml", table!("toolchains")))
}

/// Whether the package of a distribution brings a compiler.
pub fn is_compiler(package: &str) -> bool {
    table().compilers.iter().any(|compiler| compiler.as_str() == package)
}

/// All toolchains, by name.
pub fn toolchains() -> &'static [Toolchain] {
    &table().toolchain
}

/// The toolchain of a name. `None` if there is none.
pub fn toolchain(name: &str) -> Option<&'static Toolchain> {
    let rows = toolchains();
    rows.binary_search_by(|row| row.name.as_str().cmp(name)).ok().map(|index| &rows[index])
}

impl Toolchain {
    /// What one base image has to install for it, sorted.
    pub fn packages(&self, base: Base) -> &[SystemPackage] {
        match base {
            Base::Slim => &self.debian,
            Base::Full => &self.full,
            Base::Alpine => &self.alpine,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_and_their_packages_are_sorted_and_unique() {
        assert!(table().compilers.is_sorted_by(|a, b| a < b));
        assert!(toolchains().is_sorted_by(|a, b| a.name < b.name));
        for row in toolchains() {
            for packages in Base::ALL.map(|base| row.packages(base)) {
                assert!(packages.is_sorted_by(|a, b| a < b), "{} {packages:?}", row.name);
            }
            assert!(row.full.iter().all(|package| row.debian.contains(package)), "{}", row.name);
            assert!(row.why.ends_with('.'), "{}: a sentence ends with a full stop", row.name);
        }
    }

    #[test]
    fn a_compiler_never_comes_without_the_headers_of_the_c_library() {
        for row in toolchains() {
            for (base, compiler, headers) in [(Base::Slim, "gcc", "libc6-dev"), (Base::Alpine, "gcc", "musl-dev")] {
                let has = |name: &str| row.packages(base).iter().any(|package| package.as_str() == name);
                assert_eq!(has(compiler), has(headers), "{} on {base}", row.name);
            }
        }
    }

    #[test]
    fn the_full_image_has_compilers_but_neither_cmake_nor_rust() {
        for (name, base, expected) in [
            ("c", Base::Slim, &["gcc", "libc6-dev"][..]),
            ("c", Base::Full, &[]),
            ("c", Base::Alpine, &["gcc", "musl-dev"]),
            ("cmake", Base::Full, &["cmake"]),
            ("cxx", Base::Full, &[]),
            ("rust", Base::Full, &["cargo-web", "rustc-web"]),
        ] {
            let packages = toolchain(name).unwrap().packages(base);
            assert_eq!(packages.iter().map(SystemPackage::as_str).collect::<Vec<_>>(), expected, "{name} on {base}");
        }
        assert!(toolchain("cobol").is_none());
    }
}
