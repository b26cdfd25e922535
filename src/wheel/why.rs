//! The reasons for a verdict, in words.

use std::fmt;

use crate::model::{PythonVersion, Suite};

use super::tags::{Interpreter, LinuxTag, Requires, is_for_linux, is_of_family};
use super::{Libc, Target, WheelFileName};

/// Why no wheel is taken, and, where nothing can be installed, why the source is not built either.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Why {
    pub no_wheel: NoWheel,
    /// `None` if the source archive is built.
    pub no_source: Option<NoSource>,
    pub target: Target,
}

/// The reason that leaves the fewest wheels out: every earlier variant holds for fewer wheels of the release.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoWheel {
    /// One fits, but wheels are not allowed.
    NotAllowed,
    /// Those for this Python on this machine need a newer C library; `least` is the oldest that would do.
    NewerLibc { least: u16 },
    /// Those for this machine are for the build with the GIL.
    OnlyWithGil,
    /// Those for this machine are for other Pythons; `newest` is the newest CPython 3 among them.
    OtherPythons { newest: Option<PythonVersion> },
    /// There are only pure ones that Linux could take, and those are for other Pythons.
    PureForOtherPythons { newest: Option<PythonVersion> },
    /// Those for this C library are for other machines.
    OtherMachines,
    /// Those for Linux are for another C library.
    OtherLibc,
    /// All are for other systems, such as Windows and macOS.
    OtherSystems,
    /// The release has no wheels at all.
    None,
}

/// Why the source archive is not built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoSource {
    /// The release has none.
    NotPublished,
    /// Building is not allowed.
    NotAllowed,
}

impl NoWheel {
    pub(super) fn of(wheels: &[WheelFileName<'_>], target: Target) -> Self {
        if wheels.iter().any(|wheel| target.accepts(*wheel)) {
            return Self::NotAllowed;
        }
        if wheels.is_empty() {
            return Self::None;
        }
        // A pure wheel that does not fit is one for another Python. It tells little where there are compiled ones.
        let (pure, compiled): (Vec<_>, Vec<_>) = wheels.iter().copied().partition(|wheel| wheel.is_pure());
        let linux: Vec<_> = compiled.iter().copied().filter(|wheel| is_for_linux(*wheel)).collect();
        if linux.is_empty() {
            return match pure.is_empty() {
                true => Self::OtherSystems,
                false => Self::PureForOtherPythons { newest: newest_python(&pure) },
            };
        }
        let with_libc: Vec<_> = linux.into_iter().filter(|wheel| is_for_libc(*wheel, target.libc)).collect();
        if with_libc.is_empty() {
            return Self::OtherLibc;
        }
        let here: Vec<_> = with_libc.into_iter().filter(|wheel| required(*wheel, target).next().is_some()).collect();
        if here.is_empty() {
            return Self::OtherMachines;
        }
        // With a C library that is new enough, what is left to object to is the Python.
        let modern = |libc| Target { libc, ..target };
        let newest_libc = match target.libc {
            Libc::Glibc(_) => Libc::Glibc(u16::MAX),
            Libc::Musl(_) => Libc::Musl(u16::MAX),
        };
        let for_python = here.iter().filter(|wheel| modern(newest_libc).accepts(**wheel));
        if let Some(least) = for_python.flat_map(|wheel| required(*wheel, target)).min() {
            return Self::NewerLibc { least };
        }
        if target.free_threaded && here.iter().any(|wheel| Target { free_threaded: false, ..target }.accepts(*wheel)) {
            return Self::OnlyWithGil;
        }
        Self::OtherPythons { newest: newest_python(&here) }
    }
}

/// Whether the wheel is for Linux with this C library, on whichever machine.
fn is_for_libc(wheel: WheelFileName<'_>, libc: Libc) -> bool {
    let family = match libc {
        Libc::Glibc(_) => "manylinux",
        Libc::Musl(_) => "musllinux",
    };
    wheel.platforms().any(|tag| is_of_family(tag, family) || is_of_family(tag, "linux_"))
}

/// The versions of the target's C library that the wheel's tags for the target's machine ask for.
fn required(wheel: WheelFileName<'_>, target: Target) -> impl Iterator<Item = u16> {
    wheel.platforms().filter_map(LinuxTag::parse).filter(move |tag| tag.machine == target.machine).filter_map(move |tag| {
        match (tag.requires, target.libc) {
            (Requires::Nothing, _) => Some(0),
            (Requires::Glibc { minor, .. }, Libc::Glibc(_)) | (Requires::Musl(minor), Libc::Musl(_)) => Some(minor),
            (Requires::Glibc { .. }, Libc::Musl(_)) | (Requires::Musl(_), Libc::Glibc(_)) => None,
        }
    })
}

fn newest_python(wheels: &[WheelFileName<'_>]) -> Option<PythonVersion> {
    let tags = wheels.iter().flat_map(|wheel| wheel.pythons()).filter_map(Interpreter::parse);
    let minors = tags.filter_map(|tag| match tag {
        Interpreter::CPython(minor) | Interpreter::Minor(minor) => Some(minor),
        Interpreter::Major => None,
    });
    minors.max().map(|minor| PythonVersion::new(3, minor))
}

impl fmt::Display for Why {
    /// Half a sentence, to stand behind a package's name and a colon.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Target { python, libc, machine, .. } = self.target;
        let interpreter = self.target.interpreter();
        // On Debian most wheels are manylinux and nobody says so; on Alpine the kind is the point.
        let kind = match libc {
            Libc::Glibc(_) => "wheel",
            Libc::Musl(_) => "musllinux wheel",
        };
        match self.no_wheel {
            NoWheel::NotAllowed => f.write_str("wheels are not allowed")?,
            NoWheel::NewerLibc { least } => match libc {
                Libc::Glibc(newest) => write!(f, "wheels need glibc 2.{least}, {} has 2.{newest}", image(libc))?,
                Libc::Musl(newest) => write!(f, "wheels need musl 1.{least}, {} has 1.{newest}", image(libc))?,
            },
            NoWheel::OnlyWithGil => write!(f, "no {kind} for the free-threaded {interpreter}, only for {}", python.tag())?,
            NoWheel::OtherPythons { newest } => {
                write!(f, "no {kind} for {interpreter} on {machine}{}", Newest { newest, python })?;
            }
            NoWheel::PureForOtherPythons { newest } => {
                write!(f, "no wheel for {interpreter}{}", Newest { newest, python })?;
            }
            NoWheel::OtherMachines => write!(f, "no {kind} for {machine}")?,
            NoWheel::OtherLibc => match libc {
                Libc::Glibc(_) => f.write_str("no manylinux wheel")?,
                Libc::Musl(_) => f.write_str("no musllinux wheel")?,
            },
            NoWheel::OtherSystems => f.write_str("no wheel for Linux")?,
            NoWheel::None => f.write_str("no wheel")?,
        }
        let whole_clause = matches!(self.no_wheel, NoWheel::NotAllowed | NoWheel::NewerLibc { .. } | NoWheel::OnlyWithGil);
        match self.no_source {
            Some(NoSource::NotPublished) if whole_clause => f.write_str(", and there is no source archive"),
            Some(NoSource::NotPublished) => f.write_str(" and no source archive"),
            Some(NoSource::NotAllowed) => f.write_str(", and building from source is not allowed"),
            None => Ok(()),
        }
    }
}

/// Tells how far the wheels reach where they are behind the target's Python; ahead of it, nothing is to be said.
struct Newest {
    newest: Option<PythonVersion>,
    python: PythonVersion,
}

impl fmt::Display for Newest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.newest {
            Some(newest) if newest < self.python => write!(f, " (the newest is for {})", newest.tag()),
            Some(_) | None => Ok(()),
        }
    }
}

/// What has this C library, as a person names it.
fn image(libc: Libc) -> &'static str {
    let suite = Suite::ALL.into_iter().find(|suite| Libc::of_suite(*suite) == libc);
    match libc {
        Libc::Glibc(_) => suite.map_or("the image", Suite::name),
        Libc::Musl(_) => "Alpine",
    }
}
