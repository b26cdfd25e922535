//! What a wheel has to fit.

use crate::model::{Base, PythonVersion, Suite};

use super::WheelFileName;

/// One CPython (with its GIL) on one libc and one machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Target {
    pub python: PythonVersion,
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

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Machine {
    /// `linux/amd64`
    X86_64,
    /// `linux/arm64`
    Aarch64,
}

impl Libc {
    pub fn of(base: Base, suite: Suite) -> Self {
        match (base, suite) {
            (Base::Alpine, _) => Self::Musl(2),
            (_, Suite::Bookworm) => Self::Glibc(36),
            (_, Suite::Trixie) => Self::Glibc(41),
        }
    }
}

impl Machine {
    fn tag(self) -> &'static str {
        match self {
            Self::X86_64 => "x86_64",
            Self::Aarch64 => "aarch64",
        }
    }
}

impl Target {
    /// Whether pip would install this wheel here.
    pub fn accepts(self, wheel: WheelFileName<'_>) -> bool {
        wheel.platforms().any(|platform| {
            platform_fits(self, platform)
                && wheel.abis().any(|abi| wheel.pythons().any(|python| python_fits(self.python, python, abi, platform == "any")))
        })
    }
}

/// `any`, `linux_<machine>`, `manylinux_2_N_<machine>` with N up to the target's glibc and its older names, or
/// `musllinux_1_N_<machine>` with N up to the target's musl.
fn platform_fits(target: Target, platform: &str) -> bool {
    if platform == "any" {
        return true;
    }
    let Some(platform) = platform.strip_suffix(target.machine.tag()).and_then(|rest| rest.strip_suffix('_')) else {
        return false;
    };
    if platform == "linux" {
        return true;
    }
    match target.libc {
        Libc::Glibc(newest) => match platform {
            "manylinux1" => target.machine == Machine::X86_64 && newest >= 5,
            "manylinux2010" => target.machine == Machine::X86_64 && newest >= 12,
            "manylinux2014" => newest >= 17,
            _ => platform.strip_prefix("manylinux_2_").and_then(|n| n.parse::<u16>().ok()).is_some_and(|n| n <= newest),
        },
        Libc::Musl(newest) => {
            platform.strip_prefix("musllinux_1_").and_then(|n| n.parse::<u16>().ok()).is_some_and(|n| n <= newest)
        }
    }
}

/// The interpreter and ABI tags that CPython 3.X accepts: its own, `abi3` of itself and of every earlier 3.Y from 3.2,
/// and `none` with `py3`, `py3Y` (Y up to X) or its own tag.
fn python_fits(python: PythonVersion, tag: &str, abi: &str, any_platform: bool) -> bool {
    let own = python.tag();
    let minor = |prefix: &str| tag.strip_prefix(prefix).and_then(|n| n.parse::<u8>().ok());
    match abi {
        "abi3" => minor("cp3").is_some_and(|minor| (2..=python.minor).contains(&minor)),
        "none" => tag == "py3" || minor("py3").is_some_and(|minor| minor <= python.minor) || tag == own,
        // Before 3.8 the ABI of the usual build carried an `m` for pymalloc.
        abi => !any_platform && tag == own && (abi == own || (python.minor < 8 && abi == format!("{own}m"))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(python: &str, libc: Libc, machine: Machine, file: &str, expected: bool) {
        let target = Target { python: python.parse().unwrap(), libc, machine };
        assert_eq!(target.accepts(WheelFileName::parse(file).unwrap()), expected, "{file} on {python} {libc:?} {machine:?}");
    }

    #[test]
    fn wheels_fit_as_packaging_says() {
        use Libc::{Glibc, Musl};
        use Machine::{Aarch64, X86_64};
        check("3.12", Glibc(41), X86_64, "numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", true);
        check("3.13", Glibc(41), X86_64, "numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", false);
        check("3.12", Glibc(41), Aarch64, "numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", false);
        check("3.12", Musl(2), X86_64, "numpy-2.1.0-cp312-cp312-manylinux_2_17_x86_64.whl", false);
        check("3.12", Musl(2), X86_64, "numpy-2.1.0-cp312-cp312-musllinux_1_2_x86_64.whl", true);
        check("3.14", Glibc(36), X86_64, "cryptography-45.0.0-cp37-abi3-manylinux_2_28_x86_64.whl", true);
        check("3.12", Glibc(36), Aarch64, "shiboken6-6.10.0-cp39-abi3-manylinux_2_39_aarch64.whl", false);
        check("3.12", Glibc(41), Aarch64, "shiboken6-6.10.0-cp39-abi3-manylinux_2_39_aarch64.whl", true);
        check("3.12", Glibc(41), X86_64, "flask-3.1.0-py3-none-any.whl", true);
        check("3.12", Glibc(41), X86_64, "six-1.16.0-py2.py3-none-any.whl", true);
        check("3.12", Glibc(41), X86_64, "old-1.0-py2-none-any.whl", false);
        check("3.11", Glibc(41), X86_64, "new-1.0-py312-none-any.whl", false);
        check("3.12", Glibc(41), X86_64, "uv-0.13.8-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl", true);
        check("3.13", Glibc(41), X86_64, "x-1.0-cp313-cp313t-manylinux_2_28_x86_64.whl", false);
        check("3.12", Glibc(41), X86_64, "x-1.0-1-cp312-cp312-linux_x86_64.whl", true);
        check("3.12", Glibc(41), X86_64, "x-1.0-cp312-cp312-win_amd64.whl", false);
        check("3.7", Glibc(36), X86_64, "x-1.0-cp37-cp37m-manylinux1_x86_64.whl", true);
    }
}
