//! A long table whose rows are read one distribution at a time.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

/// What every row begins with, on a line of its own; the name is its first key.
const BEGIN: &str = "\n{\"name\":\"";

/// Where the rows of each distribution are in the text of a table.
pub(super) struct RowIndex<T: 'static> {
    table: &'static str,
    distributions: Vec<Rows<T>>,
}

/// The rows of one distribution.
struct Rows<T> {
    name: &'static str,
    /// With a comma between the rows, and what comes after the last one.
    text: &'static str,
    read: OnceLock<Vec<T>>,
}

impl<T: DeserializeOwned> RowIndex<T> {
    /// `table` is the name of the file, for messages, and `text` the whole of it.
    pub fn new(table: &'static str, text: &'static str) -> Self {
        let begins: Vec<usize> = text.match_indices(BEGIN).map(|(begin, _)| begin).collect();
        let name = |begin: usize| text[begin + BEGIN.len()..].split('"').next().unwrap_or_default();
        let groups: Vec<&[usize]> = begins.chunk_by(|a, b| name(*a) == name(*b)).collect();
        let ends = groups.iter().skip(1).map(|rows| rows[0]).chain([text.len()]);
        let rows = groups.iter().zip(ends);
        let rows = rows.map(|(rows, end)| Rows { name: name(rows[0]), text: &text[rows[0]..end], read: OnceLock::new() });
        Self { table, distributions: rows.collect() }
    }

    /// The rows of one distribution, in the order of the table.
    pub fn rows(&self, name: &str) -> &[T] {
        let Ok(found) = self.distributions.binary_search_by(|rows| rows.name.cmp(name)) else { return &[] };
        let own = &self.distributions[found];
        own.read.get_or_init(|| {
            let rows = own.text.strip_suffix("\n]}").unwrap_or(own.text);
            super::embedded(self.table, &format!("[{}]", rows.trim_end_matches(',')))
        })
    }

    #[cfg(test)]
    pub fn names(&self) -> Vec<&'static str> {
        self.distributions.iter().map(|rows| rows.name).collect()
    }
}
