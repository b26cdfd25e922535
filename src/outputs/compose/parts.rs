//! A compose file before it is text.

use super::yaml::Entries;

pub const FILE: &str = "compose.yaml";
pub const DEVELOPMENT: &str = "compose.dev.yaml";

/// A service of the file.
pub(super) struct Service {
    pub name: String,
    pub remarks: Vec<String>,
    pub entries: Entries,
}

/// A file before it is text.
pub(super) struct Parts {
    pub about: String,
    pub remarks: Vec<String>,
    /// Mappings that the services take in.
    pub shared: Entries,
    pub services: Vec<Service>,
    pub volumes: Vec<String>,
}
