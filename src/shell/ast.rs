//! The parts of a script. Every span counts the bytes of the text that was parsed.

use std::ops::Range;

/// Commands one after the other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct List {
    pub items: Vec<AndOr>,
}

/// Pipelines that are joined by `&&` and `||`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AndOr {
    pub first: Pipeline,
    pub rest: Vec<(Joint, Pipeline)>,
    /// Whether `&` ends it.
    pub is_background: bool,
}

/// What joins two pipelines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Joint {
    /// `&&`
    And,
    /// `||`
    Or,
}

/// Commands that are joined by `|`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pipeline {
    pub is_negated: bool,
    pub commands: Vec<Command>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    Simple(Simple),
    Compound(Compound),
}

/// A command with commands inside: a group, a loop, a choice or a function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Compound {
    /// The word that opens it. Ex) `if`, `(`
    pub opener: &'static str,
    /// The lists inside, in the order of the text.
    pub bodies: Vec<List>,
    /// The words of a `for`, a `case` or a `[[`, and the name of a function.
    pub words: Vec<Word>,
    /// Of a `case`: the patterns in front of each of the bodies.
    pub patterns: Vec<Vec<Word>>,
    pub redirects: Vec<Redirect>,
}

/// A program with its arguments.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Simple {
    pub assignments: Vec<Assignment>,
    pub words: Vec<Word>,
    pub redirects: Vec<Redirect>,
    pub span: Range<usize>,
}

/// Ex) `DEBIAN_FRONTEND=noninteractive`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    pub name: String,
    pub value: Word,
}

/// Ex) `2>/dev/null`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Redirect {
    /// The operator without the number. Ex) `>`
    pub operator: String,
    pub target: Word,
    /// The whole of it, number included.
    pub span: Range<usize>,
}

/// One word, quotes taken out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Word {
    pub parts: Vec<Part>,
    pub span: Range<usize>,
    /// Whether a quote or an escape was in it.
    pub is_quoted: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Literal(String),
    /// `$NAME` or `${NAME…}`: the name, and the text as written.
    Variable {
        name: String,
        written: String,
    },
    /// `$(…)`, a pair of backquotes, or `<(…)`.
    Substitution(List),
    /// `$((…))`
    Arithmetic,
}

impl Word {
    /// The word's text when nothing in it has to be expanded. `None` if something has to be expanded.
    pub fn literal(&self) -> Option<String> {
        let mut text = String::new();
        for part in &self.parts {
            let Part::Literal(literal) = part else { return None };
            text.push_str(literal);
        }
        Some(text)
    }

    /// The word's text, variables as they are written, and nothing in the place of a substitution.
    pub fn text(&self) -> String {
        let mut text = String::new();
        for part in &self.parts {
            match part {
                Part::Literal(literal) => text.push_str(literal),
                Part::Variable { written, .. } => text.push_str(written),
                Part::Substitution(_) | Part::Arithmetic => text.push_str("$()"),
            }
        }
        text
    }
}
