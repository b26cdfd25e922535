//! A wheel's tags, as far as they concern a CPython 3 on Linux.

use super::{Machine, WheelFileName};

/// Read once and compared with any number of targets. A wheel that is for no Linux has none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Tags<'f> {
    pub interpreters: Vec<(Interpreter, Abi<'f>)>,
    pub platforms: Vec<Platform>,
}

impl<'f> Tags<'f> {
    pub fn of(wheel: WheelFileName<'f>) -> Self {
        let platforms: Vec<Platform> = wheel.platforms().filter_map(Platform::parse).collect();
        if platforms.is_empty() {
            return Self { interpreters: Vec::new(), platforms };
        }
        let pythons = wheel.pythons().filter_map(Interpreter::parse);
        let interpreters = pythons.flat_map(|python| wheel.abis().filter_map(Abi::parse).map(move |abi| (python, abi)));
        Self { interpreters: interpreters.collect(), platforms }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Platform {
    Any,
    Linux(LinuxTag),
}

impl Platform {
    fn parse(tag: &str) -> Option<Self> {
        if tag.eq_ignore_ascii_case("any") {
            return Some(Self::Any);
        }
        LinuxTag::parse(tag).map(Self::Linux)
    }
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
        // Most of the others are for macOS and Windows.
        let is_of = |family: &str| strip_prefix_ignoring_case(tag, family).is_some();
        ["manylinux", "musllinux", "linux"].into_iter().find(|family| is_of(family))?;
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

/// Whether the wheel is for some Linux, of whichever C library and machine.
pub(super) fn is_for_linux(wheel: WheelFileName<'_>) -> bool {
    wheel.platforms().any(|tag| ["manylinux", "musllinux", "linux_"].into_iter().any(|family| is_of_family(tag, family)))
}

/// Whether a platform tag begins so; tags are compared without regard to case.
pub(super) fn is_of_family(tag: &str, family: &str) -> bool {
    tag.get(..family.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(family))
}
