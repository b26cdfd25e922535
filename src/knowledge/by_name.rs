//! A table whose rows are asked for by their names: one row is read, and not the whole table.

use std::sync::OnceLock;

use serde::Deserialize;

use super::packed::Packed;

/// The rows of a table by their names, by which they are sorted.
pub(super) struct ByName<T> {
    file: &'static str,
    groups: Vec<Group<T>>,
}

/// The rows of one name.
struct Group<T> {
    name: &'static str,
    first: Packed,
    count: usize,
    read: OnceLock<Vec<T>>,
}

impl<T: Deserialize<'static>> ByName<T> {
    /// Finds where the rows begin in the table, which has one list.
    pub fn new(file: &'static str, table: &'static str) -> Self {
        let mut groups: Vec<Group<T>> = Vec::new();
        for row in Packed::new(table).entries().flat_map(|(_, list)| list.values()) {
            let name = row.get("name").and_then(|name| name.text().ok()).unwrap_or_default();
            match groups.last_mut().filter(|group| group.name == name) {
                Some(group) => group.count += 1,
                None => groups.push(Group { name, first: row, count: 1, read: OnceLock::new() }),
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

impl<T: Deserialize<'static>> Group<T> {
    fn read(&self, file: &str) -> &[T] {
        self.read.get_or_init(|| {
            let rows: Result<Vec<T>, _> = self.first.and_following(self.count).map(Packed::read).collect();
            rows.unwrap_or_else(|error| panic!("{file}: {}: {error}", self.name))
        })
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::super::pack::pack;
    use super::*;

    #[derive(Debug, Deserialize, PartialEq)]
    struct Row {
        name: String,
        size: u8,
    }

    #[test]
    fn rows_of_a_name_are_read_together() {
        let rows = [("a", 1), ("b", 2), ("b", 3)].map(|(name, size)| serde_json::json!({"name": name, "size": size}));
        let rows: ByName<Row> = ByName::new("rows.toml", pack(&serde_json::json!({ "row": rows })).leak());
        let sizes = |name: &str| rows.get(name).iter().map(|row| row.size).collect::<Vec<_>>();
        assert_eq!((sizes("a"), sizes("b"), sizes("c")), (vec![1], vec![2, 3], vec![]));
    }
}
