//! How the embedded files are read.

use super::packed::Packed;

/// Whether the name matches a pattern whose only wild card is `*`.
pub(super) fn matches_name(pattern: &str, name: &str) -> bool {
    // Most names differ in their first letter already, or in their last.
    let differs = |one: Option<&u8>, other: Option<&u8>| one.is_some_and(|byte| *byte != b'*' && other != Some(byte));
    let (pattern_bytes, bytes) = (pattern.as_bytes(), name.as_bytes());
    if differs(pattern_bytes.first(), bytes.first()) || differs(pattern_bytes.last(), bytes.last()) {
        return false;
    }
    let Some((first, rest)) = pattern.split_once('*') else { return pattern == name };
    let Some(mut name) = name.strip_prefix(first) else { return false };
    let mut pieces: Vec<&str> = rest.split('*').collect();
    let last = pieces.pop().unwrap_or_default();
    for piece in pieces {
        let Some(found) = name.find(piece) else { return false };
        name = &name[found + piece.len()..];
    }
    name.ends_with(last)
}

/// Reads one of the embedded files. They are part of the program, so a mistake in one is a mistake in the program, and
/// the tests of each file find it before a user does.
pub(super) fn embedded<T: serde::Deserialize<'static>>(name: &str, table: &'static str) -> T {
    match Packed::new(table).read() {
        Ok(value) => value,
        Err(error) => panic!("{name}: {error}"),
    }
}
