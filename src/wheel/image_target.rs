//! A target as a person names it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::model::{Base, InvalidValue, PythonVersion, Suite, nearest};

use super::{Libc, Machine, Target};

/// An image of Python for one machine. Ex) `cp313-slim-trixie/amd64`, `cp314t-alpine/arm64`
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ImageTarget {
    pub python: PythonVersion,
    pub free_threaded: bool,
    pub base: Base,
    /// Without meaning on Alpine, where it is always trixie.
    pub suite: Suite,
    pub machine: Machine,
}

const EXPECTED: &str = "a Python (cp313, 3.13, cp314t), then -slim, -full or -alpine, -trixie or -bookworm (not on Alpine), \
                        and /amd64, /arm64 or /amd64,arm64, as in cp313-slim-trixie/amd64";

impl ImageTarget {
    /// ```text
    /// list   = words [ "/" machine *( "," machine ) ]          every machine where none is named
    /// words  = word *( "-" word )                              in any order, each kind once, Python required
    /// word   = [ "cp" ] version [ "t" ] | "slim" | "full" | "alpine" | "trixie" | "bookworm"
    /// ```
    pub fn parse_list(text: &str) -> Result<Vec<Self>, InvalidValue> {
        let invalid = || InvalidValue::new("target", text, EXPECTED);
        let (words, machines) = match text.split_once('/') {
            Some((words, machines)) => (words, parse_machines(machines).ok_or_else(invalid)?),
            None => (text, Machine::ALL.to_vec()),
        };
        let (mut python, mut base, mut suite) = (None, None, None);
        for word in words.split('-') {
            let placed = match (word.parse(), word.parse()) {
                (Ok(found), _) => put(&mut base, found),
                (_, Ok(found)) => put(&mut suite, found),
                _ => parse_python(word).and_then(|found| put(&mut python, found)),
            };
            placed.ok_or_else(invalid)?;
        }
        let (python, free_threaded) = python.ok_or_else(invalid)?;
        let base = base.unwrap_or(Base::Slim);
        if base == Base::Alpine && suite.is_some() {
            return Err(invalid());
        }
        let suite = suite.unwrap_or(Suite::Trixie);
        Ok(machines.into_iter().map(|machine| Self { python, free_threaded, base, suite, machine }).collect())
    }

    /// The list that was probably meant, with each mistyped word replaced by the one that is most like it. `None` if that is
    /// no list either.
    pub fn nearest(text: &str) -> Option<String> {
        const WORDS: [&str; 5] = ["slim", "full", "alpine", "trixie", "bookworm"];
        const MACHINES: [&str; 2] = ["amd64", "arm64"];
        let near = |word: &str, known: &[&'static str]| nearest(word, known.iter().copied()).unwrap_or(word).to_owned();
        let joined = |text: &str, between: char, known: &[&'static str]| {
            text.split(between).map(|word| near(word, known)).collect::<Vec<_>>().join(&between.to_string())
        };
        let meant = match text.split_once('/') {
            Some((words, machines)) => format!("{}/{}", joined(words, '-', &WORDS), joined(machines, ',', &MACHINES)),
            None => joined(text, '-', &WORDS),
        };
        Self::parse_list(&meant).ok().map(|_| meant)
    }

    /// What a wheel has to fit there.
    pub fn wheel_target(self) -> Target {
        let libc = Libc::of(self.base, self.suite);
        Target { python: self.python, free_threaded: self.free_threaded, libc, machine: self.machine }
    }
}

/// Nothing when the place is taken.
fn put<T>(place: &mut Option<T>, value: T) -> Option<()> {
    match place {
        Some(_) => None,
        None => {
            *place = Some(value);
            Some(())
        }
    }
}

/// Sorted and without repetitions.
fn parse_machines(text: &str) -> Option<Vec<Machine>> {
    let mut machines = text.split(',').map(|word| word.parse().ok()).collect::<Option<Vec<Machine>>>()?;
    machines.sort();
    machines.dedup();
    Some(machines)
}

/// `cp313`, `cp313t`, `3.13` or `3.13t`; the build without the GIL begins with 3.13.
fn parse_python(word: &str) -> Option<(PythonVersion, bool)> {
    let (version, free_threaded) = word.strip_suffix('t').map_or((word, false), |version| (version, true));
    let minor = version.strip_prefix("cp3").or_else(|| version.strip_prefix("3."))?;
    if minor.starts_with('0') && minor != "0" || !minor.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let python = PythonVersion::new(3, minor.parse().ok()?);
    (!free_threaded || python.minor >= 13).then_some((python, free_threaded))
}

impl fmt::Display for ImageTarget {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.wheel_target().interpreter(), self.base)?;
        if self.base != Base::Alpine {
            write!(f, "-{}", self.suite)?;
        }
        write!(f, "/{}", self.machine.architecture())
    }
}

impl Serialize for ImageTarget {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_read_and_shown_in_its_canonical_form() {
        for (text, expected) in [
            ("cp313-slim-trixie/amd64", vec!["cp313-slim-trixie/amd64"]),
            ("cp313-slim-trixie/amd64,arm64", vec!["cp313-slim-trixie/amd64", "cp313-slim-trixie/arm64"]),
            ("cp313", vec!["cp313-slim-trixie/amd64", "cp313-slim-trixie/arm64"]),
            ("3.13/arm64", vec!["cp313-slim-trixie/arm64"]),
            ("3.14t-alpine/linux/arm64/v8", vec!["cp314t-alpine/arm64"]),
            ("cp314t-full-bookworm/x86_64", vec!["cp314t-full-bookworm/amd64"]),
            ("alpine-3.12/arm64,amd64,arm64", vec!["cp312-alpine/amd64", "cp312-alpine/arm64"]),
            ("bookworm-3.9/linux/amd64", vec!["cp39-slim-bookworm/amd64"]),
        ] {
            let shown: Vec<String> = ImageTarget::parse_list(text).unwrap().iter().map(ToString::to_string).collect();
            assert_eq!(shown, expected, "{text}");
            for canonical in shown {
                assert_eq!(ImageTarget::parse_list(&canonical).unwrap()[0].to_string(), canonical);
            }
        }
    }

    #[test]
    fn unknown_words_are_refused_with_what_is_accepted() {
        for text in [
            "",
            "slim",
            "/amd64",
            "cp313/",
            "cp313/amd64,",
            "cp313/riscv64",
            "cp313-",
            "cp313-buster",
            "cp313-slim-slim",
            "cp313-slim-alpine",
            "cp313-alpine-trixie",
            "cp313-cp312",
            "cp312t",
            "cp27",
            "pp310",
            "cp3",
            "3.013",
            "3.+13",
            "3.13.2",
            "cp3999",
            "CP313",
            "cp313 -slim",
        ] {
            let error = ImageTarget::parse_list(text).expect_err(text);
            assert!(error.to_string().contains("cp313-slim-trixie/amd64"), "{error}");
        }
    }

    #[test]
    fn the_image_decides_the_c_library() {
        for (text, libc) in [
            ("cp313/amd64", Libc::Glibc(41)),
            ("cp313-full-bookworm/amd64", Libc::Glibc(36)),
            ("cp313-alpine/amd64", Libc::Musl(2)),
        ] {
            assert_eq!(ImageTarget::parse_list(text).unwrap()[0].wheel_target().libc, libc, "{text}");
        }
    }
}
