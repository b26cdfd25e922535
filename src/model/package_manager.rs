//! The ways in which Python projects say what they need.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::conversions::text_conversions;
use super::{InvalidValue, LockFormat, LockingProgram};

/// What installs the project's dependencies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PackageManager {
    /// `requirements*.txt`, pip-tools' output included.
    Pip,
    /// `uv.lock`
    Uv,
    /// `poetry.lock`, or a `[tool.poetry]` table without one.
    Poetry,
    /// `pdm.lock`
    Pdm,
    /// `Pipfile` and `Pipfile.lock`
    Pipenv,
    /// `pylock.toml` (PEP 751)
    Pylock,
    /// `pyproject.toml` without a lock, with any build backend or none (PEP 621, PEP 517).
    Pyproject,
    /// `setup.py` or `setup.cfg` alone.
    Setuptools,
    /// One script with inline metadata (PEP 723).
    Script,
    /// Nothing to install: the standard library does.
    None,
}

impl PackageManager {
    pub const ALL: [Self; 10] = [
        Self::Pip,
        Self::Uv,
        Self::Poetry,
        Self::Pdm,
        Self::Pipenv,
        Self::Pylock,
        Self::Pyproject,
        Self::Setuptools,
        Self::Script,
        Self::None,
    ];

    /// Whether the project itself is what is installed, with the extras and groups that it declares.
    pub fn installs_project(self) -> bool {
        match self {
            Self::Uv | Self::Poetry | Self::Pdm | Self::Pyproject | Self::Setuptools => true,
            Self::Pip | Self::Pipenv | Self::Pylock | Self::Script | Self::None => false,
        }
    }

    /// The lock that it installs from. `None` if it has no lock.
    pub fn lock_format(self) -> Option<LockFormat> {
        match self {
            Self::Pylock => Some(LockFormat::Pylock),
            other => LockingProgram::of(other).map(|program| program.format),
        }
    }

    /// What installs from a lock of this format; `None` for requirements files, which are ranked by what they are for.
    pub fn of_lock(format: LockFormat) -> Option<Self> {
        match format {
            LockFormat::Pylock => Some(Self::Pylock),
            other => LockingProgram::with_lock(other).map(|program| program.manager),
        }
    }

    /// The name used on the command line, in templates and in presets.
    pub fn name(self) -> &'static str {
        match self {
            Self::Pip => "pip",
            Self::Uv => "uv",
            Self::Poetry => "poetry",
            Self::Pdm => "pdm",
            Self::Pipenv => "pipenv",
            Self::Pylock => "pylock",
            Self::Pyproject => "pyproject",
            Self::Setuptools => "setuptools",
            Self::Script => "script",
            Self::None => "none",
        }
    }
}

impl FromStr for PackageManager {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        Self::ALL.into_iter().find(|manager| manager.name() == text).ok_or_else(|| {
            InvalidValue::new(
                "package manager",
                text,
                "pip, uv, poetry, pdm, pipenv, pylock, pyproject, setuptools, script or none",
            )
        })
    }
}

text_conversions!(PackageManager: named);
