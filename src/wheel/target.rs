//! What a wheel has to fit.

use crate::model::{Base, PythonVersion, Suite};

use super::rank::{Generic, PlatformPlace, Rank, Step};
use super::{Machine, WheelFileName};

/// One CPython on one C library and one machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    pub python: PythonVersion,
    /// The build without the GIL, whose extension modules are another ABI. Ex) 3.14t
    pub free_threaded: bool,
    pub libc: Libc,
    pub machine: Machine,
}

/// The C library below Python, with its version's second number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Libc {
    /// glibc 2.x. Ex) 41 on trixie
    Glibc(u16),
    /// musl 1.x. Ex) 2 on Alpine 3.13 and later
    Musl(u16),
}

impl Libc {
    pub fn of(base: Base, suite: Suite) -> Self {
        match base {
            Base::Alpine => Self::Musl(2),
            Base::Slim | Base::Full => Self::of_suite(suite),
        }
    }

    pub(super) fn of_suite(suite: Suite) -> Self {
        match suite {
            Suite::Bookworm => Self::Glibc(36),
            Suite::Trixie => Self::Glibc(41),
        }
    }
}

impl Target {
    /// Whether pip would install this wheel here.
    pub fn accepts(self, wheel: WheelFileName<'_>) -> bool {
        self.rank(wheel).is_some()
    }

    /// The best rank among the wheel's tags, or nothing when none of them fits.
    pub fn rank(self, wheel: WheelFileName<'_>) -> Option<Rank> {
        let platforms = wheel.platforms().filter_map(|tag| self.platform(tag));
        let ranks = platforms.flat_map(|platform| {
            let interpreters = wheel.pythons().flat_map(move |python| wheel.abis().map(move |abi| (python, abi)));
            interpreters.filter_map(move |(python, abi)| match platform {
                Platform::Any => self.pure_step(python, abi).map(|step| Rank { step, platform: PlatformPlace::Local }),
                Platform::Linux(platform) => self.step(python, abi).map(|step| Rank { step, platform }),
            })
        });
        ranks.min()
    }

    /// The interpreter as wheels call it. Ex) `cp313`, `cp314t`
    pub fn interpreter(self) -> String {
        format!("{}{}", self.python.tag(), if self.free_threaded { "t" } else { "" })
    }

    /// Of a tag for any platform.
    fn pure_step(self, python: &str, abi: &str) -> Option<Step> {
        if !abi.eq_ignore_ascii_case("none") {
            return None;
        }
        match Interpreter::parse(python)? {
            Interpreter::CPython(minor) => (minor == self.python.minor).then_some(Step::OwnPure),
            generic => self.generic(generic).map(Step::AnyInterpreterPure),
        }
    }

    /// Of a tag for a platform that fits.
    fn step(self, python: &str, abi: &str) -> Option<Step> {
        let own = self.python.minor;
        match (Interpreter::parse(python)?, Abi::parse(abi)?) {
            (Interpreter::CPython(minor), Abi::None) => (minor == own).then_some(Step::OwnWithoutAbi),
            (Interpreter::CPython(minor), Abi::Stable { free_threaded }) => {
                // The stable ABI begins with 3.2. `packaging` lets abi3t begin there as well, though only 3.15 has it.
                match own.checked_sub(minor) {
                    _ if free_threaded != self.free_threaded => None,
                    Some(0) => Some(Step::OwnStableAbi),
                    Some(between) if minor >= 2 => Some(Step::OlderStableAbi(between)),
                    Some(_) | None => None,
                }
            }
            (Interpreter::CPython(minor), Abi::CPython { minor: abi, flags }) => {
                // Before 3.8 the ABI of the usual build carried an `m` for pymalloc.
                let expected = match self.free_threaded {
                    true => "t",
                    false if own < 8 => "m",
                    false => "",
                };
                (minor == own && abi == own && flags.eq_ignore_ascii_case(expected)).then_some(Step::OwnAbi)
            }
            (generic, Abi::None) => self.generic(generic).map(Step::AnyInterpreter),
            (Interpreter::Major | Interpreter::Minor(_), Abi::Stable { .. } | Abi::CPython { .. }) => None,
        }
    }

    fn generic(self, interpreter: Interpreter) -> Option<Generic> {
        match interpreter {
            Interpreter::Major => Some(Generic::Major),
            Interpreter::Minor(minor) => match self.python.minor.checked_sub(minor)? {
                0 => Some(Generic::Own),
                between => Some(Generic::Older(between)),
            },
            Interpreter::CPython(_) => None,
        }
    }

    fn platform(self, tag: &str) -> Option<Platform> {
        if tag.eq_ignore_ascii_case("any") {
            return Some(Platform::Any);
        }
        let LinuxTag { requires, machine } = LinuxTag::parse(tag)?;
        if machine != self.machine {
            return None;
        }
        match (requires, self.libc) {
            (Requires::Nothing, _) => Some(Platform::Linux(PlatformPlace::Local)),
            (Requires::Glibc { minor, legacy }, Libc::Glibc(newest)) => {
                let above = newest.checked_sub(minor).filter(|_| minor >= machine.oldest_glibc())?;
                Some(Platform::Linux(PlatformPlace::Portable { above, legacy }))
            }
            (Requires::Musl(minor), Libc::Musl(newest)) => {
                let above = newest.checked_sub(minor)?;
                Some(Platform::Linux(PlatformPlace::Portable { above, legacy: false }))
            }
            (Requires::Glibc { .. }, Libc::Musl(_)) | (Requires::Musl(_), Libc::Glibc(_)) => None,
        }
    }
}

/// A platform tag that fits, with the place of a Linux one.
#[derive(Clone, Copy)]
enum Platform {
    Any,
    Linux(PlatformPlace),
}

/// A platform tag of Linux, for a machine that images are built for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LinuxTag {
    pub requires: Requires,
    pub machine: Machine,
}

/// The C library that a platform tag asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Requires {
    /// `linux_<machine>`: built on some Linux, and pip takes its word.
    Nothing,
    /// `manylinux_2_<minor>_<machine>`, or the older name of the same.
    Glibc { minor: u16, legacy: bool },
    /// `musllinux_1_<minor>_<machine>`
    Musl(u16),
}

impl LinuxTag {
    pub fn parse(tag: &str) -> Option<Self> {
        let (machine, rest) = Machine::ALL.into_iter().find_map(|machine| {
            let rest = strip_suffix_ignoring_case(tag, machine.name())?;
            Some((machine, rest.strip_suffix('_')?))
        })?;
        let is = |name: &str| rest.eq_ignore_ascii_case(name);
        let minor_after = |begin| strip_prefix_ignoring_case(rest, begin).map(number::<u16>);
        let requires = if let Some(minor) = minor_after("manylinux_2_") {
            Requires::Glibc { minor: minor?, legacy: false }
        } else if let Some(minor) = minor_after("musllinux_1_") {
            Requires::Musl(minor?)
        } else if is("manylinux2014") {
            Requires::Glibc { minor: 17, legacy: true }
        } else if is("manylinux2010") {
            Requires::Glibc { minor: 12, legacy: true }
        } else if is("manylinux1") {
            Requires::Glibc { minor: 5, legacy: true }
        } else if is("linux") {
            Requires::Nothing
        } else {
            return None;
        };
        Some(Self { requires, machine })
    }
}

/// The interpreter tags that concern a CPython 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Interpreter {
    /// `cp3<minor>`
    CPython(u8),
    /// `py3`
    Major,
    /// `py3<minor>`
    Minor(u8),
}

impl Interpreter {
    pub fn parse(tag: &str) -> Option<Self> {
        let (kind, version) = tag.split_at_checked(2)?;
        let minor = version.strip_prefix('3')?;
        if kind.eq_ignore_ascii_case("cp") {
            Some(Self::CPython(number(minor)?))
        } else if !kind.eq_ignore_ascii_case("py") {
            None
        } else if minor.is_empty() {
            Some(Self::Major)
        } else {
            Some(Self::Minor(number(minor)?))
        }
    }
}

/// The ABI tags that concern a CPython 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Abi<'a> {
    None,
    /// `abi3`, or `abi3t` for the build without the GIL
    Stable {
        free_threaded: bool,
    },
    /// `cp3<minor><flags>`
    CPython {
        minor: u8,
        flags: &'a str,
    },
}

impl<'a> Abi<'a> {
    pub fn parse(tag: &'a str) -> Option<Self> {
        if tag.eq_ignore_ascii_case("none") {
            return Some(Self::None);
        }
        if tag.eq_ignore_ascii_case("abi3") || tag.eq_ignore_ascii_case("abi3t") {
            return Some(Self::Stable { free_threaded: tag.len() == "abi3t".len() });
        }
        let (kind, version) = tag.split_at_checked(2)?;
        let version = version.strip_prefix('3').filter(|_| kind.eq_ignore_ascii_case("cp"))?;
        let end = version.find(|c: char| !c.is_ascii_digit()).unwrap_or(version.len());
        let (minor, flags) = version.split_at(end);
        Some(Self::CPython { minor: number(minor)?, flags })
    }
}

/// A number as tags are written: digits only, without a zero in front.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let plain = text.bytes().all(|b| b.is_ascii_digit()) && (text.len() == 1 || !text.starts_with('0'));
    text.parse().ok().filter(|_| plain)
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let (begin, rest) = text.split_at_checked(prefix.len())?;
    begin.eq_ignore_ascii_case(prefix).then_some(rest)
}

fn strip_suffix_ignoring_case<'a>(text: &'a str, suffix: &str) -> Option<&'a str> {
    let (rest, end) = text.split_at_checked(text.len().checked_sub(suffix.len())?)?;
    end.eq_ignore_ascii_case(suffix).then_some(rest)
}
