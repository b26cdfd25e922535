//! One instruction, and what its arguments mean.

use std::ops::Range;

use super::lines::Origins;
use super::{Arguments, Flag, Healthcheck, Heredoc, Keyword, Mount, Pair, health, heredoc, pairs, words};

/// An instruction with everything that belongs to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Instruction {
    pub keyword: Keyword,
    /// The keyword in the case in which it is written.
    pub written_keyword: String,
    pub flags: Vec<Flag>,
    pub arguments: Arguments,
    pub heredocs: Vec<Heredoc>,
    /// What an `ONBUILD` holds back for later; `None` if that is not an instruction.
    pub trigger: Option<Box<Self>>,
    /// The bytes of the file from the keyword to the end of the last line, heredocs included, without its line break.
    pub span: Range<usize>,
    /// The line of the keyword, counted from 1.
    pub line: usize,
    /// Empty lines inside a continuation, which BuildKit warns of.
    pub empty_continuations: Vec<usize>,
    pub(super) escape: char,
    pub(super) origins: Origins,
    pub(super) arguments_start: usize,
}

/// What a `COPY` or `ADD` takes from where to where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CopyPaths {
    /// Paths and, for `ADD`, URLs; heredocs are not among them.
    pub sources: Vec<String>,
    pub destination: String,
}

impl Instruction {
    /// The value of a flag. `None` if the instruction does not have it. Ex) `builder` of `COPY --from=builder`
    pub fn flag(&self, name: &str) -> Option<&str> {
        self.flags.iter().find(|flag| flag.name == name).and_then(|flag| flag.value.as_deref())
    }

    /// The names and values of an `ENV`, `LABEL` or `ARG`; other instructions have none.
    pub fn pairs(&self) -> Vec<Pair> {
        match (self.keyword, &self.arguments) {
            (Keyword::Env | Keyword::Label | Keyword::Arg, Arguments::Shell(text)) => {
                pairs::parse(self.keyword, text, self.escape).unwrap_or_default()
            }
            _ => Vec::new(),
        }
    }

    /// The arguments cut at white space, or the words of the exec form.
    pub fn words(&self) -> Vec<&str> {
        match &self.arguments {
            Arguments::Exec(words) => words.iter().map(String::as_str).collect(),
            Arguments::Shell(text) => words::split_at_blanks(text),
        }
    }

    /// The paths of a `COPY` or `ADD`. `None` for other instructions.
    pub fn copy_paths(&self) -> Option<CopyPaths> {
        if !matches!(self.keyword, Keyword::Copy | Keyword::Add) {
            return None;
        }
        let words = self.words();
        let (destination, sources) = words.split_last()?;
        let sources = sources.iter().filter(|source| heredoc::opening(source).is_none()).map(|&source| source.to_owned());
        Some(CopyPaths { sources: sources.collect(), destination: (*destination).to_owned() })
    }

    /// The mounts of a `RUN`.
    pub fn mounts(&self) -> Vec<Mount> {
        let values = self.flags.iter().filter(|flag| self.keyword == Keyword::Run && flag.name == "mount");
        values.filter_map(|flag| Mount::parse(flag.value.as_deref()?).ok()).collect()
    }

    /// What a `HEALTHCHECK` asks for. `None` for other instructions.
    pub fn healthcheck(&self) -> Option<Healthcheck> {
        match (self.keyword, &self.arguments) {
            (Keyword::Healthcheck, Arguments::Shell(text)) => health::parse(text).ok(),
            _ => None,
        }
    }

    /// The bytes of the file that a flag takes, from its dashes to its end.
    pub fn flag_span(&self, flag: &Flag) -> Range<usize> {
        self.origins.source_range(&flag.place)
    }

    /// The bytes of the file that these bytes of the shell form's text come from.
    pub fn source_range(&self, range: &Range<usize>) -> Range<usize> {
        self.origins.source_range(&(range.start + self.arguments_start..range.end + self.arguments_start))
    }

    /// The words of the shell form, cut at white space, and the bytes of the file that each takes.
    pub fn placed_words(&self) -> Vec<(&str, Range<usize>)> {
        let Arguments::Shell(text) = &self.arguments else { return Vec::new() };
        let start = |word: &str| word.as_ptr() as usize - text.as_ptr() as usize;
        let place = |word: &str| self.source_range(&(start(word)..start(word) + word.len()));
        words::split_at_blanks(text).into_iter().map(|word| (word, place(word))).collect()
    }

    /// The place in the file of the byte at `offset` of the shell form's text, which may have come from several lines.
    pub fn source_offset(&self, offset: usize) -> usize {
        self.origins.source_offset(self.arguments_start + offset)
    }
}
