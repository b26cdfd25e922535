//! A Dockerfile that was there before pydock: what it says about the project, and what a new one does in another way.

mod difference;

pub use difference::{Difference, differences};

use crate::facts::{Answers, ProjectFacts, QUESTIONS};
use crate::knowledge::{python_releases, serves_at_run_time};
use crate::lint::reading::{Reading, Said};
use crate::model::{InvalidValue, Location, Origin, RelPath};

/// The file that is read.
const FILE: &str = "Dockerfile";

/// Takes over the command and its port, for a project that has no start of its own.
pub fn take_start(reading: &Reading, answers: &mut Answers) -> Result<(), InvalidValue> {
    let Some(command) = &reading.command else { return Ok(()) };
    take("command", &command.value, command.line, answers)?;
    match reading.ports.as_slice() {
        [port] => take("port", &port.value.to_string(), port.line, answers),
        _ => Ok(()),
    }
}

/// Takes over what nobody and nothing else says: the Python and the Debian release, and packages that are known to serve at
/// run time. `facts` are those without it; a Python that has ended stays behind.
pub fn take_over(reading: &Reading, facts: &ProjectFacts, today: &str, answers: &mut Answers) -> Result<(), InvalidValue> {
    let is_open = |id: &str| {
        let question = QUESTIONS.iter().find(|question| question.id == id);
        question.is_some_and(|question| question.values(facts).iter().all(|(_, origin)| *origin == Origin::Default))
    };
    if let Some(Said { value, line }) = &reading.python
        && is_open("python")
        && let Some(release) = python_releases().get(*value).filter(|release| today <= release.end_of_life.as_str())
    {
        take("python", &value.to_string(), *line, answers)?;
        if let Some(suite) = &reading.suite
            && is_open("suite")
            && release.suites.iter().any(|known| known.to_string() == suite.value)
        {
            take("suite", &suite.value, suite.line, answers)?;
        }
    }
    if reading.is_alpine {
        // Its packages have other names.
        return Ok(());
    }
    let known = |name: &str| facts.run_packages.iter().any(|fact| fact.value.as_str() == name);
    let serves = |name: &str| serves_at_run_time(name, facts.suite.value) && !known(name);
    for package in reading.packages.iter().filter(|package| serves(&package.value)) {
        take("run-packages", &package.value, package.line, answers)?;
    }
    Ok(())
}

fn take(id: &str, text: &str, line: usize, answers: &mut Answers) -> Result<(), InvalidValue> {
    let question = QUESTIONS.iter().find(|question| question.id == id);
    question.map_or(Ok(()), |question| question.take(answers, text, Origin::Adopted { at: at(line) }))
}

fn at(line: usize) -> Location {
    Location::line(RelPath::parse(FILE).expect("a plain name is a path"), line)
}
