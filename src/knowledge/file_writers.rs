//! `file_writers.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// What writes to the file system, as code and settings name it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FileWriters {
    #[serde(rename = "call")]
    pub calls: Vec<WriterCall>,
    #[serde(rename = "setting")]
    pub settings: Vec<WriterSetting>,
    #[serde(rename = "table")]
    pub tables: Vec<WriterTable>,
    #[serde(rename = "option")]
    pub options: Vec<WriterOption>,
}

/// A function that is given the path. Ex) `os.makedirs(name)`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterCall {
    pub name: String,
    pub argument: String,
    #[serde(default)]
    pub position: usize,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
}

/// A name that is set to the path. Ex) `MEDIA_ROOT`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterSetting {
    pub name: String,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
}

/// A dictionary with the path beside what says its kind. Ex) Django's `DATABASES`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterTable {
    pub key: String,
    pub ends: String,
    pub path: String,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
}

/// An option of the start command whose value is the path. Ex) `--data-dir /data`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterOption {
    pub flag: String,
    /// The only program that means it so; any program where none is named.
    pub program: Option<String>,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Makes {
    File,
    Folder,
}

pub fn file_writers() -> &'static FileWriters {
    static TABLE: OnceLock<FileWriters> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("file_writers.toml", table!("file_writers")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_sorted_and_their_names_are_qualified() {
        let table = file_writers();
        assert!(table.calls.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.calls.iter().all(|row| row.name.contains('.')));
        assert!(table.settings.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.tables.is_sorted_by(|a, b| a.key < b.key));
        assert!(table.options.is_sorted_by(|a, b| (&a.flag, &a.program) < (&b.flag, &b.program)));
        assert!(table.options.iter().all(|row| row.flag.starts_with('-')));
    }
}
