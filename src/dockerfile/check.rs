//! How many arguments each instruction takes, and which.

use super::{Arguments, Instruction, Keyword, ParseProblem, flag, health, heredoc, pairs};

/// The checks that BuildKit makes on the instruction alone, in its order.
pub(super) fn check(instruction: &Instruction) -> Result<(), ParseProblem> {
    let keyword = instruction.keyword;
    match keyword {
        Keyword::Healthcheck => return health::check(instruction.arguments.as_shell().unwrap_or_default(), &instruction.flags),
        Keyword::From => stage_name(&instruction.words()).map(|_| ())?,
        Keyword::Add | Keyword::Copy if instruction.words().len() < 2 => return Err(ParseProblem::NoDestination(keyword)),
        Keyword::Maintainer | Keyword::Stopsignal | Keyword::User | Keyword::Workdir if instruction.arguments.is_empty() => {
            return Err(ParseProblem::NotOneArgument(keyword));
        }
        Keyword::Expose | Keyword::Onbuild | Keyword::Shell | Keyword::Volume if instruction.arguments.is_empty() => {
            return Err(ParseProblem::NoArgument(keyword));
        }
        _ => {}
    }
    // BuildKit never looks at the flags of these two.
    if !matches!(keyword, Keyword::Arg | Keyword::Stopsignal) {
        flag::check(keyword, &instruction.flags)?;
    }
    match keyword {
        Keyword::Env | Keyword::Label | Keyword::Arg => {
            pairs::parse(keyword, instruction.arguments.as_shell().unwrap_or_default(), instruction.escape).map(|_| ())
        }
        Keyword::Add | Keyword::Copy if instruction.words().last().is_some_and(|word| heredoc::opening(word).is_some()) => {
            Err(ParseProblem::HeredocDestination(keyword))
        }
        Keyword::Shell if matches!(instruction.arguments, Arguments::Shell(_)) => Err(ParseProblem::ShellNotExec),
        Keyword::Volume if instruction.words().iter().any(|path| path.trim().is_empty()) => Err(ParseProblem::EmptyVolume),
        Keyword::Onbuild => trigger(instruction),
        _ => Ok(()),
    }
}

/// The name that a `FROM` gives its stage, in lower case, as BuildKit compares it.
pub(super) fn stage_name(words: &[&str]) -> Result<Option<String>, ParseProblem> {
    match words {
        [_] => Ok(None),
        [_, word, name] if word.eq_ignore_ascii_case("as") => {
            let lower = name.to_lowercase();
            let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_.".contains(c);
            let is_valid = lower.starts_with(|c: char| c.is_ascii_lowercase()) && lower.chars().all(inner);
            if is_valid { Ok(Some(lower)) } else { Err(ParseProblem::InvalidStageName((*name).to_owned())) }
        }
        _ => Err(ParseProblem::FromArity),
    }
}

/// The few checks that BuildKit makes on what stands behind `ONBUILD`.
pub(super) fn check_trigger(trigger: &Instruction) -> Result<(), ParseProblem> {
    let text = trigger.arguments.as_shell().unwrap_or_default();
    let result = match trigger.keyword {
        Keyword::Env | Keyword::Label => pairs::parse(trigger.keyword, text, trigger.escape).map(|_| ()),
        Keyword::Healthcheck => health::parse(text).map(|_| ()),
        _ => Ok(()),
    };
    match result {
        Err(ParseProblem::MissingValue(_) | ParseProblem::MissingEquals(_) | ParseProblem::NotStringArray) => result,
        _ => Ok(()),
    }
}

fn trigger(instruction: &Instruction) -> Result<(), ParseProblem> {
    match instruction.trigger.as_deref().map(|trigger| trigger.keyword) {
        Some(keyword @ (Keyword::Onbuild | Keyword::Maintainer | Keyword::From)) => Err(ParseProblem::ForbiddenTrigger(keyword)),
        _ => Ok(()),
    }
}
