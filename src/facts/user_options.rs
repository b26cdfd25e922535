//! Options of the start that change the user which the program runs as.
//!
//! The image runs as its own user, and only root may become another one: a server that is told to stops.

use crate::knowledge::listener_of;
use crate::model::{Command, Note, Origin, Start};

/// Takes them out of a start that was found; a command that a person gives stays as it is.
pub fn take_out(start: &mut Start, origin: &Origin, notes: &mut Vec<Note>) {
    let words = start.command.words();
    let Some((row, arguments)) = listener_of(words).filter(|_| *origin != Origin::Flag) else { return };
    let first = words.len() - arguments.len();
    let (mut kept, mut dropped) = (words[..first].to_vec(), Vec::new());
    let mut rest = arguments.iter();
    while let Some(word) = rest.next() {
        let (name, value) = word.split_once('=').map_or((word.as_str(), None), |(name, value)| (name, Some(value)));
        if row.user_flags.iter().any(|flag| flag == name) {
            dropped.push(word.clone());
            dropped.extend(value.is_none().then(|| rest.next().cloned()).flatten());
        } else {
            kept.push(word.clone());
        }
    }
    if dropped.is_empty() {
        return;
    }
    let Ok(command) = Command::new(kept) else { return };
    let message = format!("`{}` is removed from the start command: the image sets the user", dropped.join(" "));
    notes.push(match origin {
        Origin::Detected { at } => Note::info(message).at(at.clone()),
        _ => Note::info(message),
    });
    start.command = command;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn options_of_the_user_go() {
        for (line, expected) in [
            ("gunicorn shop:app --user=root --group root -w 2", "gunicorn shop:app -w 2"),
            ("gunicorn -u www-data -g www-data shop:app", "gunicorn shop:app"),
            ("python -m gunicorn --user app shop:app", "python -m gunicorn shop:app"),
            ("uvicorn shop:app --user root", "uvicorn shop:app --user root"),
        ] {
            let words: Vec<&str> = line.split(' ').collect();
            let mut start = crate::detect::start::program("script", None, Command::of(&words).unwrap());
            let mut notes = Vec::new();
            take_out(&mut start, &Origin::Default, &mut notes);
            assert_eq!(start.command.to_string(), expected);
            assert_eq!(notes.is_empty(), line == expected, "{line}");
        }
    }
}
