//! The packed form: what is written is what is read, and what a mistake is called.

use serde::Deserialize;
use serde_json::{Value, json};

use super::super::pack::pack;
use super::Packed;

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Row {
    name: String,
    #[serde(default)]
    size: u8,
    kind: Option<Kind>,
    #[serde(default, rename = "part")]
    parts: Vec<Part>,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(rename_all = "kebab-case")]
enum Kind {
    Small,
    VeryLarge,
}

#[derive(Debug, Deserialize, PartialEq)]
#[serde(deny_unknown_fields)]
struct Part {
    of: (i8, String),
}

fn read<T: Deserialize<'static>>(table: &Value) -> Result<T, String> {
    Packed::new(pack(table).leak()).read().map_err(|error| error.to_string())
}

#[test]
fn what_is_packed_is_what_is_read() {
    let numbers = json!([0, 63, 64, 4095, 4096, -1, -64, i64::MAX, i64::MIN + 1]);
    let texts = json!(["", "ab", "abc", "äöü", "a".repeat(119), "a".repeat(120), "a".repeat(70_000)]);
    let values = json!({ "a": [], "b": {}, "numbers": numbers, "texts": texts, "again": texts, "truth": [true, false] });
    assert_eq!(read::<Value>(&values), Ok(values));
}

#[test]
#[allow(clippy::disallowed_methods, reason = "a test may read the disk")]
fn every_table_is_read_as_its_file_says() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/knowledge");
    let mut folders = vec![folder];
    let mut count = 0;
    while let Some(folder) = folders.pop() {
        for path in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "toml") {
                let table = toml::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
                assert_eq!(read::<Value>(&table), Ok(table), "{}", path.display());
                count += 1;
            }
        }
    }
    assert!(count > 100, "{count}");
}

#[test]
fn a_field_is_found_wherever_the_row_has_it() {
    let part = |of| Part { of };
    let parts = vec![part((-3, "x".to_owned())), part((4, "y".to_owned()))];
    let row = Row { name: "a".to_owned(), size: 2, kind: Some(Kind::VeryLarge), parts };
    let parts = json!([{ "of": [-3, "x"] }, { "of": [4, "y"] }]);
    assert_eq!(read(&json!({ "part": parts, "kind": "very-large", "size": 2, "name": "a" })), Ok(row));
    assert_eq!(read(&json!({ "name": "a" })), Ok(Row { name: "a".to_owned(), size: 0, kind: None, parts: vec![] }));
}

#[test]
fn a_mistake_is_named() {
    for (row, expected) in [
        (json!({}), "missing field `name`"),
        (json!([]), "a list where a table is expected"),
        (json!({ "name": 1 }), "name: a number where a string is expected"),
        (json!({ "name": "a", "size": "b" }), "size: `b` where a number is expected"),
        (json!({ "name": "a", "size": 300 }), "size: invalid value: integer `300`, expected u8"),
        (json!({ "name": "a", "sizes": 1 }), "unknown field `sizes`, expected one of `name`, `size`, `kind`, `part`"),
        (json!({ "name": "a", "kind": "large" }), "kind: unknown variant `large`, expected `small` or `very-large`"),
        (json!({ "name": "a", "part": [{}] }), "part: missing field `of`"),
        (json!({ "name": "a", "part": [{ "of": [1] }] }), "part: of: it has only 1 elements"),
        (json!({ "name": "a", "part": {} }), "part: a table where a list is expected"),
    ] {
        assert_eq!(read::<Row>(&row), Err(expected.to_owned()), "{row}");
    }
}
