//! Where pydock keeps what it asked for.

use std::path::PathBuf;

/// `$XDG_CACHE_HOME/pydock`, or below the home folder.
pub fn folder() -> Option<PathBuf> {
    let folder = |name: &str| std::env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    folder("XDG_CACHE_HOME").or_else(|| Some(folder("HOME")?.join(".cache"))).map(|path| path.join("pydock"))
}
