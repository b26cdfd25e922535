//! A TOML file whose facts know their line.
//!
//! The tools that own these files refuse a value of the wrong type, so the getters do too: a missing key is `None`, a
//! wrong type is an error with file and line.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::{ManifestError, shown};
use crate::model::{Location, RelPath};

pub(super) type Table<'t> = DeTable<'t>;
pub(super) type Value<'t> = Spanned<DeValue<'t>>;

/// One parsed file. It borrows its text, so that even a large lock file is read without copying.
pub(super) struct TomlFile<'t> {
    pub path: RelPath,
    pub root: Table<'t>,
    newlines: Vec<usize>,
}

impl<'t> TomlFile<'t> {
    pub fn parse(path: &RelPath, text: &'t str) -> Result<Self, ManifestError> {
        let newlines = memchr::memchr_iter(b'\n', text.as_bytes()).collect();
        let mut file = Self { path: path.clone(), root: Table::new(), newlines };
        match DeTable::parse(text) {
            Ok(root) => {
                file.root = root.into_inner();
                Ok(file)
            }
            Err(error) => {
                let at = file.at_span(error.span().unwrap_or_default());
                Err(ManifestError::invalid(at, format!("invalid TOML: {}", shown(error.message()))))
            }
        }
    }

    fn at_span(&self, span: Range<usize>) -> Location {
        Location::line(self.path.clone(), 1 + self.newlines.partition_point(|newline| *newline < span.start))
    }

    /// Where a value, or a key, stands.
    pub fn at<T>(&self, spanned: &Spanned<T>) -> Location {
        self.at_span(spanned.span())
    }

    /// Where the key stands in its table; the file alone when it is not there.
    pub fn at_key(&self, table: &Table<'_>, key: &str) -> Location {
        match table.get_key_value(key) {
            Some((found, _)) => self.at(found),
            None => Location::file(self.path.clone()),
        }
    }

    pub fn wrong_type(&self, value: &Value<'_>, what: &str, expected: &str) -> ManifestError {
        let found = value.get_ref().type_str();
        ManifestError::invalid(self.at(value), format!("`{}` is of type {found}: expected {expected}", shown(what)))
    }

    pub fn table<'v>(&self, table: &'v Table<'t>, key: &str) -> Result<Option<&'v Table<'t>>, ManifestError> {
        self.typed(table, key, "a table", DeValue::as_table)
    }

    pub fn string<'v>(&self, table: &'v Table<'t>, key: &str) -> Result<Option<&'v str>, ManifestError> {
        self.typed(table, key, "a string", DeValue::as_str)
    }

    pub fn boolean(&self, table: &Table<'t>, key: &str) -> Result<Option<bool>, ManifestError> {
        self.typed(table, key, "true or false", DeValue::as_bool)
    }

    pub fn array<'v>(&self, table: &'v Table<'t>, key: &str) -> Result<&'v [Value<'t>], ManifestError> {
        Ok(self.typed(table, key, "an array", |value| value.as_array().map(|array| &**array))?.unwrap_or_default())
    }

    /// The strings of an array; a missing key is an empty array.
    pub fn strings<'v>(&self, table: &'v Table<'t>, key: &str) -> Result<Vec<(&'v str, Location)>, ManifestError> {
        self.array(table, key)?
            .iter()
            .map(|item| match item.get_ref().as_str() {
                Some(text) => Ok((text, self.at(item))),
                None => Err(self.wrong_type(item, key, "an array of strings")),
            })
            .collect()
    }

    /// The tables of an array of tables; a missing key is an empty array.
    pub fn tables<'v>(&self, table: &'v Table<'t>, key: &str) -> Result<Vec<(&'v Table<'t>, Location)>, ManifestError> {
        self.array(table, key)?
            .iter()
            .map(|item| match item.get_ref().as_table() {
                Some(table) => Ok((table, self.at(item))),
                None => Err(self.wrong_type(item, key, "an array of tables")),
            })
            .collect()
    }

    fn typed<'v, T>(
        &self,
        table: &'v Table<'t>,
        key: &str,
        expected: &str,
        read: impl Fn(&'v DeValue<'t>) -> Option<T>,
    ) -> Result<Option<T>, ManifestError> {
        match table.get(key) {
            None => Ok(None),
            Some(value) => match read(value.get_ref()) {
                Some(found) => Ok(Some(found)),
                None => Err(self.wrong_type(value, key, expected)),
            },
        }
    }
}

/// The value at a path of keys, when every step is a table and is there. `None` if a step is missing or no table.
/// Ex) `["tool", "uv", "package"]`
pub(super) fn lookup<'v, 't>(root: &'v Table<'t>, keys: &[&str]) -> Option<&'v Value<'t>> {
    let (last, above) = keys.split_last()?;
    let mut table = root;
    for key in above {
        table = table.get(*key)?.get_ref().as_table()?;
    }
    table.get(*last)
}
