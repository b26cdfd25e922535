//! `python_support.toml`

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pep440_rs::{Version, VersionSpecifiers};
use serde::Deserialize;

use super::by_name::ByName;
use super::packed::Packed;
use super::wheel_releases::wheel_releases;
use crate::model::{PackageName, PythonVersion};

/// Since which release a distribution works on each Python, where its files do not show it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Row")]
pub struct PythonSupport {
    pub name: PackageName,
    since: BTreeMap<PythonVersion, Version>,
}

/// A row as it is written: one key for each Python. Ex) `cp312 = "1.26.0"`
#[derive(Deserialize)]
struct Row {
    name: PackageName,
    /// What fails with an older release; for the reader of the file.
    #[serde(rename = "why")]
    _why: String,
    #[serde(flatten)]
    since: BTreeMap<String, Version>,
}

const TEXT: &str = table!("python_support");

impl TryFrom<Row> for PythonSupport {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        let since = row.since.into_iter().map(|(tag, version)| Ok((python_of_tag(&tag)?, version)));
        Ok(Self { name: row.name, since: since.collect::<Result<_, String>>()? })
    }
}

/// `cp313` is Python 3.13.
fn python_of_tag(tag: &str) -> Result<PythonVersion, String> {
    let minor = tag.strip_prefix("cp3").and_then(|minor| minor.parse().ok());
    minor.map(|minor| PythonVersion::new(3, minor)).ok_or_else(|| format!("`{tag}` is not a CPython tag"))
}

/// The row of a distribution. `None` if it has none.
pub fn python_support(name: &PackageName) -> Option<&'static PythonSupport> {
    static ROWS: OnceLock<ByName<PythonSupport>> = OnceLock::new();
    ROWS.get_or_init(|| ByName::new("python_support.toml", TEXT)).get(name.as_ref()).first()
}

impl PythonSupport {
    /// Whether some release that the specifiers allow works on this Python.
    ///
    /// The table knows the Pythons of a span. Nothing is known of a newer one, except that support does not grow; an
    /// older one is good for releases that came before the span's first, and for pure code whose files are for it.
    pub fn allows(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        let named = || specifiers.iter().map(pep440_rs::VersionSpecifier::version);
        let newest = span_end();
        if python > newest {
            return self.allows(specifiers, newest);
        }
        let Some(since) = self.since.get(&python) else {
            let first = self.since.iter().next().filter(|(oldest, _)| python < **oldest);
            // An installer goes back to the release that still supported it, unless it may take only one.
            let is_open = !specifiers.iter().any(|specifier| *specifier.operator() == pep440_rs::Operator::Equal);
            let is_older = |since: &Version| named().any(|version| version < since && specifiers.contains(version));
            let is_pure = || wheel_releases(&self.name).is_some_and(|row| row.is_pure(specifiers, python));
            return first.is_some_and(|(_, since)| is_open || is_older(since) || is_pure());
        };
        // The range of allowed releases is cut at the versions that the specifiers name: if any release fits, then the
        // first one that works or one of those named does.
        [since].into_iter().chain(named()).any(|version| version >= since && specifiers.contains(version))
    }
}

/// The newest Python that a key of the table speaks of.
fn span_end() -> PythonVersion {
    static END: OnceLock<PythonVersion> = OnceLock::new();
    *END.get_or_init(|| {
        let rows = Packed::new(TEXT).get("support").into_iter().flat_map(Packed::values);
        let newest = rows.flat_map(Packed::entries).filter_map(|(key, _)| python_of_tag(key).ok()).max();
        newest.unwrap_or(PythonVersion::new(3, 14))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique_and_each_is_found() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            support: Vec<PythonSupport>,
        }
        let rows = super::super::embedded::<Table>("python_support.toml", TEXT).support;
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
        assert_eq!(rows.iter().filter_map(|row| row.since.keys().next_back()).max(), Some(&span_end()));
        for row in rows {
            assert_eq!(format!("{:?}", python_support(&row.name)), format!("{:?}", Some(&row)));
        }
    }

    #[test]
    fn old_pins_do_not_work_on_new_pythons() {
        for (name, specifiers, python, expected) in [
            ("backports-zoneinfo", "==0.2.1", "3.9", true),
            ("backports-zoneinfo", "==0.2.1", "3.10", false),
            ("pydantic", "==2.5.0", "3.12", true),
            ("pydantic", "==2.5.0", "3.13", false),
            ("pydantic", "==2.5.0", "3.15", false),
            ("pydantic", ">=2.5.0", "3.15", true),
            ("requests", ">=2.21", "3.7", true),
            ("requests", "==2.22.0", "3.8", true),
            ("requests", "==2.22.0", "3.7", false),
            ("requests", "==2.22.0", "3.12", false),
            ("django", "==4.2.1", "3.7", false),
            ("django", "==3.2.13", "3.10", true),
            ("django", "==3.2.13", "3.13", false),
        ] {
            let row = python_support(&name.parse().unwrap()).unwrap();
            let found = row.allows(&specifiers.parse().unwrap(), python.parse().unwrap());
            assert_eq!(found, expected, "{name}{specifiers} on {python}");
        }
    }
}
