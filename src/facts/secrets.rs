//! Secrets in what the project says about its start: none is written into a file that is committed, or into the image.

use super::ResolveError;
use crate::model::{EnvVar, InvalidValue, Location, Note, Origin, Start};

/// Leaves variables of the start away that give a secret, with a warning each. A secret in the command itself cannot be left
/// away without changing what the command does.
pub fn keep_out(start: &mut Start, origin: &Origin, notes: &mut Vec<Note>) -> Result<(), ResolveError> {
    let at = place(origin);
    let variable = |word: &String| word.trim_start_matches("--env=").parse::<EnvVar>().ok();
    let secret = start.command.words().iter().filter_map(variable).find(is_secret);
    if let Some(variable) = secret {
        let name = variable.name.as_str();
        let message = format!("the start command contains the value of `{name}`, which is a secret");
        let hint = format!("remove it from the command, and give it to the container: `docker run --env {name}`");
        return Err(match at {
            Some(at) => ResolveError::Unsupported { message, at, hint },
            None => InvalidValue::new("command", name, "a command without the value of a secret").into(),
        });
    }
    let (secret, open): (Vec<EnvVar>, Vec<EnvVar>) = start.env.drain(..).partition(is_secret);
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

/// A reference to another variable gives nothing away.
fn is_secret(variable: &EnvVar) -> bool {
    variable.gives_a_secret() && !variable.value().starts_with('$')
}

fn place(origin: &Origin) -> Option<Location> {
    match origin {
        Origin::Recorded { at } | Origin::Adopted { at } | Origin::Detected { at } => Some(at.clone()),
        _ => None,
    }
}
