//! The patterns of `${NAME#…}`, `${NAME%…}` and `${NAME/…/…}`.
//!
//! ```text
//! pattern = ("*" | "?" | "\" ("*" | "?" | "\" | "}" | "/") | any)*
//! ```

/// A longer value is not matched: every part of it is tried.
const LONGEST: usize = 2048;

/// At which end a match is cut off.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Ends {
    Front,
    Back,
}

enum Part {
    /// `*`
    Any,
    /// `?`
    One,
    Char(char),
}

/// Nothing where BuildKit refuses the pattern.
fn parse(pattern: &str) -> Option<Vec<Part>> {
    let mut parts = Vec::new();
    let mut chars = pattern.chars();
    while let Some(c) = chars.next() {
        parts.push(match c {
            '*' => Part::Any,
            '?' => Part::One,
            '\\' => Part::Char(chars.next().filter(|c| matches!(c, '*' | '?' | '\\' | '}' | '/'))?),
            c => Part::Char(c),
        });
    }
    Some(parts)
}

/// Whether the pattern is the whole text.
fn is_match(parts: &[Part], text: &[char]) -> bool {
    let mut reached = vec![false; text.len() + 1];
    reached[0] = true;
    for part in parts {
        let mut next = vec![false; text.len() + 1];
        for at in 0..=text.len() {
            next[at] = match part {
                Part::Any => reached[..=at].contains(&true),
                Part::One => at > 0 && reached[at - 1],
                Part::Char(c) => at > 0 && reached[at - 1] && text[at - 1] == *c,
            };
        }
        reached = next;
    }
    reached[text.len()]
}

/// The text without the shortest or the longest match at its front or back. `None` if the pattern cannot be read, or the text is
/// too long.
pub(super) fn trim(text: &str, pattern: &str, end: Ends, is_longest: bool) -> Option<String> {
    let parts = parse(pattern)?;
    let chars: Vec<char> = text.chars().collect();
    if chars.len() > LONGEST {
        return None;
    }
    let cut = |length: &usize| match end {
        Ends::Front => is_match(&parts, &chars[..*length]),
        Ends::Back => is_match(&parts, &chars[chars.len() - length..]),
    };
    let found = if is_longest { (0..=chars.len()).rev().find(cut) } else { (0..=chars.len()).find(cut) };
    let length = found.unwrap_or(0);
    Some(match end {
        Ends::Front => chars[length..].iter().collect(),
        Ends::Back => chars[..chars.len() - length].iter().collect(),
    })
}

/// The text with the first match, or with every match, replaced; each is as long as it can be. `None` if the pattern or the
/// replacement cannot be followed, or the text is too long.
pub(super) fn replace(text: &str, pattern: &str, by: &str, is_global: bool) -> Option<String> {
    let parts = parse(pattern)?;
    let chars: Vec<char> = text.chars().collect();
    // What an empty match and a `$1` come to is a matter of regular expressions.
    if parts.is_empty() || chars.len() > LONGEST / 8 || by.contains('$') {
        return None;
    }
    let mut output = String::new();
    let mut at = 0;
    let mut is_done = false;
    while at < chars.len() {
        let found = (at + 1..=chars.len()).rev().find(|end| !is_done && is_match(&parts, &chars[at..*end]));
        match found {
            Some(end) => {
                output.push_str(by);
                at = end;
                is_done = !is_global;
            }
            None => {
                output.push(chars[at]);
                at += 1;
            }
        }
    }
    Some(output)
}
