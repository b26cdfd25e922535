//! What becomes of the dependencies on each target.

use crate::detect::choices::{Choice, choices};
use crate::detect::forecast::{Forecast, forecast};
use crate::detect::matrix::{self, Matrix, Row, Summary};
use crate::facts::DependencyFacts;
use crate::model::{PackageName, PythonVersion};
use crate::wheel::{ImageTarget, Machine};

use super::Survey;

/// The judgement of everything that is installed.
pub struct Wheels<'a> {
    pub matrix: Matrix<'a>,
    pub summaries: Vec<Summary>,
    /// For each newer Python, the dependencies that would lose their wheels.
    pub lost: Vec<(PythonVersion, Vec<PackageName>)>,
    /// For the first target.
    pub forecast: Forecast,
    pub choices: Vec<Choice>,
    /// The dependencies that were asked for by name; none means all of them.
    pub only: &'a [PackageName],
}

/// What production downloads for its dependencies, by the sizes in the lock.
pub fn download(survey: &Survey, facts: &DependencyFacts) -> Forecast {
    let installation = facts.installation(&survey.manifests, survey.online.as_ref());
    let machine = facts.machines().first().copied().unwrap_or(Machine::X86_64);
    forecast(&installation, facts.image().target(machine))
}

impl<'a> Wheels<'a> {
    /// Judges what the facts install on the targets.
    pub fn new(survey: &'a Survey, facts: &'a DependencyFacts, targets: Vec<ImageTarget>, only: &'a [PackageName]) -> Self {
        let installation = facts.installation(&survey.manifests, survey.online.as_ref());
        let chosen = facts.image().target(facts.machines().first().copied().unwrap_or(Machine::X86_64));
        let first = targets.first().copied().unwrap_or(chosen);
        let matrix = Matrix::new(&installation, targets);
        Self {
            summaries: matrix.summaries(),
            lost: matrix::lost_on_newer(&installation, facts.image(), &facts.machines()),
            forecast: forecast(&installation, first),
            choices: choices(&survey.tree, &installation, chosen),
            matrix,
            only,
        }
    }

    /// The first dependency that was asked for and is not installed. `None` if all are installed.
    pub fn missing(&self) -> Option<&'a PackageName> {
        self.only.iter().find(|name| self.matrix.rows.iter().all(|row| row.package.name != *name))
    }

    pub fn names(&self) -> Vec<String> {
        self.matrix.rows.iter().map(|row| row.package.name.to_string()).collect()
    }

    /// The rows that are shown.
    pub fn shown(&self) -> Vec<&Row<'a>> {
        self.matrix.rows.iter().filter(|row| self.only.is_empty() || self.only.contains(row.package.name)).collect()
    }
}
