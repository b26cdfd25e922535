//! The name of a wheel file: `{distribution}-{version}(-{build})?-{python}-{abi}-{platform}.whl` (PEP 427).

/// The tags of a wheel's file name. Each is a set joined by dots, and the wheel fits when any combination does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WheelFileName<'a> {
    python: &'a str,
    abi: &'a str,
    platform: &'a str,
}

impl<'a> WheelFileName<'a> {
    /// Nothing when the name is not a wheel's.
    pub fn parse(file_name: &'a str) -> Option<Self> {
        let stem = file_name.strip_suffix(".whl")?;
        let mut parts = stem.rsplitn(4, '-');
        let (platform, abi, python) = (parts.next()?, parts.next()?, parts.next()?);
        // What is left is the distribution, the version and perhaps a build number.
        parts.next().filter(|rest| rest.contains('-'))?;
        Some(Self { python, abi, platform })
    }

    pub fn pythons(self) -> impl Iterator<Item = &'a str> {
        self.python.split('.')
    }

    pub fn abis(self) -> impl Iterator<Item = &'a str> {
        self.abi.split('.')
    }

    pub fn platforms(self) -> impl Iterator<Item = &'a str> {
        self.platform.split('.')
    }

    /// The wheel holds no compiled code.
    pub fn is_pure(self) -> bool {
        self.platform == "any"
    }
}
