//! `unused-ignore`

rule! {
    /// ## What it does
    /// Checks for a `# pydock: ignore=…` that suppresses nothing.
    ///
    /// ## Why is this bad
    /// It was written for a finding that is gone, or the rule's name is misspelt. Either way it hides what the rule
    /// finds there next.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM scratch
    /// # pydock: ignore=apt-no-yes
    /// COPY one /one
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM scratch
    /// COPY one /one
    /// ```
    "unused-ignore", Warning, Safe, [], Engine
}

use std::ops::Range;

use super::super::Lines;
use super::{Edit, Findings, rule};

/// Adds the finding about one word of a comment.
pub(in crate::lint) fn report(lines: &Lines<'_>, found: &mut Findings, line: usize, word: &str) {
    let known = super::ALL.iter().any(|rule| rule.is_called(word)) || word == "all";
    let range = lines.range(line);
    let text = lines.text(line);
    let message =
        if known { format!("unused suppression: `{word}` reports nothing here") } else { format!("unknown rule `{word}`") };
    let span = find_word(text, word).map_or(range.clone(), |word| range.start + word.start..range.start + word.end);
    found.add(span, message).help("remove it").edits(edits(lines, line, word));
}

/// Takes the word out of its list, or the whole comment where it is the only one.
fn edits(lines: &Lines<'_>, line: usize, word: &str) -> Vec<Edit> {
    let (text, start) = (lines.text(line), lines.range(line).start);
    let Some(place) = find_word(text, word) else { return Vec::new() };
    let behind = text[place.end..].trim_start();
    let before = text[..place.start].trim_end();
    if let Some(rest) = behind.strip_prefix(',') {
        let end = text.len() - rest.trim_start().len();
        vec![Edit::replace(start + place.start..start + end, "")]
    } else if let Some(kept) = before.strip_suffix(',') {
        vec![Edit::replace(start + kept.trim_end().len()..start + place.end, "")]
    } else {
        vec![Edit::replace(lines.whole(line), "")]
    }
}

/// The place of the word among the words behind `=`.
fn find_word(text: &str, word: &str) -> Option<Range<usize>> {
    let list = text.find('=')? + 1;
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
    text[list..]
        .match_indices(word)
        .map(|(index, _)| list + index..list + index + word.len())
        .find(|place| !text[..place.start].ends_with(is_part) && !text[place.end..].starts_with(is_part))
}
