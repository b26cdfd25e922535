//! `shared_files.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::PackageName;

/// Distributions of which only one should be installed, because they hold the same files.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SharedFiles {
    /// The folder or file that they all hold. Ex) `cv2`
    pub module: String,
    pub names: Vec<PackageName>,
    /// Other distributions require a member of it.
    #[serde(default)]
    pub required: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    family: Vec<SharedFiles>,
}

/// The family that the distribution belongs to. `None` if it is in none.
pub fn shared_files(name: &PackageName) -> Option<&'static SharedFiles> {
    families().iter().find(|family| family.names.contains(name))
}

fn families() -> &'static [SharedFiles] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("shared_files.toml", table!("shared_files"))).family
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn families_are_sorted_and_no_distribution_is_in_two() {
        assert!(families().is_sorted_by(|a, b| a.module < b.module));
        let mut seen = BTreeSet::new();
        for family in families() {
            assert!(family.names.is_sorted_by(|a, b| a < b), "{}", family.module);
            assert!(family.names.len() > 1, "{}", family.module);
            for name in &family.names {
                assert!(seen.insert(name), "{name}");
            }
        }
    }
}
