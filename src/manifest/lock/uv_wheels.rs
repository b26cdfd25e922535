//! The lists of wheels in a uv.lock, read without the TOML parser.
//!
//! They are nine tenths of the file, and uv writes each wheel on a line of its own and always in the same way. Lists of
//! exactly such lines are taken out of the text before it is parsed. Any other list stays in it, so nothing is read here
//! that the parser would have read otherwise, and a broken line is its to refuse.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memchr_iter, memmem};

use super::file_name;
use crate::model::{LockedFile, Text};

/// A lock whose lists of wheels were taken out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// The text without them; every other line keeps its number.
    pub text: String,
    /// By the line, counted from 1, of the key that has the list.
    pub wheels: HashMap<usize, Vec<LockedFile>>,
}

pub(super) fn take(text: &Text) -> Taken {
    let mut taken = Taken { text: String::with_capacity(text.len() / 4), wheels: HashMap::new() };
    // What looks like a list may be the inside of a string of several lines. uv writes none.
    if [b"\"\"\"", b"'''"].into_iter().any(|quotes| memmem::find(text.as_bytes(), quotes).is_some()) {
        taken.text.push_str(text);
        return taken;
    }
    let mut begin = 0;
    let mut list: Option<List> = None;
    for (index, end) in memchr_iter(b'\n', text.as_bytes()).map(|newline| newline + 1).chain([text.len()]).enumerate() {
        let line = &text[begin..end];
        match &mut list {
            Some(open) => match wheel(text, line) {
                Some(wheel) => open.wheels.push(wheel),
                None if line == "]\n" => {
                    taken.text.extend(std::iter::repeat_n('\n', open.wheels.len()));
                    taken.text.push_str(line);
                    taken.wheels.extend(list.take().map(|list| (list.line, list.wheels)));
                }
                None => {
                    taken.text.push_str(&text[open.begin..end]);
                    list = None;
                }
            },
            None => {
                if line == "wheels = [\n" {
                    list = Some(List { line: index + 1, begin: end, wheels: Vec::new() });
                }
                taken.text.push_str(line);
            }
        }
        begin = end;
    }
    if let Some(open) = list {
        taken.text.push_str(&text[open.begin..]);
    }
    taken
}

/// A list that was not read to its end.
struct List {
    line: usize,
    /// Where its first line begins in the text.
    begin: usize,
    wheels: Vec<LockedFile>,
}

/// A line as uv writes it:
/// `    { url = "<URL>", hash = "<algorithm>:<hex>", size = <bytes>, upload-time = "<time>" },`, the last two if known.
fn wheel(whole: &Text, line: &str) -> Option<LockedFile> {
    let (url, rest) = until_quote(line.strip_prefix("    { url = \"")?)?;
    let (hash, rest) = until_quote(rest.strip_prefix(", hash = \"")?)?;
    let (size, rest) = match rest.strip_prefix(", size = ") {
        None => (None, rest),
        Some(rest) => {
            let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
            let size = rest[..digits].parse::<u64>().ok().filter(|_| !rest.starts_with('0') && digits <= 18)?;
            (Some(size), &rest[digits..])
        }
    };
    let (time, rest) = match rest.strip_prefix(", upload-time = \"") {
        None => ("", rest),
        Some(rest) => until_quote(rest)?,
    };
    if rest != " },\n" {
        return None;
    }
    // Without a way out at the first byte that is not plain, this takes many bytes at a time.
    let is_plain = |byte: u8| (b' '..=b'~').contains(&byte) & (byte != b'\\');
    let is_sound = [url, hash, time].iter().all(|text| text.bytes().fold(true, |sound, byte| sound & is_plain(byte)));
    (is_sound && url.contains("://")).then(|| LockedFile {
        name: match file_name(url) {
            Cow::Borrowed(name) => whole.part(name),
            Cow::Owned(name) => name.into(),
        },
        size,
        hash: Some(whole.part(hash)),
        url: Some(whole.part(url)),
    })
}

/// No value that is read here holds a quote, so each ends at the next one.
fn until_quote(text: &str) -> Option<(&str, &str)> {
    let quote = memchr(b'"', text.as_bytes())?;
    Some((&text[..quote], &text[quote + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const WHEEL: &str = "    { url = \"https://host/a-1.0-py3-none-any.whl\", hash = \"sha256:00ff\", size = 12, \
                         upload-time = \"2026-01-01T00:00:00.5Z\" },\n";

    #[test]
    fn lists_as_uv_writes_them_are_taken_out() {
        let old = "    { url = \"https://host/a%2B-1.0-py3-none-any.whl#x\", hash = \"sha256:00ff\" },\n";
        let text = format!("version = 1\n\n[[package]]\nname = \"a\"\nwheels = [\n{WHEEL}{old}]\n\n[[package]]\nname = \"b\"\n");
        let taken = take(&Text::from(text));
        assert_eq!(taken.text, "version = 1\n\n[[package]]\nname = \"a\"\nwheels = [\n\n\n]\n\n[[package]]\nname = \"b\"\n");
        let file = |name: &str, size, url: &str| LockedFile {
            name: name.into(),
            size,
            hash: Some("sha256:00ff".into()),
            url: Some(url.into()),
        };
        let expected = vec![
            file("a-1.0-py3-none-any.whl", Some(12), "https://host/a-1.0-py3-none-any.whl"),
            file("a+-1.0-py3-none-any.whl", None, "https://host/a%2B-1.0-py3-none-any.whl#x"),
        ];
        assert_eq!(taken.wheels, HashMap::from([(5, expected)]));
    }

    #[test]
    fn any_other_list_stays_where_it_is() {
        for text in [
            "",
            "wheels = [",
            "wheels = [\n",
            "wheels = []\n",
            &format!("wheels = [\n{WHEEL}"),
            &format!("wheels = [\n{WHEEL}] # all\n"),
            &format!("wheels = [\n{WHEEL}    # one more\n{WHEEL}]\n"),
            &format!("wheels = [\r\n{}]\r\n", WHEEL.replace('\n', "\r\n")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("https://host/", "")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("url =", "path =")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("12", "012")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("12", "1_2")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("12", "9999999999999999999")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("00ff", "\\u0030")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("00ff", "é")),
            &format!("wheels = [\n{}]\n", WHEEL.replace("}", ", yanked = true }")),
            &format!("note = '''\nwheels = [\n{WHEEL}]\n'''\n"),
            &format!("note = \"\"\"\nwheels = [\n{WHEEL}]\n\"\"\"\n"),
        ] {
            assert_eq!(take(&Text::from(text)), Taken { text: text.to_owned(), wheels: HashMap::new() });
        }
    }
}
