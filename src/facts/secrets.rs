//! Secrets in what the project says about its start: none is written into a file that is committed, or into the image.

use super::ResolveError;
use crate::knowledge::{Credential, command_credential, credential};
use crate::model::{Command, EnvVar, Fact, InvalidValue, Label, Location, Note, Origin, Process, Start};

/// Leaves variables of the start away that give a secret, with a warning each. A secret in the command itself cannot be left
/// away without changing what the command does.
pub fn keep_out(start: &mut Start, origin: &Origin, notes: &mut Vec<Note>) -> Result<(), ResolveError> {
    refuse("start command", &start.command, origin)?;
    let at = place(origin);
    let (secret, open): (Vec<EnvVar>, Vec<EnvVar>) = start.env.drain(..).partition(gives_a_secret);
    start.env = open;
    for variable in secret {
        let name = variable.name.as_str();
        let note = Note::warning(format!("the value of `{name}` is a secret and is not written into the image"));
        let note = note.hint(format!("give it to the container: `docker run --env {name}`"));
        notes.push(match &at {
            Some(at) => note.at(at.clone()),
            None => note,
        });
    }
    Ok(())
}

/// Refuses a command that holds a secret: it would be written into the Dockerfile as it is.
pub fn refuse(what: &'static str, command: &Command, origin: &Origin) -> Result<(), ResolveError> {
    let Some(found) = command_credential(command.words()) else { return Ok(()) };
    let held = match &found {
        Credential::Login => "a password in a URL".to_owned(),
        Credential::Token => "a token".to_owned(),
        Credential::Named(name) => format!("the value of `{name}`, which is a secret"),
    };
    let variable = match &found {
        Credential::Named(name) if !name.starts_with('-') => name,
        _ => "NAME",
    };
    Err(match place(origin) {
        Some(at) => ResolveError::Unsupported {
            message: format!("the {what} contains {held} ({at})"),
            at,
            hint: format!("remove it from the command, and give it to the container: `docker run --env {variable}`"),
        },
        None => InvalidValue::new(what, &held, "a command without the value of a secret").into(),
    })
}

/// Leaves labels of the project's metadata away that hold a secret; one that a person stated is refused.
pub fn open_labels(labels: Vec<Fact<Label>>, notes: &mut Vec<Note>) -> Result<Vec<Fact<Label>>, ResolveError> {
    let (secret, open): (Vec<_>, Vec<_>) = labels.into_iter().partition(|fact| {
        let assigned = format!("{}={}", fact.value.key().to_uppercase().replace(['.', '-', '/'], "_"), fact.value.value());
        command_credential(&[assigned]).is_some()
    });
    for fact in secret {
        let key = fact.value.key();
        if fact.origin.is_stated() {
            return Err(InvalidValue::new("label", key, "a value without a password or a token").into());
        }
        let note = Note::warning(format!("the label `{key}` is left out: its text holds a password or a token"));
        notes.push(match place(&fact.origin) {
            Some(at) => note.at(at),
            None => note,
        });
    }
    Ok(open)
}

/// Leaves out other processes whose commands hold a secret, which a compose file would repeat, and their secret variables.
pub fn open_processes(processes: Vec<Process>, notes: &mut Vec<Note>) -> Vec<Process> {
    let is_open = |process: &Process| process.is_image || command_credential(process.start.command.words()).is_none();
    let (mut open, secret): (Vec<_>, Vec<_>) = processes.into_iter().partition(is_open);
    for process in secret {
        let message = format!("the process `{}` is left out: its command holds a password or a token", process.name);
        notes.push(Note::warning(message).at(process.at).hint("let the program read it from a variable"));
    }
    open.iter_mut().for_each(|process| process.start.env.retain(|variable| !gives_a_secret(variable)));
    open
}

/// By its name, or by what its value holds. A reference to another variable gives nothing away.
pub fn gives_a_secret(variable: &EnvVar) -> bool {
    let is_named = variable.gives_a_secret() && !variable.value().starts_with('$');
    is_named || credential(variable.value()).is_some()
}

fn place(origin: &Origin) -> Option<Location> {
    match origin {
        Origin::Recorded { at } | Origin::Adopted { at } | Origin::Detected { at } => Some(at.clone()),
        _ => None,
    }
}
