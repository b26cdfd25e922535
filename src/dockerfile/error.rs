//! Why a text is not a Dockerfile.

use super::Keyword;

/// The first thing for which BuildKit's parser would refuse the file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {problem}")]
pub struct ParseError {
    /// The line on which the instruction or directive begins, counted from 1.
    pub line: usize,
    pub problem: ParseProblem,
}

/// What is wrong; the words stay close to those of `docker build`, so that they can be searched for.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ParseProblem {
    #[error("the file has no instructions")]
    NoInstructions,
    #[error("the file has no `FROM`, so there is no stage to build")]
    NoStage,
    #[error("`{0}` comes before the first `FROM`; only `ARG` may")]
    BeforeFirstStage(Keyword),
    #[error("unknown instruction `{}`", .0.escape_debug())]
    UnknownInstruction(String),
    #[error("the `{0}` directive is given twice")]
    DuplicateDirective(&'static str),
    #[error("the `escape` directive takes a backslash or a backtick, not `{}`", .0.escape_debug())]
    InvalidEscape(String),
    #[error("the line is longer than 65535 bytes")]
    LineTooLong,
    #[error("the heredoc `{}` is not terminated", .0.escape_debug())]
    UnterminatedHeredoc(String),
    #[error("`{0}` cannot take a heredoc as its destination")]
    HeredocDestination(Keyword),
    #[error("`{0}` requires at least one argument")]
    NoArgument(Keyword),
    #[error("`{0}` requires exactly one argument")]
    NotOneArgument(Keyword),
    #[error("`{0}` requires a source and a destination")]
    NoDestination(Keyword),
    #[error("`FROM` requires either one argument or three, as in `FROM image AS name`")]
    FromArity,
    #[error("`{}` is not a stage name: it starts with a letter and has letters, digits, `-`, `_` and `.`", .0.escape_debug())]
    InvalidStageName(String),
    #[error("`{0}` must have two arguments")]
    MissingValue(Keyword),
    #[error("cannot find `=` in `{}`: it must be of the form name=value", .0.escape_debug())]
    MissingEquals(String),
    #[error("a name in `{0}` is blank")]
    BlankName(Keyword),
    #[error("`{}` has a quote or a `${{` without its end", .0.escape_debug())]
    BadWord(String),
    #[error("a JSON array of arguments may hold strings only")]
    NotStringArray,
    #[error("`SHELL` requires its arguments as a JSON array of strings")]
    ShellNotExec,
    #[error("`VOLUME` has an empty path")]
    EmptyVolume,
    #[error("unknown flag `--{}`", .0.escape_debug())]
    UnknownFlag(String),
    #[error("the flag `--{}` is given twice", .0.escape_debug())]
    DuplicateFlag(String),
    #[error("the flag `--{}` has no value", .0.escape_debug())]
    FlagWithoutValue(String),
    #[error("the flag `--{name}` does not take `{}`", .value.escape_debug())]
    InvalidFlagValue { name: String, value: String },
    #[error("`--mount={}` is not a list of key=value pairs", .0.escape_debug())]
    InvalidMount(String),
    #[error("`from` of a mount does not take a variable: name a stage instead")]
    VariableInMountFrom,
    #[error("`HEALTHCHECK` takes `CMD` or `NONE`, not `{}`", .0.escape_debug())]
    UnknownHealthcheck(String),
    #[error("`HEALTHCHECK NONE` takes no arguments")]
    HealthcheckNoneArguments,
    #[error("the command after `HEALTHCHECK CMD` is missing")]
    HealthcheckWithoutCommand,
    #[error("`ONBUILD {0}` is not allowed")]
    ForbiddenTrigger(Keyword),
}
