//! Writes a table in the form that `packed.rs` reads. The build does it, and the tests of the form.
//!
//! A packed table is text, so that a part of it is a string without a check of its bytes. A number is digits of six bits, the
//! lowest first; every digit but the last has the bit `MORE`.
//!
//! | a value | is written as |
//! |---|---|
//! | `false`, `true` | `FALSE`, `TRUE` |
//! | a number | `NUMBER` or `NEGATIVE`, its digits |
//! | a list | `LIST`, the length of what follows, the count, the elements |
//! | a table | `MAP`, the length of what follows, the count, each key before its value |
//! | a string that occurs once | `SHORT` and its length, or `LONG` and the digits of its length; the string |
//! | a string that occurs again | `SHARED`, its place among those at the beginning of the text |

use std::collections::BTreeMap;

use serde_json::Value;

pub const FALSE: u8 = 0;
pub const TRUE: u8 = 1;
pub const NUMBER: u8 = 2;
pub const NEGATIVE: u8 = 3;
pub const LIST: u8 = 4;
pub const MAP: u8 = 5;
pub const SHARED: u8 = 6;
pub const LONG: u8 = 7;
pub const SHORT: u8 = 8;
/// Of a digit: another one follows.
pub const MORE: u8 = 0x40;
/// The number of digits of the length of the shared strings, with which the text begins.
pub const HEAD: usize = 4;

/// The table in its packed form.
pub fn pack(table: &Value) -> String {
    let mut counts = BTreeMap::new();
    count(table, &mut counts);
    // A place takes as much room as a short string. The ones in front have the shortest places.
    let mut shared: Vec<(&str, usize)> = counts.into_iter().filter(|(text, count)| text.len() > 2 && *count > 1).collect();
    shared.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(b.0)));
    let mut pool = String::new();
    let mut places = BTreeMap::new();
    for (text, _) in shared {
        places.insert(text, pool.len());
        string(text, &mut pool);
    }
    let mut packed = String::new();
    for digit in 0..HEAD {
        let more = if digit + 1 < HEAD { MORE } else { 0 };
        packed.push(char::from((pool.len() >> (6 * digit) & 0x3F) as u8 | more));
    }
    packed.push_str(&pool);
    value(table, &places, &mut packed);
    packed
}

fn count<'t>(value: &'t Value, counts: &mut BTreeMap<&'t str, usize>) {
    match value {
        Value::String(text) => *counts.entry(text).or_default() += 1,
        Value::Array(elements) => elements.iter().for_each(|element| count(element, counts)),
        Value::Object(entries) => {
            for (key, value) in entries {
                *counts.entry(key).or_default() += 1;
                count(value, counts);
            }
        }
        _ => {}
    }
}

fn value(value: &Value, places: &BTreeMap<&str, usize>, packed: &mut String) {
    match value {
        Value::Bool(value) => packed.push(char::from(if *value { TRUE } else { FALSE })),
        Value::Number(found) => {
            let found = found.as_i64().unwrap_or_else(|| panic!("no table has {found}, which is not a whole number"));
            packed.push(char::from(if found < 0 { NEGATIVE } else { NUMBER }));
            number(found.unsigned_abs(), packed);
        }
        Value::String(text) => shared_or_own(text, places, packed),
        Value::Array(elements) => {
            let mut content = String::new();
            number(elements.len() as u64, &mut content);
            elements.iter().for_each(|element| self::value(element, places, &mut content));
            composed(LIST, &content, packed);
        }
        Value::Object(entries) => {
            let mut content = String::new();
            number(entries.len() as u64, &mut content);
            for (key, value) in entries {
                shared_or_own(key, places, &mut content);
                self::value(value, places, &mut content);
            }
            composed(MAP, &content, packed);
        }
        Value::Null => panic!("TOML has no null"),
    }
}

fn composed(kind: u8, content: &str, packed: &mut String) {
    packed.push(char::from(kind));
    number(content.len() as u64, packed);
    packed.push_str(content);
}

fn shared_or_own(text: &str, places: &BTreeMap<&str, usize>, packed: &mut String) {
    match places.get(text) {
        Some(place) => {
            packed.push(char::from(SHARED));
            number(*place as u64, packed);
        }
        None => string(text, packed),
    }
}

fn string(text: &str, packed: &mut String) {
    match u8::try_from(text.len()) {
        Ok(length) if length < 0x80 - SHORT => packed.push(char::from(SHORT + length)),
        _ => {
            packed.push(char::from(LONG));
            number(text.len() as u64, packed);
        }
    }
    packed.push_str(text);
}

fn number(mut number: u64, packed: &mut String) {
    while number > 0x3F {
        packed.push(char::from((number & 0x3F) as u8 | MORE));
        number >>= 6;
    }
    packed.push(char::from(number as u8));
}
