//! What a door says when it refuses a value.

use std::fmt;

/// A value that was refused at the door of its type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidValue {
    /// The noun, as in "port" or "environment variable name".
    pub what: &'static str,
    /// The text that was given, with control characters escaped.
    pub found: String,
    /// What would have been taken, as in "a number from 1 to 65535".
    pub expected: &'static str,
}

impl InvalidValue {
    /// `found` is escaped and cut, so that a hostile value cannot garble the terminal that shows the error.
    pub fn new(what: &'static str, found: &str, expected: &'static str) -> Self {
        const LONGEST: usize = 120;
        let mut escaped: String = found.chars().take(LONGEST).flat_map(char::escape_debug).collect();
        if found.chars().nth(LONGEST).is_some() {
            escaped.push('…');
        }
        Self { what, found: escaped, expected }
    }
}

impl InvalidValue {
    /// What was probably meant, where the values that are taken are listed. `None` if nothing is alike.
    pub fn nearest(&self) -> Option<&'static str> {
        let words = self.expected.split(", ").flat_map(|part| part.split(" or "));
        super::nearest(&self.found, words.filter(|word| !word.contains(' ')))
    }

    /// The advice for it: what was probably meant, and `otherwise` if nothing is alike.
    pub fn hint(&self, otherwise: &str) -> String {
        self.nearest().map_or_else(|| otherwise.to_owned(), |near| format!("did you mean `{near}`?"))
    }
}

impl fmt::Display for InvalidValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a valid {}: expected {}", self.found, self.what, self.expected)
    }
}

impl std::error::Error for InvalidValue {}
