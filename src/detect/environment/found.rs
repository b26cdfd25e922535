//! What one module reads from its environment.

use std::collections::HashSet;

use super::held::Demand;
use super::helpers::Helper;
use super::read::Read;
use crate::model::{Location, RelPath};

/// What one module reads, and the functions in it that read what they are told to.
#[derive(Debug, Default)]
pub struct Found {
    pub reads: Vec<Read>,
    pub helpers: Vec<Helper>,
    /// Variables that the code sets itself.
    pub stores: Vec<Read>,
    /// The functions of the project that it calls.
    pub called: HashSet<(RelPath, String)>,
    pub config: Configuration,
    /// What the program cannot do without, of what other code holds.
    pub demands: Vec<Demand>,
}

/// What a module does with a configuration whose keys are variables with a prefix.
#[derive(Debug, Default)]
pub struct Configuration {
    pub prefix: Option<String>,
    pub loaded: Vec<(String, Location)>,
    pub stored: Vec<String>,
}
