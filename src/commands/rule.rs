//! `pydock rule`

use crate::cli::RuleArgs;
use crate::error::Error;
use crate::lint::{ALL, UnknownRule};
use crate::report::{ExitStatus, Report};

pub fn run(args: &RuleArgs, report: &Report) -> Result<ExitStatus, Error> {
    let Some(name) = &args.name else {
        report.rules(ALL);
        return Ok(ExitStatus::Done);
    };
    let named = ALL.iter().filter(|rule| rule.is_called(name)).collect::<Vec<_>>();
    if named.is_empty() {
        return Err(Error::Rule(UnknownRule { word: name.clone() }));
    }
    named.iter().for_each(|rule| report.rule(rule));
    Ok(ExitStatus::Done)
}
