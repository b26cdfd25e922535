//! From a lock's file names to an answer.

use super::{Target, WheelFileName};

/// How one locked release gets onto one target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A wheel fits.
    Wheel,
    /// Only the source archive fits. `native` is true when the release has wheels with compiled code for other targets,
    /// so that building it takes a compiler; a release without any such wheel is usually pure Python.
    Build { native: bool },
    /// Neither a wheel nor a source archive fits.
    CannotInstall,
    /// The lock does not list files.
    Unknown,
}

/// Judges a release by the names of its files.
pub fn verdict(files: &[String], target: Target) -> Verdict {
    if files.is_empty() {
        return Verdict::Unknown;
    }
    let wheels: Vec<WheelFileName<'_>> = files.iter().filter_map(|file| WheelFileName::parse(file)).collect();
    if wheels.iter().any(|wheel| target.accepts(*wheel)) {
        return Verdict::Wheel;
    }
    if wheels.len() < files.len() {
        return Verdict::Build { native: wheels.iter().any(|wheel| !wheel.is_pure()) };
    }
    Verdict::CannotInstall
}

#[cfg(test)]
mod tests {
    use super::super::{Libc, Machine};
    use super::*;

    #[test]
    fn a_verdict_follows_from_the_files() {
        let target = Target { python: "3.14".parse().unwrap(), libc: Libc::Glibc(41), machine: Machine::X86_64 };
        for (files, expected) in [
            (vec![], Verdict::Unknown),
            (vec!["six-1.17.0-py2.py3-none-any.whl", "six-1.17.0.tar.gz"], Verdict::Wheel),
            (vec!["docopt-0.6.2.tar.gz"], Verdict::Build { native: false }),
            (vec!["numpy-1.26.4-cp312-cp312-manylinux_2_17_x86_64.whl", "numpy-1.26.4.tar.gz"], Verdict::Build { native: true }),
            (vec!["psycopg2-2.9.10-cp313-cp313-win_amd64.whl", "psycopg2-2.9.10.tar.gz"], Verdict::Build { native: true }),
            (vec!["torch-2.6.0-cp313-cp313-manylinux1_x86_64.whl"], Verdict::CannotInstall),
        ] {
            let files: Vec<String> = files.into_iter().map(str::to_owned).collect();
            assert_eq!(verdict(&files, target), expected, "{files:?}");
        }
    }
}
