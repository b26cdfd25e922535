//! The archives of a uv.lock, read without the TOML parser.
//!
//! They are nine tenths of the file, and uv writes each on a line of its own and always in the same way. Exactly such lines
//! are taken out of the text before it is parsed. Any other line stays in it, so nothing is read here that the parser would
//! have read otherwise, and a broken line is its to refuse.

use std::borrow::Cow;
use std::collections::HashMap;

use memchr::{memchr, memchr_iter, memmem};

use super::file_name;
use crate::model::{LockedFile, Text};

/// A lock whose archives were taken out.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Taken {
    /// The text without them; every other line keeps its number.
    pub text: String,
    /// By the line, counted from 1, of the key: `wheels` with a list that is now empty, `sdist` with an empty table.
    pub files: HashMap<usize, Vec<LockedFile>>,
}

/// What uv writes around an archive.
const WHEEL: (&str, &str) = ("    { ", " },\n");
const SDIST: (&str, &str) = ("sdist = { ", " }\n");

pub(super) fn take(text: &Text) -> Taken {
    let mut taken = Taken { text: String::new(), files: HashMap::new() };
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
            Some(open) => match between(line, WHEEL).and_then(|line| archive(text, line)) {
                Some(wheel) => open.wheels.push(wheel),
                None if line == "]\n" => {
                    taken.text.extend(std::iter::repeat_n('\n', open.wheels.len()));
                    taken.text.push_str(line);
                    taken.files.extend(list.take().map(|list| (list.line, list.wheels)));
                }
                None => {
                    taken.text.push_str(&text[open.begin..end]);
                    list = None;
                }
            },
            None => match between(line, SDIST).and_then(|line| archive(text, line)) {
                Some(sdist) => {
                    taken.text.extend([SDIST.0, SDIST.1]);
                    taken.files.insert(index + 1, vec![sdist]);
                }
                None => {
                    if line == "wheels = [\n" {
                        list = Some(List { line: index + 1, begin: end, wheels: Vec::new() });
                    }
                    taken.text.push_str(line);
                }
            },
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

fn between<'t>(line: &'t str, (begin, end): (&str, &str)) -> Option<&'t str> {
    line.strip_prefix(begin)?.strip_suffix(end)
}

/// What uv writes between the brackets:
/// `url = "<URL>", hash = "<algorithm>:<hex>", size = <bytes>, upload-time = "<time>"`, the last two if known.
fn archive(whole: &Text, inside: &str) -> Option<LockedFile> {
    let (url, rest) = until_quote(inside.strip_prefix("url = \"")?)?;
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
    if !rest.is_empty() {
        return None;
    }
    ([url, hash, time].into_iter().all(is_plain) && url.contains("://")).then(|| LockedFile {
        name: match file_name(url) {
            Cow::Borrowed(name) => whole.part(name),
            Cow::Owned(name) => name.into(),
        },
        size,
        hash: Some(whole.part(hash)),
        url: Some(whole.part(url)),
    })
}

/// Whether the text has nothing but printable ASCII, and no backslash. Eight bytes are looked at at a time.
fn is_plain(text: &str) -> bool {
    const ONES: u64 = u64::MAX / 255;
    const HIGH: u64 = ONES << 7;
    // Of a byte below 128 the high bit says whether it is less than the other one.
    let less = |word: u64, than: u8| !((word | HIGH) - ONES * u64::from(than)) & HIGH;
    let equal = |word: u64, byte: u8| less(word ^ (ONES * u64::from(byte)), 1);
    let (words, rest) = text.as_bytes().as_chunks::<8>();
    let is_sound = |word: u64| word & HIGH == 0 && less(word, b' ') | equal(word, b'\\') | equal(word, 0x7f) == 0;
    words.iter().all(|word| is_sound(u64::from_le_bytes(*word)))
        && rest.iter().all(|byte| (b' '..=b'~').contains(byte) && *byte != b'\\')
}

/// No value that is read here holds a quote, so each ends at the next one.
fn until_quote(text: &str) -> Option<(&str, &str)> {
    let quote = memchr(b'"', text.as_bytes())?;
    Some((&text[..quote], &text[quote + 1..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = "    { url = \"https://host/a-1.0-py3-none-any.whl\", hash = \"sha256:00ff\", size = 12, \
                         upload-time = \"2026-01-01T00:00:00.5Z\" },\n";

    #[test]
    fn lists_as_uv_writes_them_are_taken_out() {
        let old = "    { url = \"https://host/a%2B-1.0-py3-none-any.whl#x\", hash = \"sha256:00ff\" },\n";
        let sdist = "{ url = \"https://host/a-1.0.tar.gz\", hash = \"sha256:00ff\", size = 3 }";
        let before = "version = 1\n\n[[package]]\nname = \"a\"\n";
        let taken = take(&Text::from(format!("{before}sdist = {sdist}\nwheels = [\n{LINE}{old}]\n\n[[package]]\n")));
        assert_eq!(taken.text, format!("{before}sdist = {{  }}\nwheels = [\n\n\n]\n\n[[package]]\n"));
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
        let sdist = file("a-1.0.tar.gz", Some(3), "https://host/a-1.0.tar.gz");
        assert_eq!(taken.files, HashMap::from([(5, vec![sdist]), (6, expected)]));
    }

    #[test]
    fn plain_text_is_told_from_any_other() {
        for byte in 0..=127_u8 {
            let expected = (b' '..=b'~').contains(&byte) && byte != b'\\';
            for place in 0..19 {
                let mut text = *b"https://host/a-1.0 ";
                text[place] = byte;
                assert_eq!(is_plain(std::str::from_utf8(&text).unwrap()), expected, "{byte} at {place}");
            }
        }
        assert!(is_plain("") && !is_plain("https://hôst/a") && !is_plain("é"));
    }

    #[test]
    fn any_other_list_stays_where_it_is() {
        for text in [
            "",
            "wheels = [",
            "wheels = [\n",
            "wheels = []\n",
            "sdist = {}\n",
            "sdist = { url = \"https://host/a-1.0.tar.gz\" }\n",
            "sdist = { url = \"https://host/a-1.0.tar.gz\", hash = \"sha256:00ff\" } # c\n",
            "    sdist = { url = \"https://host/a-1.0.tar.gz\", hash = \"sha256:00ff\" }\n",
            &format!("wheels = [\n{LINE}"),
            &format!("wheels = [\n{LINE}] # all\n"),
            &format!("wheels = [\n{LINE}    # one more\n{LINE}]\n"),
            &format!("wheels = [\r\n{}]\r\n", LINE.replace('\n', "\r\n")),
            &format!("wheels = [\n{}]\n", LINE.replace("https://host/", "")),
            &format!("wheels = [\n{}]\n", LINE.replace("url =", "path =")),
            &format!("wheels = [\n{}]\n", LINE.replace("12", "012")),
            &format!("wheels = [\n{}]\n", LINE.replace("12", "1_2")),
            &format!("wheels = [\n{}]\n", LINE.replace("12", "9999999999999999999")),
            &format!("wheels = [\n{}]\n", LINE.replace("00ff", "\\u0030")),
            &format!("wheels = [\n{}]\n", LINE.replace("00ff", "é")),
            &format!("wheels = [\n{}]\n", LINE.replace("}", ", yanked = true }")),
            &format!("note = '''\nwheels = [\n{LINE}]\n'''\n"),
            &format!("note = \"\"\"\nwheels = [\n{LINE}]\n\"\"\"\n"),
        ] {
            assert_eq!(take(&Text::from(text)), Taken { text: text.to_owned(), files: HashMap::new() });
        }
    }
}
