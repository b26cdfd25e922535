//! `Pipfile`

use crate::model::{Dependency, RelPath};

#[derive(Debug, Clone)]
pub struct Pipfile {
    pub path: RelPath,
    pub packages: Vec<Dependency>,
    pub dev_packages: Vec<Dependency>,
    /// `[scripts]`: name and command line.
    pub scripts: Vec<(String, String)>,
}
