//! What Spaces of Hugging Face are made with.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::model::PackageName;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    sdk: Vec<SpaceKit>,
}

/// One value of `sdk`: the distribution that the host installs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpaceKit {
    pub name: PackageName,
    /// The words in front of the file. Ex) `streamlit run`
    pub starts: String,
}

pub fn space_kit(name: &str) -> Option<&'static SpaceKit> {
    static TABLE: OnceLock<Table> = OnceLock::new();
    let table = TABLE.get_or_init(|| super::embedded("spaces.toml", table!("spaces")));
    table.sdk.iter().find(|kit| kit.name.as_ref() == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_kit_has_a_start() {
        assert_eq!(space_kit("streamlit").map(|kit| kit.starts.as_str()), Some("streamlit run"));
        assert!(space_kit("docker").is_none() && space_kit("static").is_none());
    }
}
