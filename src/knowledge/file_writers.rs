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
    #[serde(rename = "method")]
    pub methods: Vec<WriterMethod>,
}

/// A function that is given the path, or a class whose constructor is. Ex) `os.makedirs(name)`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterCall {
    pub name: String,
    pub argument: String,
    /// The place of the argument; one that is only given by its name has none.
    #[serde(default)]
    pub position: usize,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
    /// Text in every file that calls it, where the first part of the name is too common. `None` if the name is enough.
    pub sign: Option<String>,
    /// What is put behind the path. Ex) `.session`
    #[serde(default)]
    pub suffix: String,
    /// Where the mode of the file stands, if it writes in some modes alone. `None` if every call writes.
    pub mode: Option<usize>,
    /// Arguments with which nothing is written.
    #[serde(default)]
    pub unless: Vec<String>,
    /// It writes only if this argument begins so. `None` if every argument will do.
    pub only: Option<OnlyIf>,
    /// It puts a file in the place of another one, so that a link in its place does not help.
    #[serde(default)]
    pub replaces: bool,
    /// Any part of a program may call it, as `open`.
    #[serde(default)]
    pub sometimes: bool,
    /// The path where the call names none. `None` if such a call writes nothing.
    pub default: Option<String>,
    /// It writes only in releases before this one. `None` if every release does.
    pub before: Option<Before>,
    /// The folder that a relative path counts from. `None` means the working folder.
    pub within: Option<Within>,
}

/// A distribution and the first release of it that is meant no more.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Before {
    pub distribution: String,
    pub release: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Within {
    /// The folder `static` beside the module that makes the Flask application.
    StaticFolder,
}

/// An argument and the beginning of its value.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OnlyIf {
    pub argument: String,
    pub begins: String,
}

/// A method that writes to the path that it is given, whatever the object. Ex) `frame.to_csv(path)`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterMethod {
    pub name: String,
    pub argument: String,
    /// The place of the argument; one that is only given by its name has none.
    #[serde(default)]
    pub position: usize,
    #[serde(default = "Makes::file")]
    pub makes: Makes,
    /// Only a call with no other argument than the path by its place is meant: the name is a common one.
    #[serde(default)]
    pub alone: bool,
    /// Text in every file that calls it, where the name is not rare enough.
    sign: Option<String>,
}

impl WriterMethod {
    /// Text that occurs in every file with a call of it.
    pub fn sign(&self) -> &str {
        self.sign.as_deref().unwrap_or(&self.name)
    }
}

impl WriterCall {
    /// Text that occurs in every file with a call of it.
    pub fn sign(&self) -> &str {
        self.sign.as_deref().unwrap_or_else(|| self.name.split('.').next().unwrap_or(&self.name))
    }
}

/// A name that is set to the path. Ex) `MEDIA_ROOT`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterSetting {
    /// In capitals, or as the attribute of a settings class in small letters, with a prefix or without.
    pub name: String,
    pub makes: Makes,
    #[serde(default)]
    pub keeps: bool,
    /// A folder of the repository with this name may only be read.
    #[serde(default)]
    pub new: bool,
    /// The value that makes the program write to `path`: the setting itself names none. `None` if the value is the path.
    pub when: Option<String>,
    pub path: Option<String>,
    /// Text in a file that says another path. `None` if nothing else does.
    pub unless: Option<String>,
}

impl WriterSetting {
    /// Ex) `MEDIA_ROOT`, `PRIVATE_MEDIA_ROOT` and `media_root` of the row `MEDIA_ROOT`
    pub fn is_called(&self, name: &str) -> bool {
        let Some(start) = name.len().checked_sub(self.name.len()) else { return false };
        let ends = name.get(start..).is_some_and(|end| end.eq_ignore_ascii_case(&self.name));
        ends && (start == 0 || name[..start].ends_with('_'))
    }
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
    /// Any part of a program may use it.
    #[serde(default)]
    pub sometimes: bool,
}

/// An option of the start command whose value is the path. Ex) `--data-dir /data`
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriterOption {
    pub flag: String,
    /// The only program that means it so; `None` if any program does.
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

impl Makes {
    fn file() -> Self {
        Self::File
    }
}

impl FileWriters {
    /// Each distribution and release that a call depends on.
    pub fn releases(&self) -> impl Iterator<Item = &Before> {
        self.calls.iter().filter_map(|row| row.before.as_ref())
    }
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
        assert!(table.methods.is_sorted_by(|a, b| a.name < b.name));
        assert!(table.calls.iter().all(|row| !row.sign().is_empty()));
        assert!(table.settings.iter().all(|row| row.when.is_some() == row.path.is_some()));
    }

    #[test]
    fn a_setting_may_have_a_prefix() {
        let row = file_writers().settings.iter().find(|row| row.name == "MEDIA_ROOT").unwrap();
        for (name, expected) in [
            ("MEDIA_ROOT", true),
            ("PRIVATE_MEDIA_ROOT", true),
            ("media_root", true),
            ("MULTIMEDIA_ROOT", false),
            ("ROOT", false),
        ] {
            assert_eq!(row.is_called(name), expected, "{name}");
        }
    }
}
