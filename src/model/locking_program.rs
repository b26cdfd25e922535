//! Programs that keep a lock: what each reads, and how it writes the lock anew.

use super::{LockFormat, PackageManager};

/// One row for each program. What differs only by these names is asked of the row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LockingProgram {
    pub manager: PackageManager,
    pub name: &'static str,
    /// The file that the lock is made from.
    pub manifest: &'static str,
    pub lock: &'static str,
    pub format: LockFormat,
    /// The command that writes the lock anew.
    pub relock: &'static str,
}

impl LockingProgram {
    pub const UV: Self = Self {
        manager: PackageManager::Uv,
        name: "uv",
        manifest: "pyproject.toml",
        lock: "uv.lock",
        format: LockFormat::Uv,
        relock: "uv lock",
    };
    pub const POETRY: Self = Self {
        manager: PackageManager::Poetry,
        name: "poetry",
        manifest: "pyproject.toml",
        lock: "poetry.lock",
        format: LockFormat::Poetry,
        relock: "poetry lock",
    };
    pub const PDM: Self = Self {
        manager: PackageManager::Pdm,
        name: "pdm",
        manifest: "pyproject.toml",
        lock: "pdm.lock",
        format: LockFormat::Pdm,
        relock: "pdm lock",
    };
    pub const PIPENV: Self = Self {
        manager: PackageManager::Pipenv,
        name: "pipenv",
        manifest: "Pipfile",
        lock: "Pipfile.lock",
        format: LockFormat::Pipenv,
        relock: "pipenv lock",
    };
    pub const ALL: [Self; 4] = [Self::UV, Self::POETRY, Self::PDM, Self::PIPENV];

    pub fn of(manager: PackageManager) -> Option<&'static Self> {
        Self::find(|row| row.manager == manager)
    }

    /// The program that a command names. `None` if it names none.
    pub fn named(name: &str) -> Option<&'static Self> {
        Self::find(|row| row.name == name)
    }

    pub fn with_lock(format: LockFormat) -> Option<&'static Self> {
        Self::find(|row| row.format == format)
    }

    fn find(is_meant: impl Fn(&Self) -> bool) -> Option<&'static Self> {
        const ROWS: &[LockingProgram] = &LockingProgram::ALL;
        ROWS.iter().find(|row| is_meant(row))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_has_the_name_of_its_manager_and_writes_its_own_lock() {
        for row in LockingProgram::ALL {
            assert_eq!(row.name, row.manager.name());
            assert_eq!(row.relock, format!("{} lock", row.name));
            assert_eq!(LockingProgram::of(row.manager), LockingProgram::named(row.name));
            assert_eq!(LockingProgram::of(row.manager), LockingProgram::with_lock(row.format));
        }
    }
}
