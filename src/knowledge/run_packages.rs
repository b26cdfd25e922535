//! `run_packages.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use super::{library_packages, native_packages};
use crate::model::{Base, Suite, SystemPackage};

/// What a package of a Dockerfile is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PackagePurpose {
    /// It serves while the program runs, under this name on the suite.
    Runs(SystemPackage),
    /// Its headers, or the tool, serve to compile; with the library that runs the result.
    Compiles {
        package: Option<SystemPackage>,
        run: Option<SystemPackage>,
    },
    /// For a person, for downloads, or for several programs in one image.
    Convenience,
    /// The image of Python has it.
    Present,
    /// The suite has nothing of the kind.
    Gone,
    Unknown,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    names: Vec<SystemPackage>,
    build: Vec<SystemPackage>,
    conveniences: Vec<String>,
    present: Vec<String>,
    patterns: Vec<Translated>,
    alpine: Vec<Translated>,
    fedora: Vec<Translated>,
    renamed: Vec<Renamed>,
    headers: Vec<Headers>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Renamed {
    name: String,
    bookworm: Option<SystemPackage>,
    trixie: Option<SystemPackage>,
}

/// A name of another distribution, or a pattern of names, and the one that Debian has.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Translated {
    name: String,
    debian: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Headers {
    name: SystemPackage,
    run: Option<SystemPackage>,
}

impl Renamed {
    fn on(&self, suite: Suite) -> Option<&SystemPackage> {
        match suite {
            Suite::Bookworm => self.bookworm.as_ref(),
            Suite::Trixie => self.trixie.as_ref(),
        }
    }
}

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("run_packages.toml", table!("run_packages")))
}

/// What a package of this name, of any release of Debian or Ubuntu, is for, and what it is called on the suite.
pub fn package_purpose(name: &str, suite: Suite) -> PackagePurpose {
    let table = table();
    let renamed = |name: &str| table.renamed.iter().find(|row| row.name == name).map(|row| row.on(suite).cloned());
    if let Some(row) = table.headers.iter().find(|row| row.name.as_str() == name) {
        let run = row.run.as_ref().and_then(|run| renamed(run.as_str()).unwrap_or_else(|| Some(run.clone())));
        return PackagePurpose::Compiles { package: Some(row.name.clone()), run };
    }
    if let Some(package) = table.build.iter().find(|known| known.as_str() == name) {
        return PackagePurpose::Compiles { package: Some(package.clone()), run: None };
    }
    if table.conveniences.iter().any(|known| known == name) {
        return PackagePurpose::Convenience;
    }
    if table.present.iter().any(|known| known == name) || is_python_of_debian(name) {
        return PackagePurpose::Present;
    }
    if let Some(found) = renamed(name) {
        return found.map_or(PackagePurpose::Gone, PackagePurpose::Runs);
    }
    if name.ends_with("-dev") {
        return PackagePurpose::Compiles { package: None, run: None };
    }
    if let Some(row) = table.patterns.iter().find(|row| super::matches_name(&row.name, name)) {
        return package_purpose(&row.debian, suite);
    }
    // Trixie's names for libraries whose times have 64 bits; the older ones stand for them there.
    let older = name.strip_suffix("t64").unwrap_or(name);
    let known = table.names.iter().find(|known| known.as_str() == older).cloned();
    let of_rows = || {
        let own = |known: &&SystemPackage| known.as_str() == name;
        let native = || native_packages().iter().find_map(|row| row.packages(Base::Slim, suite).run.iter().find(own));
        let programs = || super::programs().all().map(|row| &row.package).find(own);
        library_packages(suite).find(own).or_else(native).or_else(programs).cloned()
    };
    known.or_else(of_rows).map_or(PackagePurpose::Unknown, PackagePurpose::Runs)
}

/// What a package of Alpine is for, as Debian's of the same name or of a row: what serves at run time, and compilers.
pub fn purpose_on_alpine(name: &str, suite: Suite) -> PackagePurpose {
    if let Some(row) = table().alpine.iter().find(|row| super::matches_name(&row.name, name)) {
        return known(&row.debian, suite);
    }
    let both = native_packages().iter().find_map(|row| {
        let (alpine, debian) = (&row.packages(Base::Alpine, suite).run, &row.packages(Base::Slim, suite).run);
        match (alpine.as_slice(), debian.as_slice()) {
            ([one], [other]) if one.as_str() == name => Some(other.clone()),
            _ => None,
        }
    });
    both.map_or_else(|| known(name, suite), PackagePurpose::Runs)
}

/// What a package of Fedora, Red Hat and their kin is for, as [`purpose_on_alpine`] says it.
pub fn purpose_on_fedora(name: &str, suite: Suite) -> PackagePurpose {
    let row = table().fedora.iter().find(|row| row.name == name);
    known(row.map_or(name, |row| &row.debian), suite)
}

/// The purpose by Debian's name. Headers are cut otherwise by each distribution.
fn known(name: &str, suite: Suite) -> PackagePurpose {
    let purpose = package_purpose(name, suite);
    match &purpose {
        PackagePurpose::Runs(_) => purpose,
        PackagePurpose::Compiles { package: Some(package), .. } if super::is_compiler(package.as_str()) => purpose,
        _ => PackagePurpose::Unknown,
    }
}

/// Debian's own Python and its parts, which the image's Python does not use. Ex) `python3.12-venv`, `python3-dev`
fn is_python_of_debian(name: &str) -> bool {
    let Some(rest) = name.strip_prefix("python") else { return false };
    let rest = rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.');
    matches!(rest, "" | "-dev" | "-dbg" | "-minimal" | "-venv" | "-pip" | "-distutils" | "-full")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_each_name_is_in_one_list() {
        let table = table();
        let names: Vec<&str> = table.names.iter().map(SystemPackage::as_str).collect();
        let build: Vec<&str> = table.build.iter().map(SystemPackage::as_str).collect();
        let headers: Vec<&str> = table.headers.iter().map(|row| row.name.as_str()).collect();
        let renamed: Vec<&str> = table.renamed.iter().map(|row| row.name.as_str()).collect();
        let conveniences: Vec<&str> = table.conveniences.iter().map(String::as_str).collect();
        let present: Vec<&str> = table.present.iter().map(String::as_str).collect();
        for list in [&table.patterns, &table.alpine, &table.fedora] {
            assert!(list.is_sorted_by(|a, b| a.name < b.name));
            for row in list {
                for suite in Suite::ALL {
                    assert!(known(&row.debian, suite) != PackagePurpose::Unknown, "{} on {suite}", row.debian);
                }
            }
        }
        let mut all = Vec::new();
        for list in [names, build, headers, renamed, conveniences, present] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
            all.extend(list);
        }
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn names_are_known_by_what_they_are_for_and_translated() {
        use PackagePurpose as P;
        let runs = |name: &str| P::Runs(name.parse().unwrap());
        let compiles = |name: Option<&str>, run: Option<&str>| P::Compiles {
            package: name.map(|name| name.parse().unwrap()),
            run: run.map(|run| run.parse().unwrap()),
        };
        for (name, bookworm, trixie) in [
            ("ffmpeg", runs("ffmpeg"), runs("ffmpeg")),
            ("libpq5", runs("libpq5"), runs("libpq5")),
            ("libgl1-mesa-glx", runs("libgl1"), runs("libgl1")),
            ("libldap-2.5-0", runs("libldap-2.5-0"), runs("libldap2")),
            ("libmagic1t64", runs("libmagic1"), runs("libmagic1")),
            ("wkhtmltopdf", runs("wkhtmltopdf"), P::Gone),
            ("build-essential", compiles(Some("build-essential"), None), compiles(Some("build-essential"), None)),
            (
                "libldap2-dev",
                compiles(Some("libldap2-dev"), Some("libldap-2.5-0")),
                compiles(Some("libldap2-dev"), Some("libldap2")),
            ),
            ("libnever-dev", compiles(None, None), compiles(None, None)),
            ("vim", P::Convenience, P::Convenience),
            ("python3.12-venv", P::Present, P::Present),
            ("postgresql-client-16", runs("postgresql-client"), runs("postgresql-client")),
            ("openjdk-17-jre-headless", runs("default-jre-headless"), runs("default-jre-headless")),
            ("msodbcsql18", P::Unknown, P::Unknown),
        ] {
            assert_eq!(package_purpose(name, Suite::Bookworm), bookworm, "{name}");
            assert_eq!(package_purpose(name, Suite::Trixie), trixie, "{name}");
        }
        for (name, alpine, fedora) in [
            ("ffmpeg", Some("ffmpeg"), Some("ffmpeg")),
            ("libcurl", Some("libcurl4"), None),
            ("tesseract", Some("tesseract-ocr"), Some("tesseract-ocr")),
            ("glib2", None, Some("libglib2.0-0")),
            ("openjdk8-jre-base", Some("default-jre-headless"), None),
            ("openjdk21-jre", Some("default-jre"), None),
            ("openjdk17-jre-headless", Some("default-jre-headless"), None),
            ("postgresql16-client", Some("postgresql-client"), None),
            ("tesseract-ocr-data-deu", Some("tesseract-ocr-deu"), None),
            ("py3-magic", None, None),
            ("musl-dev", None, None),
            ("bash", None, None),
        ] {
            let expected = |debian: Option<&str>| debian.map_or(P::Unknown, runs);
            assert_eq!(purpose_on_alpine(name, Suite::Trixie), expected(alpine), "{name}");
            assert_eq!(purpose_on_fedora(name, Suite::Trixie), expected(fedora), "{name}");
        }
        for (name, alpine, fedora) in [
            ("alpine-sdk", "build-essential", ""),
            ("build-base", "build-essential", ""),
            ("gcc", "gcc", "gcc"),
            ("gcc-c++", "", "g++"),
        ] {
            let expected = |debian: &str| if debian.is_empty() { P::Unknown } else { compiles(Some(debian), None) };
            assert_eq!(purpose_on_alpine(name, Suite::Trixie), expected(alpine), "{name}");
            assert_eq!(purpose_on_fedora(name, Suite::Trixie), expected(fedora), "{name}");
        }
    }
}
