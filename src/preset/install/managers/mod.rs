//! One file for each manager.

mod nothing;
mod pdm;
mod pip;
mod pipenv;
mod poetry;
mod pylock;
mod pyproject;
mod script;
mod setuptools;
mod uv;

use super::manager::Manager;
use crate::model::PackageManager;

/// How the manager installs.
pub(super) fn of(manager: PackageManager) -> &'static dyn Manager {
    match manager {
        PackageManager::Pip => &pip::Pip,
        PackageManager::Uv => &uv::Uv,
        PackageManager::Poetry => &poetry::Poetry,
        PackageManager::Pdm => &pdm::Pdm,
        PackageManager::Pipenv => &pipenv::Pipenv,
        PackageManager::Pylock => &pylock::Pylock,
        PackageManager::Pyproject => &pyproject::PyprojectList,
        PackageManager::Setuptools => &setuptools::Setuptools,
        PackageManager::Script => &script::Script,
        PackageManager::None => &nothing::Nothing,
    }
}
