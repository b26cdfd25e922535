//! `wheels.toml`

use std::str::FromStr;
use std::sync::OnceLock;

use pep440_rs::{Operator, Version, VersionSpecifier, VersionSpecifiers};
use serde::Deserialize;

use crate::model::{PackageName, PythonVersion};

use super::by_name::ByName;

/// What the releases of a distribution consist of, as far as the table knows them.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WheelReleases {
    pub name: PackageName,
    /// By version; their ranges do not meet.
    releases: Vec<ReleaseRun>,
}

/// Consecutive releases with the same kinds of files.
#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(try_from = "String")]
pub struct ReleaseRun {
    first: Version,
    last: Version,
    withdrawn: bool,
    files: Vec<(FileKind, Pythons)>,
}

/// A kind of file, and where a wheel fits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    PureWheel,
    /// For the glibc of Debian bookworm.
    Amd64,
    Arm64,
    /// For the glibc of Debian trixie, which bookworm does not have.
    NewerAmd64,
    NewerArm64,
    MuslAmd64,
    MuslArm64,
    Source,
    /// The source archive of a release that has compiled wheels, for whatever system.
    CompiledSource,
}

/// The Pythons that a file fits, as a set of minor versions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Pythons(u32);

/// The oldest minor version of Python 3 that the table tells apart from those before, and the newest that it knows.
const OLDEST: u8 = 7;
const NEWEST: u8 = 15;

impl FileKind {
    pub const COMPILED_WHEELS: [Self; 6] =
        [Self::Amd64, Self::Arm64, Self::NewerAmd64, Self::NewerArm64, Self::MuslAmd64, Self::MuslArm64];

    fn of(letter: char) -> Option<Self> {
        Some(match letter {
            'P' => Self::PureWheel,
            'A' => Self::Amd64,
            'a' => Self::Arm64,
            'T' => Self::NewerAmd64,
            't' => Self::NewerArm64,
            'M' => Self::MuslAmd64,
            'm' => Self::MuslArm64,
            'S' => Self::Source,
            'C' => Self::CompiledSource,
            _ => return None,
        })
    }
}

impl FromStr for Pythons {
    type Err = ();

    /// Ex) `7-9,12-`; nothing is every Python
    fn from_str(text: &str) -> Result<Self, ()> {
        let minor = |text: &str| text.parse::<u8>().ok().filter(|minor| (OLDEST..=NEWEST).contains(minor)).ok_or(());
        let mut set = 0_u32;
        for span in (if text.is_empty() { "7-" } else { text }).split(',') {
            let (first, last) = match span.split_once('-') {
                Some((first, "")) => (minor(first)?, NEWEST),
                Some((first, last)) => (minor(first)?, minor(last)?),
                None => (minor(span)?, minor(span)?),
            };
            set |= (first..=last).fold(0_u32, |set, minor| set | 1 << minor);
        }
        Ok(Self(set))
    }
}

impl TryFrom<String> for ReleaseRun {
    type Error = String;

    /// Ex) `1.26.2..2.0.2 AMam9-12 C9-`
    fn try_from(line: String) -> Result<Self, String> {
        let invalid = || format!("`{line}` is not a run of releases");
        let mut words = line.split(' ').peekable();
        let range = words.next().unwrap_or_default();
        let (first, last) = range.split_once("..").unwrap_or((range, range));
        let (first, last) = first.parse().ok().zip(last.parse().ok()).ok_or_else(invalid)?;
        let withdrawn = words.next_if_eq(&"withdrawn").is_some();
        let mut files = Vec::new();
        for word in words {
            let end = word.find(|c: char| c.is_ascii_digit()).unwrap_or(word.len());
            if end == 0 {
                return Err(invalid());
            }
            let pythons = word[end..].parse::<Pythons>().map_err(|()| invalid())?;
            for letter in word[..end].chars() {
                files.push((FileKind::of(letter).ok_or_else(invalid)?, pythons));
            }
        }
        Ok(Self { first, last, withdrawn, files })
    }
}

impl ReleaseRun {
    /// Whether there is such a file for this Python, which has to be one that the table knows.
    pub fn has(&self, kind: FileKind, python: PythonVersion) -> bool {
        self.files.iter().any(|(other, pythons)| *other == kind && pythons.0 & (1 << python.minor) != 0)
    }

    /// Whether there is such a file for any Python.
    pub fn has_for_some_python(&self, kind: FileKind) -> bool {
        self.files.iter().any(|(other, _)| *other == kind)
    }

    /// Whether there is any file for this Python.
    pub fn supports(&self, python: PythonVersion) -> bool {
        self.files.iter().any(|(_, pythons)| pythons.0 & (1 << python.minor) != 0)
    }

    /// The newest Python that has such a file. `None` if no Python has one.
    pub fn newest_python(&self, kind: FileKind) -> Option<PythonVersion> {
        let (_, pythons) = self.files.iter().find(|(other, _)| *other == kind)?;
        Some(PythonVersion::new(3, pythons.0.checked_ilog2()?.try_into().ok()?))
    }

    /// Whether some release of the run is allowed. The specifiers cut the run at the versions that they name: if they allow
    /// any release, then its first, its last, one that they name or what comes right after that.
    fn meets(&self, specifiers: &VersionSpecifiers) -> bool {
        let named = specifiers.iter().map(VersionSpecifier::version);
        let after = |version: &Version| format!("{version}.0.1").parse::<Version>().ok();
        let named = named.flat_map(|version| [Some(version.clone()), after(version)]).flatten();
        let named = named.filter(|version| self.first <= *version && *version <= self.last);
        [self.first.clone(), self.last.clone()].into_iter().chain(named).any(|version| specifiers.contains(&version))
    }
}

impl WheelReleases {
    /// Whether the table has figures for this Python.
    pub fn knows(python: PythonVersion) -> bool {
        python.major == 3 && (OLDEST + 1..=NEWEST).contains(&python.minor)
    }

    /// The run of one version; `None` if the table has no such release: one for trial, with a local label, or a newer one.
    pub fn release(&self, version: &Version) -> Option<&ReleaseRun> {
        let is_final = !version.any_prerelease() && !version.is_local();
        self.releases.iter().find(|run| run.first <= *version && *version <= run.last).filter(|_| is_final)
    }

    /// The runs that hold allowed releases, the newest first: an installer takes the first that it can use.
    pub fn allowed(&self, specifiers: &VersionSpecifiers) -> impl Iterator<Item = &ReleaseRun> {
        self.releases.iter().rev().filter(|run| !run.withdrawn && run.meets(specifiers))
    }

    /// Whether the pinned release is pure code that is for this Python, as far as the table tells it from older ones.
    pub fn is_pure(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        let release = exact(specifiers).and_then(|version| self.release(version));
        python.minor > OLDEST && release.is_some_and(|run| run.has(FileKind::PureWheel, python))
    }

    /// Whether some allowed release has a wheel for this Python on x86-64 and glibc, or none has one for any Python, which
    /// says nothing about the choice of one.
    ///
    /// A release that is newer than the table is taken for one like the last, and a newer Python for one like the newest.
    pub fn supports(&self, specifiers: &VersionSpecifiers, python: PythonVersion) -> bool {
        let python = PythonVersion::new(3, python.minor.clamp(OLDEST, NEWEST));
        let wheels = [FileKind::Amd64, FileKind::PureWheel];
        let pinned = exact(specifiers).and_then(|version| self.releases.iter().rfind(|run| run.first <= *version));
        let mut runs: Vec<&ReleaseRun> = pinned.map_or_else(|| self.allowed(specifiers).collect(), |run| vec![run]);
        if runs.is_empty() {
            runs.extend(self.releases.last());
        }
        let is_telling = |run: &&ReleaseRun| wheels.iter().any(|kind| run.has_for_some_python(*kind));
        let mut telling = runs.iter().copied().filter(is_telling).peekable();
        telling.peek().is_none() || telling.any(|run| wheels.iter().any(|kind| run.has(*kind, python)))
    }
}

/// The version of an `==` without a wild card.
fn exact(specifiers: &VersionSpecifiers) -> Option<&Version> {
    let exact = specifiers.iter().find(|specifier| matches!(specifier.operator(), Operator::Equal | Operator::ExactEqual));
    exact.map(VersionSpecifier::version)
}

/// The row of a distribution. `None` if it has none.
pub fn wheel_releases(name: &PackageName) -> Option<&'static WheelReleases> {
    static ROWS: OnceLock<ByName<WheelReleases>> = OnceLock::new();
    ROWS.get_or_init(|| ByName::new("wheels.toml", TEXT)).get(name.as_ref()).first()
}

const TEXT: &str = table!("wheels");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_sorted_and_unique_and_their_runs_do_not_meet() {
        #[derive(Deserialize)]
        #[serde(deny_unknown_fields)]
        struct Table {
            wheels: Vec<WheelReleases>,
        }
        let rows = super::super::embedded::<Table>("wheels.toml", TEXT).wheels;
        assert!(rows.is_sorted_by(|a, b| a.name < b.name));
        for row in rows {
            assert!(row.releases.iter().all(|run| run.first <= run.last), "{}", row.name);
            assert!(row.releases.is_sorted_by(|a, b| a.last < b.first), "{}", row.name);
            assert_eq!(format!("{:?}", wheel_releases(&row.name)), format!("{:?}", Some(&row)));
        }
    }

    #[test]
    fn a_line_names_kinds_of_files_and_their_pythons() {
        let run: ReleaseRun = "1.10.0..1.12.2 withdrawn AMa9-11,14 C8- P".to_owned().try_into().unwrap();
        assert_eq!((run.first.to_string(), run.last.to_string(), run.withdrawn), ("1.10.0".into(), "1.12.2".into(), true));
        for (kind, minor, expected) in [
            (FileKind::Amd64, 8, false),
            (FileKind::Amd64, 9, true),
            (FileKind::MuslAmd64, 11, true),
            (FileKind::Arm64, 12, false),
            (FileKind::Arm64, 14, true),
            (FileKind::MuslArm64, 10, false),
            (FileKind::CompiledSource, 7, false),
            (FileKind::CompiledSource, 15, true),
            (FileKind::PureWheel, 7, true),
            (FileKind::Source, 12, false),
        ] {
            assert_eq!(run.has(kind, PythonVersion::new(3, minor)), expected, "{kind:?} on 3.{minor}");
        }
        for line in ["", "1.0 X", "1.0 A6-9", "1.0 A8-99", "1.0  A", "x..y A"] {
            assert!(ReleaseRun::try_from(line.to_owned()).is_err(), "{line}");
        }
    }

    #[test]
    fn only_final_releases_of_the_table_are_known() {
        let numpy = wheel_releases(&"numpy".parse().unwrap()).unwrap();
        for (version, expected) in
            [("1.26.4", true), ("1.26.4.0", true), ("2.0.0rc1", false), ("1.26.4+mkl", false), ("999", false), ("0.0.1", false)]
        {
            assert_eq!(numpy.release(&version.parse().unwrap()).is_some(), expected, "{version}");
        }
    }

    #[test]
    fn old_pins_have_no_wheels_for_new_pythons() {
        for (name, specifiers, python, expected) in [
            ("numpy", "==1.24.3", "3.11", true),
            ("numpy", "==1.24.3", "3.12", false),
            ("numpy", ">=1.24", "3.14", true),
            ("numpy", "<2", "3.12", true),
            ("numpy", "<2", "3.13", false),
            ("numpy", "==1.19.5", "3.9", true),
            ("numpy", "==1.19.5", "3.10", false),
            ("numpy", "==2.2.0", "3.9", false),
            ("numpy", "==1.18.5", "3.9", false),
            ("numpy", "==1.18.5", "3.8", true),
            ("numpy", "==1.16.0", "3.8", false),
            ("numpy", "==1.16.0", "3.7", true),
            ("greenlet", "==0.4.15", "3.9", false),
            ("psycopg2", "==2.7.7", "3.8", false),
            ("psycopg2", "==2.7.7", "3.7", true),
            ("psycopg2", "==2.8.6", "3.9", true),
            ("numpy", "==999", "3.10", false),
            ("numpy", "==999", "3.13", true),
            ("pandas", "==2.0.3", "3.11", true),
            ("pandas", "~=2.0.0", "3.12", false),
            ("pydantic-core", "==2.14.1", "3.12", true),
            ("pydantic-core", "==2.14.1", "3.13", false),
            // A release without a Linux wheel for any Python says nothing about which to choose.
            ("psycopg2", "==2.9.9", "3.14", true),
        ] {
            let row = wheel_releases(&name.parse().unwrap()).unwrap();
            let found = row.supports(&specifiers.parse().unwrap(), python.parse().unwrap());
            assert_eq!(found, expected, "{name}{specifiers} on {python}");
        }
    }

    #[test]
    fn a_range_allows_runs_from_the_newest_on() {
        let run = |line: &str| ReleaseRun::try_from(line.to_owned()).unwrap();
        let row = WheelReleases {
            name: "x".parse().unwrap(),
            releases: vec![run("1.0..1.9 S"), run("2.0 withdrawn A"), run("2.1..2.5 A"), run("3.0 A11-")],
        };
        for (specifiers, expected) in [
            ("", vec!["3.0", "2.1", "1.0"]),
            ("<3", vec!["2.1", "1.0"]),
            ("<=2.0", vec!["1.0"]),
            (">1.5,<1.7", vec!["1.0"]),
            ("==2.4.*", vec!["2.1"]),
            ("~=2.3", vec!["2.1"]),
            (">=4", vec![]),
        ] {
            let found: Vec<String> = row.allowed(&specifiers.parse().unwrap()).map(|run| run.first.to_string()).collect();
            assert_eq!(found, expected, "{specifiers}");
        }
    }
}
