//! One pattern of `.dockerignore`, by the rules of moby's `patternmatcher`.
//!
//! ```text
//! pattern = part*       part = "*" | "**" "/"? | "?" | "[" "^"? range+ "]" | "\" any | any
//! ```
//! `*` and `?` stop at `/`, `**` does not. Braces are plain characters. Left out: what Go's regular expressions make of
//! `\d` or of a `*` inside brackets, which moby passes on by accident.

use crate::model::RelPath;

/// A pattern and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IgnorePattern {
    /// The line as written, trimmed. Ex) `!/docs/`
    pub written: String,
    /// The line on which it stands, counted from 1.
    pub line: usize,
    /// Whether it opens with `!`, which takes a path back in.
    pub is_exception: bool,
    /// The pattern that is matched, cleaned as a path. Ex) `docs`
    pub pattern: String,
    matcher: Matcher,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Matcher {
    Exact,
    /// `docs/**`
    Prefix(String),
    /// `**/x` and `**.log`
    Suffix(String),
    Parts {
        parts: Vec<Part>,
        /// The longest plain text among the parts, which every path that matches holds.
        held: String,
        /// The plain text that every such path ends in.
        end: String,
    },
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Part {
    Literal(char),
    /// `?`
    One,
    /// `*`
    Segment,
    /// `**` with something behind it: nothing, or anything that ends in `/`.
    Folders,
    /// `**` at the end.
    Rest,
    Class {
        is_negated: bool,
        ranges: Vec<(char, char)>,
    },
    /// A `^` outside brackets, which the regular expression behind a pattern takes as the start of the path.
    Start,
}

/// A pattern that fails the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum BadPattern {
    /// `!` with nothing behind it.
    LoneException,
    /// A bracket without its end, an empty range or a backslash at the end.
    Syntax,
}

impl IgnorePattern {
    /// Reads a line that is neither blank nor a comment.
    pub(super) fn parse(written: &str, line: usize) -> Result<Self, BadPattern> {
        let (body, is_exception) = written.strip_prefix('!').map_or((written, false), |rest| (rest.trim(), true));
        let cleaned = if body.is_empty() { String::new() } else { clean(body) };
        let pattern = match cleaned.strip_prefix('/') {
            Some(rest) if !rest.is_empty() => rest.to_owned(),
            Some(_) if is_exception => String::new(),
            _ => cleaned,
        };
        if pattern.is_empty() {
            return Err(BadPattern::LoneException);
        }
        let matcher = compile(&pattern)?;
        Ok(Self { written: written.to_owned(), line, is_exception, pattern, matcher })
    }

    /// Whether the pattern, on its own, matches this very path. A match of a folder above it is not asked here.
    pub fn matches(&self, path: &RelPath) -> bool {
        self.matches_text(path.as_str())
    }

    pub(super) fn matches_text(&self, path: &str) -> bool {
        match &self.matcher {
            Matcher::Exact => path == self.pattern,
            Matcher::Prefix(prefix) => path.starts_with(prefix),
            Matcher::Suffix(suffix) => path.ends_with(suffix) || suffix.strip_prefix('/') == Some(path),
            Matcher::Parts { parts, held, end } => {
                path.ends_with(end.as_str()) && path.contains(held.as_str()) && parts_match(parts, path)
            }
        }
    }
}

/// Cleans a path as Go's `filepath.Clean` does.
fn clean(path: &str) -> String {
    let is_rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_rooted => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    match (is_rooted, joined.is_empty()) {
        (true, _) => format!("/{joined}"),
        (false, true) => ".".to_owned(),
        (false, false) => joined,
    }
}

fn compile(pattern: &str) -> Result<Matcher, BadPattern> {
    let mut parts = Vec::new();
    // Moby takes the short cuts only while nothing but plain characters and one `**` has been seen.
    let mut is_plain = true;
    let mut short_cut = Matcher::Exact;
    let mut chars = pattern.chars().peekable();
    while let Some(c) = chars.next() {
        let is_first = parts.is_empty();
        let part = match c {
            '*' if chars.next_if_eq(&'*').is_some() => {
                chars.next_if_eq(&'/');
                let is_last = chars.peek().is_none();
                match (is_first, is_last) {
                    (true, _) => short_cut = Matcher::Suffix(pattern[2..].to_owned()),
                    (false, true) if is_plain && short_cut == Matcher::Exact => {
                        short_cut = Matcher::Prefix(pattern.strip_suffix("**").unwrap_or(pattern).to_owned());
                    }
                    _ => is_plain = false,
                }
                if is_last { Part::Rest } else { Part::Folders }
            }
            '*' => Part::Segment,
            '?' => Part::One,
            '[' => class(&mut chars)?,
            '\\' => Part::Literal(chars.next().ok_or(BadPattern::Syntax)?),
            '^' => Part::Start,
            c => Part::Literal(c),
        };
        let short = matches!(part, Part::Literal(_) | Part::Start | Part::Folders | Part::Rest) && c != '\\' && c != ']';
        is_plain &= short;
        parts.push(part);
    }
    Ok(if is_plain { short_cut } else { parted(parts) })
}

fn parted(parts: Vec<Part>) -> Matcher {
    let is_literal = |part: &Part| matches!(part, Part::Literal(_));
    let text = |run: &[Part]| -> String {
        run.iter().filter_map(|part| if let Part::Literal(c) = part { Some(*c) } else { None }).collect()
    };
    let runs = || parts.split(|part| !is_literal(part));
    let held = runs().max_by_key(|run| run.len()).map(text).unwrap_or_default();
    let end = runs().next_back().map(text).unwrap_or_default();
    Matcher::Parts { held, end, parts }
}

fn class(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<Part, BadPattern> {
    let is_negated = chars.next_if_eq(&'^').is_some();
    let mut ranges = Vec::new();
    loop {
        if !ranges.is_empty() && chars.next_if_eq(&']').is_some() {
            return Ok(Part::Class { is_negated, ranges });
        }
        let low = class_char(chars)?;
        let high = if chars.next_if_eq(&'-').is_some() { class_char(chars)? } else { low };
        if low > high {
            return Err(BadPattern::Syntax);
        }
        ranges.push((low, high));
    }
}

fn class_char(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<char, BadPattern> {
    match chars.next() {
        None | Some('-' | ']') => Err(BadPattern::Syntax),
        Some('\\') => chars.next().ok_or(BadPattern::Syntax),
        Some(c) => Ok(c),
    }
}

/// Follows all ways to match at once, so that no pattern takes more than its length times the path's.
fn parts_match(parts: &[Part], path: &str) -> bool {
    let path: Vec<char> = path.chars().collect();
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for part in parts {
        reached = step(part, &path, &reached);
    }
    reached[path.len()]
}

/// The places that are reached after one more part.
fn step(part: &Part, path: &[char], reached: &[bool]) -> Vec<bool> {
    let one = |takes: &dyn Fn(char) -> bool| {
        let after = path.iter().zip(reached).map(|(c, was_reached)| *was_reached && takes(*c));
        std::iter::once(false).chain(after).collect()
    };
    match part {
        Part::Literal(expected) => one(&|c| c == *expected),
        Part::One => one(&|c| c != '/'),
        Part::Class { is_negated, ranges } => {
            one(&|c| ranges.iter().any(|(low, high)| (*low..=*high).contains(&c)) != *is_negated)
        }
        Part::Start => reached.iter().enumerate().map(|(index, was_reached)| *was_reached && index == 0).collect(),
        Part::Rest => running(reached, |_, before| before),
        Part::Segment => running(reached, |index, before| before && path[index - 1] != '/'),
        Part::Folders => {
            let mut any = false;
            let place = |(index, was_reached): (usize, &bool)| {
                let is_reached = *was_reached || (any && path[index - 1] == '/');
                any |= *was_reached;
                is_reached
            };
            reached.iter().enumerate().map(place).collect()
        }
    }
}

/// A place is reached if it was, or if `carries` lets the place before it reach on.
fn running(reached: &[bool], carries: impl Fn(usize, bool) -> bool) -> Vec<bool> {
    let mut before = false;
    let place = |(index, was_reached): (usize, &bool)| {
        before = *was_reached || (index > 0 && carries(index, before));
        before
    };
    reached.iter().enumerate().map(place).collect()
}
