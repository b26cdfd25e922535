//! What a wheel has to fit.

use crate::model::{Base, PythonVersion, Suite};

use super::rank::{Generic, PlatformPlace, Rank, Step};
use super::tags::{Abi, Interpreter, LinuxTag, Platform, Requires, Tags};
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

    /// The best rank among the wheel's tags, `None` if none of them fits.
    pub fn rank(self, wheel: WheelFileName<'_>) -> Option<Rank> {
        self.rank_of(&Tags::of(wheel))
    }

    pub(super) fn rank_of(self, tags: &Tags<'_>) -> Option<Rank> {
        // A rank compares its step first, so the best one is the best step on the best platform.
        let pure = tags.interpreters.iter().filter_map(|(python, abi)| self.pure_step(*python, *abi)).min();
        let compiled = tags.interpreters.iter().filter_map(|(python, abi)| self.step(*python, *abi)).min();
        let ranks = tags.platforms.iter().filter_map(|platform| match platform {
            Platform::Any => pure.map(|step| Rank { step, platform: PlatformPlace::Local }),
            Platform::Linux(tag) => Some(Rank { step: compiled?, platform: self.place(*tag)? }),
        });
        ranks.min()
    }

    /// The interpreter as wheels call it. Ex) `cp313`, `cp314t`
    pub fn interpreter(self) -> String {
        format!("{}{}", self.python.tag(), if self.free_threaded { "t" } else { "" })
    }

    /// Of a tag for any platform.
    fn pure_step(self, python: Interpreter, abi: Abi<'_>) -> Option<Step> {
        match (python, abi) {
            (Interpreter::CPython(minor), Abi::None) => (minor == self.python.minor).then_some(Step::OwnPure),
            (generic, Abi::None) => self.generic(generic).map(Step::AnyInterpreterPure),
            (_, Abi::Stable { .. } | Abi::CPython { .. }) => None,
        }
    }

    /// Of a tag for a platform that fits.
    fn step(self, python: Interpreter, abi: Abi<'_>) -> Option<Step> {
        let own = self.python.minor;
        match (python, abi) {
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

    fn place(self, LinuxTag { requires, machine }: LinuxTag) -> Option<PlatformPlace> {
        if machine != self.machine {
            return None;
        }
        match (requires, self.libc) {
            (Requires::Nothing, _) => Some(PlatformPlace::Local),
            (Requires::Glibc { minor, legacy }, Libc::Glibc(newest)) => {
                let above = newest.checked_sub(minor).filter(|_| minor >= machine.oldest_glibc())?;
                Some(PlatformPlace::Portable { above, legacy })
            }
            (Requires::Musl(minor), Libc::Musl(newest)) => {
                Some(PlatformPlace::Portable { above: newest.checked_sub(minor)?, legacy: false })
            }
            (Requires::Glibc { .. }, Libc::Musl(_)) | (Requires::Musl(_), Libc::Glibc(_)) => None,
        }
    }
}
