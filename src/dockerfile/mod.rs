//! The Dockerfile as instructions with spans, and `.dockerignore` as patterns.
//!
//! ```text
//! Dockerfile  = BOM? directive* (comment | blank | instruction)*
//! instruction = keyword flags? arguments heredoc*      on one logical line: see `lines`, `flag`, `arguments`, `heredoc`
//! ```
//! [`Dockerfile::parse`] accepts what BuildKit's parser accepts, by the rules of its sources and checked against an
//! engine. Left out is what BuildKit only finds when it goes on to build: variables without a value, unknown stages in
//! `--from`, bad ports, image names and mount types. Those are questions for lint rules.

mod arguments;
mod check;
mod comment;
mod directive;
mod error;
mod flag;
mod health;
mod heredoc;
mod ignore;
mod ignore_pattern;
pub mod image_path;
mod instruction;
mod keyword;
mod lines;
mod mount;
mod pairs;

mod stage;
#[cfg(test)]
mod tests;
mod word;
mod word_pattern;
mod words;

pub use arguments::Arguments;
pub use comment::Comment;
pub use directive::{Directive, DirectiveKind};
pub use error::{ParseError, ParseProblem};
pub use flag::Flag;
pub use health::Healthcheck;
pub use heredoc::Heredoc;
pub use ignore::{IgnoreError, IgnoreFile};
pub use ignore_pattern::IgnorePattern;
pub use instruction::{CopyPaths, Instruction};
pub use keyword::Keyword;
pub use mount::Mount;
pub use pairs::Pair;
pub use stage::{Stage, StageBase};
pub use word::{Expanded, Value, VariableUse, expand, expand_unquoted, uses};

use directive::DirectiveReader;
use lines::{Lines, LogicalLine};

/// A parsed Dockerfile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dockerfile {
    pub directives: Vec<Directive>,
    pub instructions: Vec<Instruction>,
    /// Whole-line comments without directives, in the order of the file.
    pub comments: Vec<Comment>,
    /// The character that escapes: a backslash unless the `escape` directive says otherwise.
    pub escape: char,
}

impl Dockerfile {
    pub fn parse(text: &str) -> Result<Self, ParseError> {
        let (dockerfile, errors) = Self::parse_leniently(text);
        match errors.into_iter().next() {
            Some(error) => Err(error),
            None => Ok(dockerfile),
        }
    }

    /// What can be read of a text, whatever is wrong with it, and everything for which BuildKit would refuse it; BuildKit
    /// itself stops at the first. An instruction that is refused is left out.
    pub fn parse_leniently(text: &str) -> (Self, Vec<ParseError>) {
        let mut lines = Lines::new(text);
        let mut parser = Parser { dockerfile: Self::empty(), directives: DirectiveReader::default() };
        let mut has_stage = false;
        let mut errors = Vec::new();
        loop {
            let next_line = lines.taken() + 1;
            let joined = match parser.logical_line(&mut lines) {
                Ok(None) => break,
                Ok(Some(None)) => continue,
                Ok(Some(Some(joined))) => joined,
                Err(problem) => {
                    errors.push(ParseError { line: next_line, problem });
                    continue;
                }
            };
            let line = joined.line;
            match parser.instruction(&joined, &mut lines, text) {
                Ok(instruction) => {
                    let keyword = instruction.keyword;
                    if keyword == Keyword::From {
                        has_stage = true;
                    } else if keyword != Keyword::Arg && !has_stage {
                        errors.push(ParseError { line, problem: ParseProblem::BeforeFirstStage(keyword) });
                    }
                    parser.dockerfile.instructions.push(instruction);
                }
                Err(problem) => {
                    // A `FROM` that is refused still opens a stage, so that what follows is not refused for the lack of one.
                    has_stage |= joined.text.trim_start().get(..4).is_some_and(|word| word.eq_ignore_ascii_case("from"));
                    errors.push(ParseError { line, problem });
                }
            }
        }
        let line = lines.taken().max(1);
        if errors.is_empty() && parser.dockerfile.instructions.is_empty() {
            errors.push(ParseError { line, problem: ParseProblem::NoInstructions });
        } else if errors.is_empty() && !has_stage {
            errors.push(ParseError { line, problem: ParseProblem::NoStage });
        }
        (Self { directives: parser.directives.found, ..parser.dockerfile }, errors)
    }

    /// The stages in order; the last one is what a build gives without `--target`.
    pub fn stages(&self) -> Vec<Stage<'_>> {
        stage::stages(self)
    }

    fn empty() -> Self {
        Self { directives: Vec::new(), instructions: Vec::new(), comments: Vec::new(), escape: '\\' }
    }
}

struct Parser {
    dockerfile: Dockerfile,
    directives: DirectiveReader,
}

impl Parser {
    /// The next logical line: `None` at the end of the file, `Some(None)` for a blank line or a comment.
    fn logical_line(&mut self, lines: &mut Lines<'_>) -> Result<Option<Option<LogicalLine>>, ParseProblem> {
        let Some(first) = lines.take()? else { return Ok(None) };
        if let Some(directive) = self.directives.read(first.trimmed_start().text, first.number)? {
            if directive.kind == DirectiveKind::Escape {
                self.dockerfile.escape = match directive.value.as_str() {
                    "\\" => '\\',
                    "`" => '`',
                    other => return Err(ParseProblem::InvalidEscape(other.to_owned())),
                };
            }
            return Ok(Some(None));
        }
        if let Some(comment) = first.comment() {
            self.dockerfile.comments.push(comment);
            return Ok(Some(None));
        }
        lines::join(first, lines, self.dockerfile.escape, &mut self.dockerfile.comments).map(Some)
    }

    fn instruction(&self, joined: &LogicalLine, lines: &mut Lines<'_>, file: &str) -> Result<Instruction, ParseProblem> {
        let mut instruction = self.read(joined)?;
        let carrier = instruction.trigger.as_deref().unwrap_or(&instruction);
        if carrier.keyword.takes_heredocs() && carrier.arguments.as_exec().is_none() {
            let mut heredocs = heredoc::openings(&joined.text);
            for heredoc in &mut heredocs {
                instruction.span.end = heredoc::read_body(heredoc, lines, file)?;
            }
            instruction.heredocs = heredocs;
        }
        check::check(&instruction)?;
        Ok(instruction)
    }

    /// Cuts a logical line into its parts, without a check on how they fit.
    fn read(&self, joined: &LogicalLine) -> Result<Instruction, ParseProblem> {
        let leading = joined.text.len() - joined.text.trim_start().len();
        let text = joined.text.trim();
        let (written_keyword, rest) = words::split_first(text);
        let keyword =
            Keyword::parse(written_keyword).ok_or_else(|| ParseProblem::UnknownInstruction(written_keyword.to_owned()))?;
        let rest = rest.unwrap_or_default();
        let (mut flags, arguments) = flag::split(rest, self.dockerfile.escape);
        let flags_start = leading + text.len() - rest.len();
        for flag in &mut flags {
            flag.place = flag.place.start + flags_start..flag.place.end + flags_start;
        }
        let arguments = arguments.trim();
        let arguments_start = leading + text.len() - arguments.len();
        let mut instruction = Instruction {
            keyword,
            written_keyword: written_keyword.to_owned(),
            flags,
            arguments: Arguments::parse(keyword, arguments)?,
            heredocs: Vec::new(),
            trigger: None,
            span: joined.start..joined.end,
            line: joined.line,
            empty_continuations: joined.empty_continuations.clone(),
            escape: self.dockerfile.escape,
            origins: joined.origins.clone(),
            arguments_start,
        };
        if keyword == Keyword::Onbuild && !arguments.is_empty() {
            instruction.trigger = self.trigger(joined, arguments_start, arguments)?.map(Box::new);
        }
        Ok(instruction)
    }

    /// The instruction behind `ONBUILD`. BuildKit reads it but leaves its arguments unchecked until it is triggered.
    fn trigger(&self, joined: &LogicalLine, start: usize, text: &str) -> Result<Option<Instruction>, ParseProblem> {
        if Keyword::parse(words::split_first(text).0) == Some(Keyword::Onbuild) {
            return Err(ParseProblem::ForbiddenTrigger(Keyword::Onbuild));
        }
        let inner = LogicalLine {
            // The place of each byte stays the same, so that offsets still lead to the file.
            text: format!("{}{text}", " ".repeat(start)),
            origins: joined.origins.clone(),
            line: joined.line,
            start: joined.origins.source_offset(start),
            end: joined.end,
            empty_continuations: Vec::new(),
        };
        match self.read(&inner) {
            Ok(trigger) => check::check_trigger(&trigger).map(|()| Some(trigger)),
            Err(ParseProblem::UnknownInstruction(_)) => Ok(None),
            Err(problem) => Err(problem),
        }
    }
}
