//! `wheels.toml` and `python_support.toml`

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pep440_rs::{Version, VersionSpecifiers};
use serde::Deserialize;

use super::by_name::ByName;
use crate::model::{PackageName, PythonVersion};

/// Since which release a distribution installs and works on each Python: by its Linux wheels, or by what is known of it.
#[derive(Debug, Deserialize)]
#[serde(try_from = "Row")]
pub struct WheelHistory {
    pub name: PackageName,
    since: BTreeMap<PythonVersion, Version>,
    last: BTreeMap<PythonVersion, Version>,
    /// The first release with wheels for 64-bit ARM, where that came later.
    arm64: Option<Version>,
}

/// A row as it is written: one key for each Python. Ex) `cp312 = "1.26.0"`
#[derive(Deserialize)]
struct Row {
    name: PackageName,
    /// What fails with an older release; for the reader of the file.
    #[serde(default, rename = "why")]
    _why: String,
    #[serde(default)]
    last: BTreeMap<String, Version>,
    arm64: Option<Version>,
    #[serde(flatten)]
    since: BTreeMap<String, Version>,
}

const WHEELS_TEXT: &str = table!("wheels");
const SUPPORT_TEXT: &str = table!("python_support");

impl TryFrom<Row> for WheelHistory {
    type Error = String;

    fn try_from(row: Row) -> Result<Self, String> {
        let by_python = |map: BTreeMap<String, Version>| {
            map.into_iter().map(|(tag, version)| Ok((python_of_tag(&tag)?, version))).collect::<Result<BTreeMap<_, _>, String>>()
        };
        Ok(Self { name: row.name, since: by_python(row.since)?, last: by_python(row.last)?, arm64: row.arm64 })
    }
}

/// `cp313` is Python 3.13.
fn python_of_tag(tag: &str) -> Result<PythonVersion, String> {
    let minor = tag.strip_prefix("cp3").and_then(|minor| minor.parse().ok());
    minor.map(|minor| PythonVersion::new(3, minor)).ok_or_else(|| format!("`{tag}` is not a CPython tag"))
}

/// The rows of a distribution, at most one of each table.
pub fn wheel_history(name: &PackageName) -> impl Iterator<Item = &'static WheelHistory> {
    static SUPPORT: OnceLock<ByName<WheelHistory>> = OnceLock::new();
    let support = SUPPORT.get_or_init(|| ByName::new("python_support.toml", SUPPORT_TEXT));
    wheels_since(name).into_iter().chain(support.get(name.as_ref()).first())
}

/// The row of `wheels.toml` alone: which releases come as compiled wheels.
pub fn wheels_since(name: &PackageName) -> Option<&'static WheelHistory> {
    static WHEELS: OnceLock<ByName<WheelHistory>> = OnceLock::new();
    WHEELS.get_or_init(|| ByName::new("wheels.toml", WHEELS_TEXT)).get(name.as_ref()).first()
}

/// The oldest and the newest Python that a key of `wheels.toml` speaks of.
fn span() -> (PythonVersion, PythonVersion) {
    static SPAN: OnceLock<(PythonVersion, PythonVersion)> = OnceLock::new();
    *SPAN.get_or_init(|| {
        let keys = memchr::memmem::find_iter(WHEELS_TEXT.as_bytes(), "\"cp3").map(|at| &WHEELS_TEXT[at + 1..]);
        let pythons = || keys.clone().filter_map(|rest| python_of_tag(rest.split('"').next()?).ok());
        let (oldest, newest) = (pythons().min(), pythons().max());
        (oldest.unwrap_or(PythonVersion::new(3, 14)), newest.unwrap_or(PythonVersion::new(3, 14)))
    })
}

impl WheelHistory {
    /// Whether the figures reach back to this Python: nothing is known of what an older one has.
    pub fn reaches(&self, python: PythonVersion) -> bool {
        // The oldest Python that every row is about; a row may begin before it.
        const FOR_ALL: PythonVersion = PythonVersion::new(3, 10);
        python >= FOR_ALL || self.since.keys().next().is_some_and(|oldest| python >= *oldest)
    }

    /// Whether some release that the specifiers allow installs and works on this Python.
    ///
    /// The tables know the Pythons of a span. Nothing is known of a newer one, except that support does not grow; an
    /// older one is good for releases that came before the span's first.
    pub fn allows(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        self.allows_from(None, specifiers, python)
    }

    /// As [`Self::allows`], on 64-bit ARM.
    pub fn allows_on_arm(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        self.allows_from(self.arm64.as_ref(), specifiers, python)
    }

    /// Whether every allowed release came after the last one for this Python. Ex) `numpy==2.3.4` on 3.10
    pub fn has_ended(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        use pep440_rs::Operator::{Equal, ExactEqual, GreaterThan, GreaterThanEqual, TildeEqual};
        let is_floor = |specifier: &pep440_rs::VersionSpecifier| {
            matches!(specifier.operator(), Equal | ExactEqual | GreaterThan | GreaterThanEqual | TildeEqual)
        };
        self.last.get(&python).is_some_and(|last| {
            specifiers.iter().any(|specifier| is_floor(specifier) && !specifier.contains(last) && specifier.version() > last)
        })
    }

    fn allows_from(&self, first: Option<&Version>, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        let named = || specifiers.iter().map(pep440_rs::VersionSpecifier::version);
        let (_, newest) = span();
        if python > newest {
            return self.allows_from(first, specifiers, newest);
        }
        let Some(since) = self.since.get(&python) else {
            let first = self.since.iter().next().filter(|(oldest, _)| python < **oldest);
            return first.is_some_and(|(_, since)| {
                specifiers.is_empty() || named().any(|version| version < since && specifiers.contains(version))
            });
        };
        let in_time = |version: &Version| {
            version >= since
                && first.is_none_or(|first| version >= first)
                && self.last.get(&python).is_none_or(|last| version <= last)
        };
        // The range of allowed releases is cut at the versions that the specifiers name: if any release fits, then the
        // first one with wheels, the last one, or one of those named does.
        [since]
            .into_iter()
            .chain(first)
            .chain(self.last.get(&python))
            .chain(named())
            .any(|version| in_time(version) && specifiers.contains(version))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Table {
        wheels: Vec<WheelHistory>,
    }

    fn table(text: &str) -> Vec<WheelHistory> {
        serde_json::from_str::<Table>(text).unwrap().wheels
    }

    #[test]
    fn rows_are_sorted_and_unique_and_each_is_found() {
        type Find = fn(&PackageName) -> Option<&'static WheelHistory>;
        for (text, found) in [(WHEELS_TEXT, wheels_since as Find), (SUPPORT_TEXT, |name| wheel_history(name).last())] {
            let rows = table(text);
            assert!(rows.is_sorted_by(|a, b| a.name < b.name));
            for row in rows {
                assert_eq!(format!("{:?}", found(&row.name)), format!("{:?}", Some(&row)));
            }
        }
        let rows = table(WHEELS_TEXT);
        let oldest = rows.iter().filter_map(|row| row.since.keys().next()).min();
        let newest = rows.iter().filter_map(|row| row.since.keys().next_back()).max();
        assert_eq!((oldest, newest), (Some(&span().0), Some(&span().1)));
    }

    #[test]
    fn the_figures_of_a_row_may_begin_before_those_of_the_others() {
        let reaches = |name: &str| {
            let row = wheels_since(&name.parse().unwrap()).unwrap();
            ["3.7", "3.8", "3.10", "3.15"].map(|python| row.reaches(python.parse().unwrap()))
        };
        assert_eq!(reaches("aiohttp"), [false, false, true, true]);
        assert_eq!(reaches("numpy"), [false, true, true, true]);
        let named_earlier = |row: &&WheelHistory| row.since.keys().next().is_some_and(|first| *first < PythonVersion::new(3, 8));
        assert_eq!(table(WHEELS_TEXT).iter().filter(named_earlier).count(), 0);
    }

    #[test]
    fn old_pins_have_no_wheels_for_new_pythons() {
        for (name, specifiers, python, expected) in [
            ("numpy", "==1.24.3", "3.11", true),
            ("numpy", "==1.24.3", "3.12", false),
            ("numpy", ">=1.24", "3.14", true),
            ("numpy", "<2", "3.12", true),
            ("numpy", "<2", "3.13", false),
            ("pandas", "==2.0.3", "3.11", true),
            ("pandas", "~=2.0.0", "3.12", false),
            ("pydantic-core", "==2.14.1", "3.12", true),
            ("pydantic-core", "==2.14.1", "3.13", false),
            ("pydantic-core", "==2.14.1", "3.15", false),
            ("pydantic-core", ">=2.14.1", "3.15", true),
            ("pydantic", "==2.5.0", "3.12", true),
            ("pydantic", "==2.5.0", "3.13", false),
            ("django", "==3.2.13", "3.10", true),
            ("django", "==3.2.13", "3.13", false),
            ("requests", "==2.0", "3.14", true),
            ("numpy", "==1.19.5", "3.9", true),
            ("numpy", "==1.18.5", "3.9", false),
            ("numpy", "==1.18.5", "3.8", true),
            ("numpy", "==1.16.0", "3.8", false),
            ("numpy", "==1.16.0", "3.7", true),
            ("greenlet", "==0.4.15", "3.9", false),
            ("psycopg2", "==2.7.7", "3.8", false),
            ("psycopg2", "==2.7.7", "3.7", true),
            ("psycopg2", "==2.8.6", "3.9", true),
            ("numpy", "==1.19.5", "3.10", false),
            ("numpy", "==2.2.0", "3.9", false),
        ] {
            let (specifiers, python) = (specifiers.parse().unwrap(), python.parse().unwrap());
            let allowed = wheel_history(&name.parse().unwrap()).all(|row| row.allows(&specifiers, python));
            assert_eq!(allowed, expected, "{name}{specifiers} on {python}");
        }
    }

    #[test]
    fn wheels_for_arm_may_be_later_and_support_may_end() {
        for (name, specifiers, python, on_arm, has_ended) in [
            ("h5py", "==3.11.0", "3.12", false, false),
            ("h5py", "==3.12.1", "3.12", true, false),
            ("h5py", ">=3", "3.12", true, false),
            ("rasterio", "==1.4.3", "3.12", false, false),
            ("rasterio", "==1.4.4", "3.12", true, false),
            ("numpy", "==2.3.4", "3.10", false, true),
            ("numpy", ">=2.3", "3.10", false, true),
            ("numpy", "==2.2.6", "3.10", true, false),
            ("numpy", ">=1.20", "3.10", true, false),
        ] {
            let (specifiers, python) = (specifiers.parse().unwrap(), python.parse().unwrap());
            let row = wheels_since(&name.parse().unwrap()).unwrap();
            let found = (row.allows_on_arm(&specifiers, python), row.has_ended(&specifiers, python));
            assert_eq!(found, (on_arm, has_ended), "{name}{specifiers} on {python}");
        }
    }
}
