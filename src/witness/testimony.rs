//! The Dockerfile for production, and what it says.

use super::frontend::Frontend;
use super::installs::{Installs, Prepared};
use super::reading::{Reading, Said};
use super::told::Told;
use crate::model::{Finding, Location, Note, PythonVersion, RelPath, WritablePath};

/// The Dockerfile that is for production, and what it says.
#[derive(Debug)]
pub struct Witness {
    pub file: RelPath,
    pub reading: Reading,
    /// The start of the image, then those of the services that compose starts from it.
    pub starts: Vec<Told>,
    /// What of its starts could not be followed.
    pub refused: Vec<Note>,
    pub installs: Installs,
    /// Packages of the stages that it copies from.
    pub build_packages: Vec<Said<String>>,
    /// Pages that other stages build.
    pub frontends: Vec<Frontend>,
    /// Variables that the project reads, as pydock's image has them.
    pub variables: Vec<Said<(String, String)>>,
    /// Folders that the program may write to, as pydock's image has them.
    pub folders: Vec<(WritablePath, Location)>,
}

/// The witness, and remarks about Dockerfiles that are none.
#[derive(Debug, Default)]
pub struct Testimony {
    pub witness: Option<Witness>,
    pub notes: Vec<Note>,
}

impl Witness {
    pub fn at(&self, line: usize) -> Location {
        Location::line(self.file.clone(), line)
    }

    /// The Python that its image has. `None` if it is not known.
    pub fn python(&self) -> Option<Finding<PythonVersion>> {
        let said = self.reading.python.as_ref()?;
        let image = self.reading.image.as_ref().map(|image| format!("`{}`", image.value)).unwrap_or_default();
        Some(Finding { value: said.value, at: self.at(said.line), why: image })
    }

    /// What the Dockerfile prepares and pydock's will not.
    pub fn left_out(&self) -> Vec<Note> {
        let note = |said: &Said<Prepared>| {
            let Prepared { line, row, .. } = &said.value;
            let message = format!("`{line}` is not adopted, so the image has no {}", row.what);
            Note::warning(message).at(self.at(said.line)).hint(row.hint.clone())
        };
        let is_of_frontend = |line: usize| self.frontends.iter().any(|frontend| frontend.lines.contains(&line));
        let left = self.installs.preparations.iter().filter(|said| said.value.step.is_none() && !is_of_frontend(said.line));
        let frontends = self.frontends.iter().map(|frontend| frontend.note(self.at(frontend.line)));
        left.map(note).chain(frontends).collect()
    }
}
