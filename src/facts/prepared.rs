//! A step of the image that prepares something.

use crate::knowledge::{preparation, preparation_of_step};
use crate::model::{Command, EnvVar, SystemPackage};

/// One step, its commands in the order in which they run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// A sentence. Ex) "Brings data of NLTK, which app.py:3 asks for."
    pub about: String,
    pub env: Vec<EnvVar>,
    /// Packages of the system that are there for the step alone.
    pub packages: Vec<SystemPackage>,
    /// The command as a line of shell.
    pub command: String,
    /// The lists of packages are removed behind it.
    pub lists: bool,
    /// It reads the source.
    pub source: bool,
    /// It loads Django's settings.
    pub settings: bool,
    /// It starts pip, which the environment does not have.
    pub pip: bool,
}

/// A command that a row knows, with the places that the image has for what it brings.
pub fn in_image(command: Command) -> Command {
    if preparation_of_step(&command).is_some_and(|row| row.variables().next().is_none()) {
        return command;
    }
    let words: Vec<&str> = command.words().iter().map(String::as_str).collect();
    let (program, rest) = match words.as_slice() {
        ["python" | "python3", "-m", module, rest @ ..] => (*module, rest),
        [program, rest @ ..] => (*program, rest),
        [] => return command,
    };
    preparation(program, rest).and_then(|row| row.step(rest)).unwrap_or(command)
}
