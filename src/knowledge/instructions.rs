//! `instructions.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// What Docker's reference says about instructions, in a sentence each.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstructionRows {
    #[serde(rename = "instruction")]
    pub instructions: Vec<InstructionRow>,
    #[serde(rename = "flag")]
    pub flags: Vec<FlagRow>,
    #[serde(rename = "mount")]
    pub mounts: Vec<MountRow>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InstructionRow {
    /// In the upper case of the reference.
    pub keyword: String,
    pub about: String,
    /// The place in the reference. Ex) `maintainer-deprecated`
    pub anchor: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlagRow {
    /// Without the dashes. Ex) `chown`
    pub name: String,
    pub about: String,
}

/// A kind of `RUN --mount`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MountRow {
    /// Ex) `cache`
    pub kind: String,
    /// The end of a sentence.
    pub about: String,
}

pub fn instruction_rows() -> &'static InstructionRows {
    static TABLE: OnceLock<InstructionRows> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("instructions.toml", table!("instructions")))
}

impl InstructionRows {
    pub fn instruction(&self, keyword: &str) -> Option<&InstructionRow> {
        self.instructions.iter().find(|row| row.keyword == keyword)
    }

    pub fn flag(&self, name: &str) -> Option<&FlagRow> {
        self.flags.iter().find(|row| row.name == name)
    }

    pub fn mount(&self, kind: &str) -> Option<&MountRow> {
        self.mounts.iter().find(|row| row.kind == kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted() {
        let rows = instruction_rows();
        assert!(rows.instructions.is_sorted_by(|a, b| a.keyword < b.keyword));
        assert!(rows.flags.is_sorted_by(|a, b| a.name < b.name));
        assert!(rows.mounts.is_sorted_by(|a, b| a.kind < b.kind));
    }
}
