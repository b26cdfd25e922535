//! What stands behind `[`, `test` and `[[`.

use super::expand::Text;
use super::run::Run;

impl Run<'_> {
    /// Whether the test holds; `None` if that is not known.
    pub(super) fn test(&self, words: &[Text]) -> Option<bool> {
        let is = |word: &Text, text: &str| word.folded.as_deref() == Some(text);
        for (joint, and) in [("-o", false), ("-a", true)] {
            if let Some(place) = words.iter().position(|word| is(word, joint)).filter(|place| *place > 0) {
                let (left, right) = (self.test(&words[..place]), self.test(&words[place + 1..]));
                return match (left, right) {
                    (Some(left), Some(right)) => Some(if and { left && right } else { left || right }),
                    (Some(one), None) | (None, Some(one)) => (one != and).then_some(one),
                    (None, None) => None,
                };
            }
        }
        let text = |word: &Text| word.folded.clone();
        match words {
            [] => Some(false),
            [first, rest @ ..] if is(first, "!") && !rest.is_empty() => self.test(rest).map(|holds| !holds),
            [one] => Some(!text(one)?.is_empty()),
            [operator, value] => {
                let value = text(value)?;
                match operator.folded.as_deref()? {
                    "-n" => Some(!value.is_empty()),
                    "-z" => Some(value.is_empty()),
                    "-v" => Some(self.variables.contains_key(&value)),
                    "-e" | "-f" | "-d" | "-s" | "-r" | "-x" | "-h" | "-L" => (self.around.exists)(&value),
                    _ => None,
                }
            }
            [left, operator, right] => {
                let (left, right) = (text(left)?, text(right)?);
                let number = |text: &str| text.trim().parse::<i64>().ok();
                match operator.folded.as_deref()? {
                    "=" | "==" => Some(fits(&right, &left)),
                    "!=" => Some(!fits(&right, &left)),
                    "-eq" => Some(number(&left)? == number(&right)?),
                    "-ne" => Some(number(&left)? != number(&right)?),
                    "-gt" => Some(number(&left)? > number(&right)?),
                    "-ge" => Some(number(&left)? >= number(&right)?),
                    "-lt" => Some(number(&left)? < number(&right)?),
                    "-le" => Some(number(&left)? <= number(&right)?),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// Whether the text is one that the pattern stands for. A bracket is a literal: none of them decides a start.
pub(super) fn fits(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let first = parts.next().unwrap_or_default();
    let Some(mut rest) = strip(first, text) else { return false };
    let parts: Vec<&str> = parts.collect();
    let Some((last, middle)) = parts.split_last() else { return rest.is_empty() };
    for part in middle {
        let found = rest.char_indices().map(|(index, _)| index).chain([rest.len()]).find_map(|index| strip(part, &rest[index..]));
        let Some(after) = found else { return false };
        rest = after;
    }
    rest.char_indices().map(|(index, _)| index).chain([rest.len()]).any(|index| strip(last, &rest[index..]) == Some(""))
}

/// The text behind the part of a pattern, in which `?` stands for any character.
fn strip<'t>(part: &str, text: &'t str) -> Option<&'t str> {
    let mut rest = text.chars();
    for expected in part.chars() {
        let found = rest.next()?;
        if expected != '?' && expected != found {
            return None;
        }
    }
    Some(rest.as_str())
}
