//! TOML values as Python's `json.dumps(…, sort_keys=True)` writes them, and the SHA-256 of that.
//!
//! Poetry, pdm and pipenv tell by such a hash of their manifest whether a lock still belongs to it.

use sha2::{Digest, Sha256};
use toml::de::DeValue;

use super::super::toml_file::Value;

/// `separators` of `json.dumps`.
#[derive(Clone, Copy)]
pub(super) enum Style {
    /// Python's default, with a space after `,` and `:`.
    Spaced,
    Compact,
}

/// `None` for what JSON cannot hold, or for a number that is not written the same in both.
pub(super) fn dumps(value: &Value<'_>, style: Style) -> Option<String> {
    match value.get_ref() {
        DeValue::String(text) => Some(string(text)),
        DeValue::Boolean(flag) => Some(flag.to_string()),
        DeValue::Integer(number) => (number.radix() == 10).then(|| number.as_str().trim_start_matches('+').to_owned()),
        DeValue::Float(_) | DeValue::Datetime(_) => None,
        DeValue::Array(items) => Some(array(&items.iter().map(|item| dumps(item, style)).collect::<Option<Vec<_>>>()?, style)),
        DeValue::Table(table) => {
            let member = |(key, value): (&toml::Spanned<_>, &Value<'_>)| {
                let key: &std::borrow::Cow<'_, str> = key.get_ref();
                Some((key.to_string(), dumps(value, style)?))
            };
            Some(object(table.iter().map(member).collect::<Option<Vec<_>>>()?, style))
        }
    }
}

pub(super) fn array(items: &[String], style: Style) -> String {
    format!("[{}]", items.join(if matches!(style, Style::Spaced) { ", " } else { "," }))
}

/// The members sorted by name; of two with the same name the last counts, as in a Python dictionary.
pub(super) fn object(members: Vec<(String, String)>, style: Style) -> String {
    let sorted: std::collections::BTreeMap<String, String> = members.into_iter().collect();
    let (comma, colon) = if matches!(style, Style::Spaced) { (", ", ": ") } else { (",", ":") };
    let members: Vec<String> = sorted.iter().map(|(key, value)| format!("{}{colon}{value}", string(key))).collect();
    format!("{{{}}}", members.join(comma))
}

/// A string with everything beyond ASCII escaped.
pub(super) fn string(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            ' '..='~' => out.push(c),
            _ => c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}"))),
        }
    }
    out.push('"');
    out
}

pub(super) fn sha256(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn strings_are_escaped_as_python_escapes_them() {
        // `json.dumps` of the same text in CPython 3.13.
        assert_eq!(string("Käse \"🐍\"\u{7f}\n\\"), r#""K\u00e4se \"\ud83d\udc0d\"\u007f\n\\""#);
    }

    #[test]
    fn the_hash_is_sha_256() {
        assert_eq!(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }
}
