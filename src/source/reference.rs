//! Names of tags and branches, by git's own rules (`git help check-ref-format`).
//!
//! ```text
//! reference = component ("/" component)*      not "@", nor with a "-" at its front or a "." at its end
//! component = character+                      not with a "." at its front or ".lock" at its end
//! ```
//! Nowhere in it stand `..`, `@{`, white space, control characters, or one of `~ ^ : ? * [ \`.

use crate::model::InvalidValue;

/// Longer names do not fit into the files in which git keeps them.
const LONGEST: usize = 200;

/// Refuses what git would refuse, and what it would take for an option.
pub(super) fn check(text: &str) -> Result<(), InvalidValue> {
    let is_forbidden = |c: char| crate::model::is_hidden(c) || c.is_whitespace() || "~^:?*[\\".contains(c);
    let is_component = |part: &str| !part.is_empty() && !part.starts_with('.') && !part.ends_with(".lock");
    let is_valid = text.split('/').all(is_component)
        && text != "@"
        && text.len() <= LONGEST
        && !text.starts_with('-')
        && !text.ends_with('.')
        && !text.contains("..")
        && !text.contains("@{")
        && !text.contains(is_forbidden);
    if is_valid { Ok(()) } else { Err(InvalidValue::new("git reference", text, "a tag, a branch or a whole commit hash")) }
}
