//! Text that is shared rather than copied.

use std::fmt;
use std::ops::Deref;
use std::sync::Arc;

/// A file's text, or a part of it that keeps the whole alive. It reads and compares as the `str` that it is.
#[derive(Clone, Default)]
pub struct Text {
    whole: Arc<String>,
    begin: u32,
    end: u32,
}

impl Text {
    /// A part of this text without a copy of it. What is no part of it is copied.
    pub fn part(&self, part: &str) -> Self {
        let begin = (part.as_ptr() as usize).checked_sub(self.whole.as_ptr() as usize);
        let range = begin.map(|begin| (begin, begin + part.len())).filter(|(_, end)| *end <= self.whole.len());
        match range.and_then(|(begin, end)| Some((u32::try_from(begin).ok()?, u32::try_from(end).ok()?))) {
            Some((begin, end)) => Self { whole: Arc::clone(&self.whole), begin, end },
            None => Self::from(part),
        }
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        &self.whole[self.begin as usize..self.end as usize]
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        let end = u32::try_from(text.len()).expect("nothing is read that has 4 GiB");
        Self { whole: Arc::new(text), begin: 0, end }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self::from(text.to_owned())
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&**self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_shares_the_whole_and_anything_else_is_copied() {
        let whole = Text::from("one é two");
        let part = whole.part(&whole[4..6]);
        assert_eq!((&*part, part.as_ptr()), ("é", whole[4..6].as_ptr()));
        let of_part = part.part(&whole[7..]);
        assert_eq!((&*of_part, of_part.as_ptr()), ("two", whole[7..].as_ptr()));
        let other = "two".to_owned();
        let copy = whole.part(&other);
        assert_eq!(copy, of_part);
        assert_ne!(copy.as_ptr(), of_part.as_ptr());
    }
}
