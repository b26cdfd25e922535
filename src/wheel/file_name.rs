//! The names of release files.
//!
//! ```text
//! wheel = distribution "-" version [ "-" build ] "-" python "-" abi "-" platform ".whl"     (PEP 427)
//! python, abi, platform = tag *( "." tag )
//! ```
//!
//! A name comes in as the index shows it, after the percent signs of a URL were decoded. Names that pip refuses are refused
//! here: an empty tag, a build number without a digit, a version that is none.

use std::str::FromStr;

use pep440_rs::Version;

use super::BuildNumber;

/// Each set of tags is joined by dots, and the wheel fits when any combination of the three does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WheelFileName<'a> {
    file: &'a str,
    distribution: &'a str,
    version: &'a str,
    build: Option<BuildNumber<'a>>,
    python: &'a str,
    abi: &'a str,
    platform: &'a str,
}

impl<'a> WheelFileName<'a> {
    /// `None` if the name is not a wheel's.
    pub fn parse(file: &'a str) -> Option<Self> {
        let mut parts = parts(file.strip_suffix(".whl")?, b'-');
        let (distribution, version) = (parts.next()?, parts.next()?);
        let (third, fourth, fifth) = (parts.next()?, parts.next()?, parts.next()?);
        let (build, python, abi, platform) = match (parts.next(), parts.next()) {
            (None, _) => (None, third, fourth, fifth),
            (Some(sixth), None) => (Some(BuildNumber::parse(third)?), fourth, fifth, sixth),
            (Some(_), Some(_)) => return None,
        };
        let sound = is_escaped_name(distribution)
            && tags(python).all(is_identifier)
            && tags(abi).chain(tags(platform)).all(|tag| !tag.is_empty())
            && is_version(version);
        sound.then_some(Self { file, distribution, version, build, python, abi, platform })
    }

    /// The whole name.
    pub fn file(self) -> &'a str {
        self.file
    }

    /// As it is written, which is not always the normalised name. Ex) `PyYAML`
    pub fn distribution(self) -> &'a str {
        self.distribution
    }

    /// As it is written. Ex) `2.6.0+cpu`
    pub fn version(self) -> &'a str {
        self.version
    }

    pub fn build(self) -> Option<BuildNumber<'a>> {
        self.build
    }

    pub fn pythons(self) -> impl Iterator<Item = &'a str> {
        tags(self.python)
    }

    pub fn abis(self) -> impl Iterator<Item = &'a str> {
        tags(self.abi)
    }

    pub fn platforms(self) -> impl Iterator<Item = &'a str> {
        tags(self.platform)
    }

    /// The wheel holds no compiled code.
    pub fn is_pure(self) -> bool {
        self.platform.eq_ignore_ascii_case("any")
    }
}

/// The parts between dots.
fn tags(set: &str) -> impl Iterator<Item = &str> {
    parts(set, b'.')
}

/// A lock names thousands of files, so this takes the quickest way through the bytes.
fn parts(text: &str, separator: u8) -> impl Iterator<Item = &str> {
    let mut begin = 0;
    let ends = memchr::memchr_iter(separator, text.as_bytes()).chain([text.len()]);
    ends.map(move |end| &text[std::mem::replace(&mut begin, end + 1)..end])
}

/// Letters, digits, dots and single underscores: how PEP 427 writes a distribution's name.
fn is_escaped_name(name: &str) -> bool {
    let has_double = name.as_bytes().windows(2).fold(false, |found, pair| found | (pair == b"__"));
    !name.is_empty() && !has_double && is_made_of(name, |byte| byte.is_ascii_alphanumeric() | matches!(byte, b'_' | b'.'))
}

fn is_identifier(tag: &str) -> bool {
    !tag.starts_with(|c: char| c.is_ascii_digit())
        && !tag.is_empty()
        && is_made_of(tag, |byte| byte.is_ascii_alphanumeric() | (byte == b'_'))
}

/// Whether the text has only such bytes, and letters and digits of other scripts.
fn is_made_of(text: &str, is_allowed: impl Fn(u8) -> bool) -> bool {
    let is_plain = text.bytes().fold(true, |plain, byte| plain & is_allowed(byte));
    is_plain
        || text.chars().all(|c| {
            if let Ok(byte) = u8::try_from(c)
                && byte.is_ascii()
            {
                is_allowed(byte)
            } else {
                c.is_alphanumeric()
            }
        })
}

/// Most versions are a few numbers, which are known without being taken apart.
fn is_version(text: &str) -> bool {
    let is_number = |part: &[u8]| (1..=9).contains(&part.len()) && part.iter().all(u8::is_ascii_digit);
    text.as_bytes().split(|byte| *byte == b'.').all(is_number) || Version::from_str(text).is_ok()
}

/// The archives that pip unpacks.
const ARCHIVES: [&str; 11] =
    [".tar.gz", ".zip", ".tgz", ".tar", ".tar.bz2", ".tbz", ".tar.xz", ".txz", ".tlz", ".tar.lz", ".tar.lzma"];

/// What `bdist_dumb` wrote after the version: an archive of installed files for one platform, not a source archive.
const BUILT_FOR: [&str; 5] = [".linux-", ".macosx-", ".win32", ".win-amd64", ".cygwin-"];

/// Whether the name is that of a source archive. Wheels, eggs, installers and packages of distributions are not.
pub fn is_sdist(file: &str) -> bool {
    let stem = ARCHIVES.iter().find_map(|ending| file.strip_suffix(ending));
    stem.is_some_and(|stem| !stem.is_empty() && !BUILT_FOR.iter().any(|built| stem.contains(built)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wheel_name_has_five_or_six_parts() {
        let plain = WheelFileName::parse("PyYAML-6.0.2-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl").unwrap();
        assert_eq!((plain.distribution(), plain.version(), plain.build()), ("PyYAML", "6.0.2", None));
        assert_eq!(plain.platforms().collect::<Vec<_>>(), ["manylinux_2_17_x86_64", "manylinux2014_x86_64"]);
        let numbered = WheelFileName::parse("torch-2.6.0+cpu-3-py2.py3-abi3.none-any.whl").unwrap();
        assert_eq!((numbered.version(), numbered.build()), ("2.6.0+cpu", BuildNumber::parse("3")));
        assert_eq!(numbered.pythons().collect::<Vec<_>>(), ["py2", "py3"]);
        assert_eq!(numbered.abis().collect::<Vec<_>>(), ["abi3", "none"]);
        assert!(numbered.is_pure());
    }

    #[test]
    fn names_that_pip_refuses_are_refused() {
        for name in [
            "",
            ".whl",
            "-----.whl",
            "six-1.0.tar.gz",
            "six-1.0-none-any.whl",
            "six-1.0-py3-none-any.WHL",
            "six-1.0-a-py3-none-any.whl",
            "six-1.0-1-2-py3-none-any.whl",
            "si__x-1.0-py3-none-any.whl",
            "si x-1.0-py3-none-any.whl",
            "six-latest-py3-none-any.whl",
            "six-1.0-py3.-none-any.whl",
            "six-1.0-3py-none-any.whl",
            "six-1.0-py3--any.whl",
            "six-1.0-py3-none-any..linux_x86_64.whl",
        ] {
            assert_eq!(WheelFileName::parse(name), None, "{name}");
        }
    }

    #[test]
    fn a_source_archive_is_known_by_its_ending() {
        for (name, expected) in [
            ("docopt-0.6.2.tar.gz", true),
            ("pytz-2013b.tar.bz2", true),
            ("pywin32-ctypes-0.2.0.zip", true),
            ("x-1.0.tgz", true),
            ("main.zip", true),
            (".zip", false),
            ("six-1.17.0-py2.py3-none-any.whl", false),
            ("six-1.17.0-py2.7.egg", false),
            ("psycopg2-2.8.win-amd64-py3.7.exe", false),
            ("lxml-2.2.win32-py2.4.msi", false),
            ("x-1.0-1.noarch.rpm", false),
            ("x-1.0.src.rpm", false),
            ("x-1.0.linux-x86_64.tar.gz", false),
            ("x-1.0.win32.zip", false),
            ("x-1.0.macosx-10.9-x86_64.tar.gz", false),
            ("x-1.0.tar.gz.asc", false),
        ] {
            assert_eq!(is_sdist(name), expected, "{name}");
        }
    }
}
