//! What a package index answered about the dependencies.
//!
//! The answers are facts like those of a lock. Who asks the index, and whether, is not decided here.

use std::collections::BTreeMap;

use crate::model::{Base, LockedFile, PackageName, PythonVersion, Suite, Version, VersionSpecifiers};
use crate::wheel::{Libc, Machine, Policy, Target, WheelFileName, is_sdist};

/// Files by distribution, and what was seen inside of some of them.
#[derive(Debug, Default)]
pub struct Online {
    releases: BTreeMap<PackageName, Vec<Listed>>,
    /// By the wheel's file name: the libraries that it takes from the image. Ex) `libGL.so.1`
    libraries: BTreeMap<String, Vec<String>>,
    /// By the source archive's file name: what shows that building it takes a compiler, or nothing.
    sources: BTreeMap<String, Option<String>>,
}

/// One file as an index lists it.
#[derive(Debug)]
pub struct Listed {
    pub version: Version,
    pub file: LockedFile,
    pub requires_python: Option<VersionSpecifiers>,
    pub yanked: bool,
}

impl Online {
    pub fn list(&mut self, name: PackageName, files: Vec<Listed>) {
        self.releases.insert(name, files);
    }

    pub fn add_libraries(&mut self, wheel: String, sonames: Vec<String>) {
        self.libraries.insert(wheel, sonames);
    }

    pub fn add_source(&mut self, sdist: String, native: Option<String>) {
        self.sources.insert(sdist, native);
    }

    /// Takes over what was seen inside of files.
    pub fn add_insides(&mut self, other: Self) {
        self.libraries.extend(other.libraries);
        self.sources.extend(other.sources);
    }

    /// The files of one version that this Python may have, and only those with one of the hashes where some are given; `None` if
    /// the index did not answer.
    pub fn files(
        &self,
        name: &PackageName,
        version: &Version,
        python: PythonVersion,
        hashes: &[String],
    ) -> Option<Vec<&LockedFile>> {
        let fits = |listed: &&Listed| {
            let for_python = listed.requires_python.as_ref().is_none_or(|range| python.satisfies(range));
            let is_known = |hash: &str| hashes.iter().any(|other| *other == *hash);
            let hashed = hashes.is_empty() || listed.file.hash.as_ref().is_none_or(|hash| is_known(hash));
            listed.version == *version && for_python && hashed
        };
        Some(self.releases.get(name)?.iter().filter(fits).map(|listed| &listed.file).collect())
    }

    /// The version that an installer takes: the newest final release that the specifiers allow and that has a file for this
    /// Python and machine, on whichever C library. `None` if no release is allowed, or the index did not answer.
    pub fn newest(
        &self,
        name: &PackageName,
        specifiers: &VersionSpecifiers,
        (python, machine): (PythonVersion, Machine),
        policy: Policy,
    ) -> Option<Version> {
        let fits = |listed: &&Listed| {
            let for_python = listed.requires_python.as_ref().is_none_or(|range| python.satisfies(range));
            !listed.yanked && for_python && specifiers.contains(&listed.version)
        };
        let has_use = |listed: &&Listed| match WheelFileName::parse(&listed.file.name) {
            Some(wheel) => policy != Policy::OnlySource && is_for(wheel, python, machine),
            None => policy != Policy::OnlyWheels && is_sdist(&listed.file.name),
        };
        let versions = || self.releases.get(name).into_iter().flatten().filter(fits);
        let newest = |is_final: bool| {
            let candidates = versions().filter(|listed| !(is_final && listed.version.any_prerelease())).filter(has_use);
            candidates.map(|listed| &listed.version).max().cloned()
        };
        // Where there is nothing to install, the answer names the newest release.
        newest(true).or_else(|| newest(false)).or_else(|| versions().map(|listed| &listed.version).max().cloned())
    }

    /// The libraries that a wheel takes from the image; `None` if it was not looked through.
    pub fn libraries(&self, wheel: &str) -> Option<&[String]> {
        self.libraries.get(wheel).map(Vec::as_slice)
    }

    /// What shows that a source archive is compiled: `Some(None)` is one that was looked through and is pure Python, and `None`
    /// one that was not looked through.
    pub fn source(&self, sdist: &str) -> Option<Option<&str>> {
        self.sources.get(sdist).map(Option::as_deref)
    }
}

/// Whether the wheel fits on glibc or on musl.
fn is_for(wheel: WheelFileName<'_>, python: PythonVersion, machine: Machine) -> bool {
    let libcs = [Libc::of(Base::Slim, Suite::Trixie), Libc::of(Base::Alpine, Suite::Trixie)];
    libcs.into_iter().any(|libc| Target { python, free_threaded: false, libc, machine }.accepts(wheel))
}

/// The version in a file's name, where it is a file of the distribution. `None` if the name is not one of a wheel or an archive
/// with a valid version.
pub fn version_of(name: &PackageName, file: &str) -> Option<Version> {
    if let Some(wheel) = WheelFileName::parse(file) {
        return wheel.version().parse().ok();
    }
    let stem = [".tar.gz", ".zip", ".tar.bz2", ".tgz", ".tar.xz"].iter().find_map(|ending| file.strip_suffix(ending))?;
    // Names of source archives were not always normalized, so a `-` may belong to the name or to the version.
    let cuts = stem.match_indices('-').map(|(at, _)| stem.split_at(at));
    let mut named = cuts.filter(|(front, _)| front.parse::<PackageName>().is_ok_and(|found| found == *name));
    named.find_map(|(_, rest)| rest[1..].parse().ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_tells_its_version() {
        for (name, file, expected) in [
            ("numpy", "numpy-2.1.0-cp312-cp312-musllinux_1_2_x86_64.whl", Some("2.1.0")),
            ("backports-zoneinfo", "backports.zoneinfo-0.2.1.tar.gz", Some("0.2.1")),
            ("pywin32-ctypes", "pywin32-ctypes-0.2.0.zip", Some("0.2.0")),
            ("pyyaml", "PyYAML-6.0.2.tar.gz", Some("6.0.2")),
            ("odd", "odd-1.0-2.tar.gz", Some("1.0.post2")),
            ("odd", "other-1.0.tar.gz", None),
            ("odd", "odd-1.0.exe", None),
        ] {
            assert_eq!(version_of(&name.parse().unwrap(), file).map(|v| v.to_string()).as_deref(), expected, "{file}");
        }
    }

    #[test]
    fn the_newest_version_is_a_final_one_for_this_python() {
        let file = |name: String, version: &str, requires_python: &str, yanked: bool| Listed {
            version: version.parse().unwrap(),
            file: LockedFile { name: name.into(), size: None, hash: None, url: None },
            requires_python: requires_python.parse().ok(),
            yanked,
        };
        let listed = |version: &str, requires_python: &str, yanked: bool| {
            file(format!("x-{version}.tar.gz"), version, requires_python, yanked)
        };
        let wheel = |version: &str| file(format!("x-{version}-cp312-cp312-manylinux_2_17_x86_64.whl"), version, "", false);
        let mut online = Online::default();
        let name: PackageName = "x".parse().unwrap();
        online.list(
            name.clone(),
            vec![
                listed("1.0", "", false),
                listed("2.0", ">=3.12", false),
                listed("2.1", "", true),
                listed("3.0rc1", "", false),
                wheel("2.5"),
            ],
        );
        for (specifiers, python, expected) in [
            ("", "3.12", Some("2.5")),
            ("", "3.13", Some("2.0")),
            ("", "3.11", Some("1.0")),
            ("<2", "3.12", Some("1.0")),
            (">=3.0rc1", "3.12", Some("3.0rc1")),
            (">2.2", "3.13", Some("3.0rc1")),
            (">=4", "3.12", None),
        ] {
            let place = (python.parse().unwrap(), Machine::X86_64);
            let newest = online.newest(&name, &specifiers.parse().unwrap(), place, Policy::Any);
            assert_eq!(newest.map(|version| version.to_string()).as_deref(), expected, "{specifiers} on {python}");
        }
    }
}
