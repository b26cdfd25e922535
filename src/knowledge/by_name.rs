//! A table whose rows are asked for by their names: one row is read, and not the whole table.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

/// What every row begins with, on a line of its own.
const BEGIN: &str = "\n{\"name\":\"";
/// What comes after the last row of the table's only list.
const END: &str = "\n]}";

/// The rows of a table by their names, by which they are sorted.
pub(super) struct ByName<T> {
    file: &'static str,
    groups: Vec<Group<T>>,
}

/// The rows of one name.
struct Group<T> {
    name: &'static str,
    /// With a comma behind each row, but for the last one of the table.
    text: &'static str,
    read: OnceLock<Vec<T>>,
}

impl<T: DeserializeOwned> ByName<T> {
    /// Finds where the rows begin in the text that the build has made of the file.
    pub fn new(file: &'static str, text: &'static str) -> Self {
        let text = text.strip_suffix(END).unwrap_or(text);
        let mut groups: Vec<Group<T>> = Vec::new();
        let mut begins = memchr::memmem::find_iter(text.as_bytes(), BEGIN).peekable();
        while let Some(begin) = begins.next() {
            let end = begins.peek().copied().unwrap_or(text.len());
            let rest = &text[begin + BEGIN.len()..end];
            let name = &rest[..memchr::memchr(b'"', rest.as_bytes()).unwrap_or(rest.len())];
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => {
                    let start = group.text.as_ptr() as usize - text.as_ptr() as usize;
                    group.text = &text[start..end];
                }
                None => groups.push(Group { name, text: &text[begin..end], read: OnceLock::new() }),
            }
        }
        Self { file, groups }
    }

    /// The rows of the name, in their order.
    pub fn get(&self, name: &str) -> &[T] {
        match self.groups.binary_search_by(|group| group.name.cmp(name)) {
            Ok(found) => self.groups[found].read(self.file),
            Err(_) => &[],
        }
    }
}

impl<T: DeserializeOwned> Group<T> {
    fn read(&self, file: &str) -> &[T] {
        self.read.get_or_init(|| super::embedded(file, &format!("[{}]", self.text.trim_end_matches(','))))
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Row {
        name: String,
        size: u8,
    }

    #[test]
    fn rows_of_a_name_are_read_together() {
        let text = "{\"row\":[\n{\"name\":\"a\",\"size\":1},\n{\"name\":\"b\",\"size\":2},\n{\"name\":\"b\",\"size\":3}\n]}";
        let rows: ByName<Row> = ByName::new("rows.toml", text);
        let sizes = |name: &str| rows.get(name).iter().map(|row| row.size).collect::<Vec<_>>();
        assert_eq!((sizes("a"), sizes("b"), sizes("c")), (vec![1], vec![2, 3], vec![]));
    }
}
