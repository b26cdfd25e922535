//! Where pydock keeps what it asked for, and what it replaced.

use std::path::PathBuf;

/// `$XDG_CACHE_HOME/pydock`, or below the home folder. `None` if neither variable is set.
pub fn folder() -> Option<PathBuf> {
    named("XDG_CACHE_HOME").or_else(|| Some(named("HOME")?.join(".cache"))).map(|path| path.join("pydock"))
}

/// `$XDG_STATE_HOME/pydock/undo`, or below the home folder: what the last run in each project replaced.
/// `None` if neither variable is set.
pub fn replaced() -> Option<PathBuf> {
    let state = named("XDG_STATE_HOME").or_else(|| Some(named("HOME")?.join(".local").join("state")));
    state.map(|path| path.join("pydock").join("undo"))
}

/// The folder that a variable names. `None` if it is not set.
pub fn named(variable: &str) -> Option<PathBuf> {
    std::env::var_os(variable).map(PathBuf::from).filter(|path| path.is_absolute())
}
