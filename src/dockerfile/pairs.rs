//! Names and values of `ENV`, `LABEL` and `ARG`.
//!
//! ```text
//! ENV, LABEL = (name "=" value)+ | name space value      the second, old form takes the rest of the line as the value
//! ARG        = (name ("=" value)?)+
//! ```

use super::{Keyword, ParseProblem, word, words};

/// One name and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    pub name: String,
    /// The value without its quotes, variables left as they are; an `ARG` may have none. `None` if nothing follows the name.
    pub value: Option<String>,
    /// The value as written. `None` if nothing follows the name.
    pub raw_value: Option<String>,
    /// Whether it is written in the old form `ENV name value`.
    pub is_legacy: bool,
}

impl Pair {
    fn new(name: &str, raw_value: Option<&str>, escape: char) -> Result<Self, ParseProblem> {
        let unquote = |text: &str| word::unquote(text, escape).map_err(|_| ParseProblem::BadWord(text.to_owned()));
        let value = raw_value.map(unquote).transpose()?;
        Ok(Self { name: unquote(name)?, value, raw_value: raw_value.map(str::to_owned), is_legacy: false })
    }
}

pub(super) fn parse(keyword: Keyword, arguments: &str, escape: char) -> Result<Vec<Pair>, ParseProblem> {
    let words = words::split_quoted(arguments, escape);
    let Some(first) = words.first() else { return Err(ParseProblem::NoArgument(keyword)) };
    if keyword != Keyword::Arg && !first.contains('=') {
        let (name, value) = words::split_first(arguments);
        let value = value.ok_or(ParseProblem::MissingValue(keyword))?;
        return Ok(vec![Pair { is_legacy: true, ..Pair::new(name, Some(value), escape)? }]);
    }
    let pair = |word: &String| match word.split_once('=') {
        Some(("", _)) => Err(ParseProblem::BlankName(keyword)),
        Some((name, value)) => Pair::new(name, Some(value), escape),
        None if keyword == Keyword::Arg => Pair::new(word, None, escape),
        None => Err(ParseProblem::MissingEquals(word.clone())),
    };
    words.iter().map(pair).collect()
}
