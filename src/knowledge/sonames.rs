//! `sonames.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::{Base, Suite, SystemPackage};

/// A shared library, by the name that the loader looks for, and the package that brings it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Row")]
pub struct Library {
    /// Ex) `libGL.so.1`
    pub soname: String,
    bookworm: Option<SystemPackage>,
    trixie: Option<SystemPackage>,
    alpine: Option<SystemPackage>,
    in_base: Vec<Place>,
}

/// A row as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    soname: String,
    /// The package on both suites of Debian.
    debian: Option<SystemPackage>,
    bookworm: Option<SystemPackage>,
    trixie: Option<SystemPackage>,
    alpine: Option<SystemPackage>,
    #[serde(default)]
    in_base: Vec<Place>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Place {
    Alpine,
    Bookworm,
    Trixie,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    library: Vec<Library>,
}

impl TryFrom<Row> for Library {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        if row.debian.is_some() && (row.bookworm.is_some() || row.trixie.is_some()) {
            return Err(format!("`{}`: `debian` says both suites already", row.soname));
        }
        let (bookworm, trixie) = (row.bookworm.or_else(|| row.debian.clone()), row.trixie.or(row.debian));
        Ok(Self { soname: row.soname, bookworm, trixie, alpine: row.alpine, in_base: row.in_base })
    }
}

fn rows() -> &'static [Library] {
    static ROWS: OnceLock<Vec<Library>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let Table { library } = super::embedded("sonames.toml", table!("sonames"));
        library
    })
}

/// The row of a library. Without one it is not known which package brings it, or whether any does: it may come with
/// another wheel. `None` if the library has none.
pub fn library(soname: &str) -> Option<&'static Library> {
    let rows = rows();
    rows.binary_search_by(|row| row.soname.as_str().cmp(soname)).ok().map(|index| &rows[index])
}

/// Every Debian package that brings a library of the table.
pub fn library_packages(suite: Suite) -> impl Iterator<Item = &'static SystemPackage> {
    rows().iter().filter_map(move |row| row.package(Base::Slim, suite))
}

/// Whether the official Python image of this base holds the library already.
pub fn in_base(base: Base, suite: Suite, soname: &str) -> bool {
    // Python itself is a shared library in these images. Ex) `libpython3.13.so.1.0`
    soname.starts_with("libpython3") || library(soname).is_some_and(|library| library.in_base.contains(&place(base, suite)))
}

impl Library {
    /// The package that brings the library; `None` if none does, as with a library whose major version a suite does
    /// not have.
    pub fn package(&self, base: Base, suite: Suite) -> Option<&SystemPackage> {
        match place(base, suite) {
            Place::Alpine => self.alpine.as_ref(),
            Place::Bookworm => self.bookworm.as_ref(),
            Place::Trixie => self.trixie.as_ref(),
        }
    }
}

/// The full image builds only; what runs is the slim one of the same suite.
fn place(base: Base, suite: Suite) -> Place {
    match (base, suite) {
        (Base::Alpine, _) => Place::Alpine,
        (Base::Slim | Base::Full, Suite::Bookworm) => Place::Bookworm,
        (Base::Slim | Base::Full, Suite::Trixie) => Place::Trixie,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique_and_lead_somewhere() {
        assert!(rows().is_sorted_by(|a, b| a.soname < b.soname));
        for row in rows() {
            assert!(row.in_base.is_sorted_by(|a, b| a < b), "{}", row.soname);
            assert!(row.soname.contains(".so"), "{}", row.soname);
            let somewhere = row.bookworm.is_some() || row.trixie.is_some() || row.alpine.is_some() || !row.in_base.is_empty();
            assert!(somewhere, "{} is nowhere", row.soname);
        }
    }

    #[test]
    fn every_library_that_a_manylinux_wheel_may_ask_for_is_known() {
        // The names that `auditwheel` lets a wheel of PEP 600 leave to the system (its `manylinux-policy.json`).
        for soname in [
            "libGL.so.1",
            "libICE.so.6",
            "libSM.so.6",
            "libX11.so.6",
            "libXext.so.6",
            "libXrender.so.1",
            "libatomic.so.1",
            "libc.so.6",
            "libdl.so.2",
            "libexpat.so.1",
            "libgcc_s.so.1",
            "libglib-2.0.so.0",
            "libgobject-2.0.so.0",
            "libgthread-2.0.so.0",
            "libm.so.6",
            "libmvec.so.1",
            "libnsl.so.1",
            "libpthread.so.0",
            "libresolv.so.2",
            "librt.so.1",
            "libstdc++.so.6",
            "libutil.so.1",
            "libz.so.1",
        ] {
            for suite in Suite::ALL {
                let known = in_base(Base::Slim, suite, soname)
                    || library(soname).is_some_and(|row| row.package(Base::Slim, suite).is_some());
                assert!(known, "{soname} on {suite}");
            }
        }
        for soname in ["libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1", "libc.so", "libz.so.1"] {
            assert!(in_base(Base::Alpine, Suite::Trixie, soname), "{soname}");
        }
    }

    #[test]
    fn packages_follow_the_suite() {
        let package = |soname, base, suite| library(soname).and_then(|row| row.package(base, suite)).map(SystemPackage::as_str);
        for (soname, base, suite, expected, held) in [
            ("libGL.so.1", Base::Slim, Suite::Trixie, Some("libgl1"), false),
            ("libglib-2.0.so.0", Base::Slim, Suite::Trixie, Some("libglib2.0-0t64"), false),
            ("libglib-2.0.so.0", Base::Full, Suite::Bookworm, Some("libglib2.0-0"), false),
            ("libexpat.so.1", Base::Slim, Suite::Trixie, Some("libexpat1"), false),
            ("libexpat.so.1", Base::Slim, Suite::Bookworm, Some("libexpat1"), false),
            ("libgomp.so.1", Base::Slim, Suite::Trixie, Some("libgomp1"), false),
            ("libgomp.so.1", Base::Alpine, Suite::Trixie, Some("libgomp"), false),
            ("libxcb.so.1", Base::Slim, Suite::Trixie, Some("libxcb1"), false),
            ("libstdc++.so.6", Base::Slim, Suite::Bookworm, Some("libstdc++6"), true),
            ("libstdc++.so.6", Base::Alpine, Suite::Bookworm, Some("libstdc++"), false),
            ("libpython3.13.so.1.0", Base::Slim, Suite::Trixie, None, true),
            ("libcudart.so.12", Base::Slim, Suite::Trixie, None, false),
        ] {
            assert_eq!((package(soname, base, suite), in_base(base, suite, soname)), (expected, held), "{soname} {base} {suite}");
        }
    }
}
