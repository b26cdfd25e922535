//! A Dockerfile that was there before pydock: what it says about the project, and what a new one does in another way.

mod difference;

pub use difference::{Difference, differences};

use crate::facts::{Answers, ProjectFacts, QUESTIONS};
use crate::knowledge::{python_releases, serves_at_run_time};
use crate::lint::reading::{Reading, Said};
use crate::model::{InvalidValue, Location, Origin, RelPath};

/// The file that is read.
pub const FILE: &str = "Dockerfile";

/// Takes over what nobody and nothing else says: the Python and the Debian release, packages that are known to serve at run
/// time, and where the project has no start of its own, the command and its port.
///
/// `facts` are those without the file, where they could be settled.
pub fn take_over(
    reading: &Reading,
    facts: Option<&ProjectFacts>,
    today: &str,
    answers: &mut Answers,
) -> Result<(), InvalidValue> {
    let mut take = |id: &str, text: &str, line: usize| -> Result<(), InvalidValue> {
        let question = QUESTIONS.iter().find(|question| question.id == id);
        let origin = Origin::Adopted { at: at(line) };
        question.map_or(Ok(()), |question| question.take(answers, text, origin))
    };
    let is_open = |id: &str| {
        let question = QUESTIONS.iter().find(|question| question.id == id);
        question
            .zip(facts)
            .is_some_and(|(question, facts)| question.values(facts).iter().all(|(_, origin)| *origin == Origin::Default))
    };
    if let Some(Said { value, line }) = &reading.python
        && is_open("python")
        && python_releases().get(*value).is_some_and(|release| today <= release.end_of_life.as_str())
    {
        take("python", &value.to_string(), *line)?;
        if let Some(suite) = &reading.suite
            && is_open("suite")
            && python_releases()
                .get(*value)
                .is_some_and(|release| release.suites.iter().any(|known| known.to_string() == suite.value))
        {
            take("suite", &suite.value, suite.line)?;
        }
    }
    match (facts, &reading.command) {
        (None, Some(command)) => {
            take("command", &command.value, command.line)?;
            if let [port] = reading.ports.as_slice() {
                take("port", &port.value.to_string(), port.line)?;
            }
        }
        (Some(facts), _) if !reading.is_alpine => {
            let known = |name: &str| facts.run_packages.iter().any(|fact| fact.value.as_str() == name);
            let serves = |name: &str| serves_at_run_time(name, facts.suite.value) && !known(name);
            for package in reading.packages.iter().filter(|package| serves(&package.value)) {
                take("run-packages", &package.value, package.line)?;
            }
        }
        _ => {}
    }
    Ok(())
}

fn at(line: usize) -> Location {
    Location::line(RelPath::parse(FILE).expect("a plain name is a path"), line)
}
