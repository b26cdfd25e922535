//! Options between the keyword and the arguments. Ex) `--mount=type=cache,target=/root/.cache`
//!
//! ```text
//! flags = ("--" name ("=" value)?)*      quotes and escapes are taken out; a lone "--" ends them
//! ```
//! The names are those of the newest syntax: whether an older frontend knows a flag is a question for a lint rule.

use std::ops::Range;

use super::{Keyword, ParseProblem, mount};

/// One flag.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flag {
    /// Ex) `mount`
    pub name: String,
    /// What follows `=`; `None` if there is none.
    pub value: Option<String>,
    /// Its bytes of the logical line.
    pub(super) place: Range<usize>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Switch,
    Value,
    /// May be given several times.
    Values,
}

/// Cuts the flags off the front; the rest is the arguments, not yet trimmed.
pub(super) fn split(text: &str, escape: char) -> (Vec<Flag>, &str) {
    let mut flags = Vec::new();
    let mut rest = text;
    loop {
        let start = rest.trim_start();
        if !start.starts_with("--") {
            return (flags, start);
        }
        let (word, after) = word(start, escape);
        rest = after;
        if word == "--" {
            return (flags, rest);
        }
        let body = word.strip_prefix("--").unwrap_or(&word);
        let place = text.len() - start.len()..text.len() - after.len();
        flags.push(match body.split_once('=') {
            Some((name, value)) => Flag { name: name.to_owned(), value: Some(value.to_owned()), place },
            None => Flag { name: body.to_owned(), value: None, place },
        });
    }
}

fn word(text: &str, escape: char) -> (String, &str) {
    let mut word = String::new();
    let mut quote = None;
    let mut chars = text.char_indices();
    while let Some((index, c)) = chars.next() {
        match quote {
            None if c.is_whitespace() => return (word, &text[index..]),
            None if matches!(c, '\'' | '"') => quote = Some(c),
            Some(open) if open == c => quote = None,
            _ if c == escape => word.extend(chars.next().map(|(_, escaped)| escaped)),
            _ => word.push(c),
        }
    }
    (word, "")
}

/// Checks names, repetition and values.
pub(super) fn check(keyword: Keyword, flags: &[Flag]) -> Result<(), ParseProblem> {
    for (index, flag) in flags.iter().enumerate() {
        let shape = shape(keyword, &flag.name).ok_or_else(|| ParseProblem::UnknownFlag(flag.name.clone()))?;
        if shape != Shape::Values && flags[..index].iter().any(|earlier| earlier.name == flag.name) {
            return Err(ParseProblem::DuplicateFlag(flag.name.clone()));
        }
        let invalid = |value: &str| ParseProblem::InvalidFlagValue { name: flag.name.clone(), value: value.to_owned() };
        match (shape, flag.value.as_deref()) {
            (Shape::Switch, None) => {}
            (Shape::Switch, Some("")) | (_, None) => return Err(ParseProblem::FlagWithoutValue(flag.name.clone())),
            (Shape::Switch, Some(value)) if !["true", "false"].contains(&value.to_lowercase().as_str()) => {
                return Err(invalid(value));
            }
            (_, Some(value)) if keyword == Keyword::Run && !run_value_is_valid(&flag.name, value)? => return Err(invalid(value)),
            _ => {}
        }
    }
    Ok(())
}

fn run_value_is_valid(name: &str, value: &str) -> Result<bool, ParseProblem> {
    Ok(match name {
        "mount" => {
            mount::check(value)?;
            true
        }
        "network" => matches!(value, "default" | "none" | "host"),
        "security" => matches!(value, "sandbox" | "insecure"),
        _ => true,
    })
}

fn shape(keyword: Keyword, name: &str) -> Option<Shape> {
    Some(match (keyword, name) {
        (Keyword::Add | Keyword::Copy, "link") | (Keyword::Add, "keep-git-dir" | "unpack") | (Keyword::Copy, "parents") => {
            Shape::Switch
        }
        (Keyword::Add | Keyword::Copy, "exclude") | (Keyword::Run, "mount" | "device") => Shape::Values,
        (Keyword::Add | Keyword::Copy, "chown" | "chmod")
        | (Keyword::Add, "checksum")
        | (Keyword::Copy, "from")
        | (Keyword::From, "platform")
        | (Keyword::Run, "network" | "security")
        | (Keyword::Healthcheck, "interval" | "timeout" | "start-period" | "start-interval" | "retries") => Shape::Value,
        _ => return None,
    })
}
