//! The lines of a requirements file, as pip's `req_file.py` cuts them.
//!
//! A line that ends in `\` goes on in the next one, unless it is a comment. `#` starts a comment at the start of a line
//! and after white space, so that the fragment of a URL survives. `${VARIABLES}` are left as they are written. What
//! stands before the first word that starts with `-` is a requirement, the words from there on are options.

use super::super::error::shown;
use super::FileOption;
use crate::model::Location;

/// One logical line with the number of its first physical line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Line {
    pub number: usize,
    pub text: String,
}

/// One option and its value, if it takes one. Ex) `--index-url https://example.com/simple`
#[derive(Debug, PartialEq, Eq)]
pub(super) struct LineOption {
    pub name: &'static str,
    pub value: String,
}

impl LineOption {
    /// The option with its place.
    pub fn at(self, at: &Location) -> FileOption {
        FileOption { name: self.name, value: self.value, at: at.clone() }
    }
}

/// Options that take a value, the short spelling beside the long one.
const WITH_VALUE: &[(&str, &str)] = &[
    ("--all-releases", ""),
    ("--config-settings", "-C"),
    ("--constraint", "-c"),
    ("--editable", "-e"),
    ("--extra-index-url", ""),
    ("--find-links", "-f"),
    ("--global-option", ""),
    ("--hash", ""),
    ("--index-url", "-i"),
    ("--install-option", ""),
    ("--no-binary", ""),
    ("--only-binary", ""),
    ("--only-final", ""),
    ("--pypi-url", ""),
    ("--requirement", "-r"),
    ("--trusted-host", ""),
    ("--use-feature", ""),
];

const WITHOUT_VALUE: &[&str] = &["--no-index", "--pre", "--prefer-binary", "--require-hashes"];

/// The logical lines that are not empty, without comments.
pub(super) fn logical(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut open: Option<Line> = None;
    for (index, physical) in physical(text).into_iter().enumerate() {
        let comment = physical.trim_start().starts_with('#');
        if physical.ends_with('\\') && !comment {
            let part = physical.trim_matches('\\');
            open.get_or_insert_with(|| Line { number: index + 1, text: String::new() }).text.push_str(part);
            continue;
        }
        let mut line = open.take().unwrap_or(Line { number: index + 1, text: String::new() });
        // A space before it keeps a comment a comment when it ends a continued line.
        line.text.push_str(if comment { " " } else { "" });
        line.text.push_str(physical);
        lines.push(line);
    }
    lines.extend(open);
    lines.retain_mut(|line| {
        line.text = without_comment(&line.text).trim().to_owned();
        !line.text.is_empty()
    });
    lines
}

/// Lines as Python's `str.splitlines` cuts them.
fn physical(text: &str) -> Vec<&str> {
    const ENDS: &[char] = &['\n', '\r', '\u{b}', '\u{c}', '\u{1c}', '\u{1d}', '\u{1e}', '\u{85}', '\u{2028}', '\u{2029}'];
    let mut lines = Vec::new();
    let mut rest = text;
    while let Some(end) = rest.find(ENDS) {
        lines.push(&rest[..end]);
        let after = &rest[end..];
        let width = if after.starts_with("\r\n") { 2 } else { after.chars().next().map_or(1, char::len_utf8) };
        rest = &after[width..];
    }
    if !rest.is_empty() {
        lines.push(rest);
    }
    lines
}

fn without_comment(line: &str) -> &str {
    let starts = |(offset, _): &(usize, &str)| line[..*offset].chars().next_back().is_none_or(char::is_whitespace);
    line.match_indices('#').find(starts).map_or(line, |(offset, _)| &line[..offset])
}

/// A logical line in its parts.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Parts {
    /// Empty where the line starts with an option.
    pub requirement: String,
    pub options: Vec<LineOption>,
    /// Words between or after the options, which pip reads and drops. Ex) `GDAL` of `--find-links=https://x GDAL`
    pub dropped: Vec<String>,
}

pub(super) fn split(line: &str) -> Result<Parts, String> {
    let words: Vec<&str> = line.split(' ').collect();
    let first = words.iter().position(|word| word.starts_with('-')).unwrap_or(words.len());
    let requirement = words[..first].join(" ").trim().to_owned();
    let options = shlex::split(&words[first..].join(" ")).ok_or_else(|| format!("`{}` has an unclosed quote", shown(line)))?;
    let mut parts = Parts { requirement, ..Parts::default() };
    parts.read(options)?;
    Ok(parts)
}

impl Parts {
    /// As `optparse` takes words, which pip uses: a word that starts with no `-` is an argument, and a requirements file has
    /// no use for those.
    fn read(&mut self, words: Vec<String>) -> Result<(), String> {
        let mut words = words.into_iter();
        while let Some(word) = words.next() {
            if !word.starts_with('-') {
                self.dropped.push(word);
                continue;
            }
            let (given, inline) = cut_option(&word)?;
            if WITHOUT_VALUE.contains(&given) {
                if inline.is_some() {
                    return Err(format!("`{given}` takes no value"));
                }
                self.options.push(LineOption { name: given, value: String::new() });
                continue;
            }
            let value = inline.or_else(|| words.next()).ok_or_else(|| format!("`{given}` needs a value"))?;
            self.options.push(LineOption { name: given, value });
        }
        Ok(())
    }
}

/// The long name of an option, and the value when it is part of the same word. A long name may be cut short as long as
/// it stays unambiguous.
fn cut_option(word: &str) -> Result<(&'static str, Option<String>), String> {
    let unknown = || format!("`{}` is not an option that pip takes in a requirements file", shown(word));
    if !word.starts_with("--") {
        let short = |(_, short): &&(&str, &str)| !short.is_empty() && word.starts_with(short);
        let (long, short) = WITH_VALUE.iter().find(short).ok_or_else(unknown)?;
        let rest = &word[short.len()..];
        return Ok((long, (!rest.is_empty()).then(|| rest.to_owned())));
    }
    let (name, value) = match word.split_once('=') {
        Some((name, value)) => (name, Some(value.to_owned())),
        None => (word, None),
    };
    let all = || WITH_VALUE.iter().map(|(long, _)| *long).chain(WITHOUT_VALUE.iter().copied());
    if let Some(exact) = all().find(|long| *long == name) {
        return Ok((exact, value));
    }
    let mut candidates = all().filter(|long| name.len() > 2 && long.starts_with(name));
    match (candidates.next(), candidates.next()) {
        (Some(only), None) => Ok((only, value)),
        _ => Err(unknown()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(usize, &str)]) {
        let found = logical(text);
        let found: Vec<_> = found.iter().map(|line| (line.number, line.text.as_str())).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn lines_are_joined_and_comments_cut_as_pip_does() {
        check("a\r\nb\rc\n", &[(1, "a"), (2, "b"), (3, "c")]);
        check(
            "a==1 \\\n    --hash=sha256:x \\\n    --hash=sha256:y\nb\n",
            &[(1, "a==1     --hash=sha256:x     --hash=sha256:y"), (4, "b")],
        );
        check("a \\\n# note\nb", &[(1, "a"), (3, "b")]);
        check("git+https://x/y#egg=z # why", &[(1, "git+https://x/y#egg=z")]);
        check("# only \\\nflask", &[(2, "flask")]);
        check("flask \\", &[(1, "flask")]);
        check("\n\n  \nflask", &[(4, "flask")]);
    }

    #[test]
    fn options_have_two_spellings_and_may_be_cut_short() {
        for (line, name, value) in [
            ("-r base.txt", "--requirement", "base.txt"),
            ("-rbase.txt", "--requirement", "base.txt"),
            ("--requirement=base.txt", "--requirement", "base.txt"),
            ("--requirem base.txt", "--requirement", "base.txt"),
            ("-e '.[dev]'", "--editable", ".[dev]"),
            ("--pre", "--pre", ""),
        ] {
            let expected = Parts { options: vec![LineOption { name, value: value.to_owned() }], ..Parts::default() };
            assert_eq!(split(line), Ok(expected), "{line}");
        }
        for line in ["--frobnicate", "-x", "-r", "--pre=1", "--", "-e 'a", "--no", "--req a"] {
            assert!(split(line).is_err(), "{line}");
        }
        assert_eq!(split("flask==3 --hash=sha256:x").unwrap().requirement, "flask==3");
    }

    #[test]
    fn words_that_pip_drops_are_no_error() {
        for (line, dropped) in [
            ("--find-links=https://x.example GDAL", vec!["GDAL"]),
            ("cffi --only-binary all; sys_platform == 'win32'", vec!["sys_platform", "==", "win32"]),
            ("--pre flask", vec!["flask"]),
            ("flask --hash sha256:x", vec![]),
        ] {
            assert_eq!(split(line).unwrap().dropped, dropped, "{line}");
        }
    }
}
