//! What a detector saw.

use serde::Serialize;

use super::{Location, Note, Start};

/// One thing read out of the project: the value, where it stands and, in a few words, why it counts.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding<T> {
    pub value: T,
    pub at: Location,
    /// Ex) `requires-python = ">=3.11"`, `app = Flask(__name__)`
    pub why: String,
}

/// The answer of one detector: its choice, the candidates it passed over (best first), and what a person should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Detection<T> {
    pub chosen: Option<Finding<T>>,
    pub others: Vec<Finding<T>>,
    /// Nothing in the project ranks the choice above the first of the others: a person should be asked.
    pub tied: bool,
    pub notes: Vec<Note>,
}

impl<T> Detection<T> {
    /// The choice and what it was chosen from, best first.
    pub fn all(&self) -> impl Iterator<Item = &Finding<T>> {
        self.chosen.iter().chain(&self.others)
    }

    pub fn nothing() -> Self {
        Self { chosen: None, others: Vec::new(), tied: false, notes: Vec::new() }
    }

    pub fn one(finding: Finding<T>) -> Self {
        Self { chosen: Some(finding), ..Self::nothing() }
    }

    pub fn with_note(mut self, note: Note) -> Self {
        self.notes.push(note);
        self
    }
}

impl<T: Clone> Detection<T> {
    /// The detection as it would be without some of the candidates: the next one is chosen.
    pub fn without(&self, is_left_out: impl Fn(&Finding<T>) -> bool) -> Self {
        let mut all = self.all().filter(|found| !is_left_out(found)).cloned();
        let keeps_both = self.chosen.iter().chain(self.others.first()).all(|found| !is_left_out(found));
        Self { chosen: all.next(), others: all.collect(), tied: self.tied && keeps_both, notes: self.notes.clone() }
    }
}

impl Detection<Start> {
    /// The choice is weak, or another one is as good: a person must say.
    pub fn is_unsure(&self) -> bool {
        self.tied || self.chosen.as_ref().is_some_and(|found| found.value.confidence.doubt().is_some())
    }
}
