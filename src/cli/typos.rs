//! What a word that is not a command was probably meant to be.

use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Command, Error};

/// Words for which another tool has a command, or which say what somebody is after.
const MEANT: &[(&str, &str)] = &[
    ("build", "init"),
    ("create", "init"),
    ("deps", "wheels"),
    ("dockerfile", "init"),
    ("fix", "lint"),
    ("generate", "init"),
    ("info", "detect"),
    ("inspect", "detect"),
    ("new", "init"),
    ("print", "render"),
    ("revert", "undo"),
    ("rollback", "undo"),
    ("show", "render"),
    ("stages", "graph"),
    ("status", "check"),
    ("sync", "update"),
    ("test", "check"),
    ("upgrade", "update"),
    ("validate", "check"),
    ("verify", "check"),
    ("why", "explain"),
];
/// Letters that may be wrong, missing, left over or exchanged.
const LETTERS: usize = 2;

/// The error with the one command that is nearest, where clap names several or none.
pub(super) fn with_nearest(mut error: Error, command: &Command) -> Error {
    if error.kind() != ErrorKind::InvalidSubcommand {
        return error;
    }
    let Some(ContextValue::String(word)) = error.get(ContextKind::InvalidSubcommand) else { return error };
    // Below a verb such as `preset` clap's own guess stands.
    let is_top = std::env::args().nth(1).as_deref() == Some(word);
    if let Some(verb) = nearest(word, command).filter(|_| is_top) {
        error.insert(ContextKind::SuggestedSubcommand, ContextValue::Strings(vec![verb]));
    }
    error
}

fn nearest(word: &str, command: &Command) -> Option<String> {
    let word = word.to_lowercase();
    if let Some((_, verb)) = MEANT.iter().find(|(other, _)| *other == word) {
        return Some((*verb).to_owned());
    }
    let verbs = command.get_subcommands().filter(|verb| !verb.is_hide_set()).map(Command::get_name);
    let distance = |verb: &str| strsim::osa_distance(&word, verb);
    verbs.min_by_key(|verb| distance(verb)).filter(|verb| distance(verb) <= LETTERS).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    use super::*;
    use crate::cli::Cli;

    #[test]
    fn a_typo_leads_to_one_command() {
        for (word, verb) in [
            ("inti", Some("init")),
            ("Init", Some("init")),
            ("chekc", Some("check")),
            ("updat", Some("update")),
            ("rendr", Some("render")),
            ("expalin", Some("explain")),
            ("wheel", Some("wheels")),
            ("generate", Some("init")),
            ("why", Some("explain")),
            ("xyzzy", None),
        ] {
            assert_eq!(nearest(word, &Cli::command()).as_deref(), verb, "{word}");
        }
    }

    #[test]
    fn what_is_meant_is_a_command_and_no_command_is_meant() {
        assert!(MEANT.is_sorted_by(|a, b| a.0 < b.0));
        for (word, verb) in MEANT {
            assert!(Cli::command().find_subcommand(verb).is_some(), "{verb}");
            assert!(Cli::command().find_subcommand(word).is_none(), "{word}");
        }
    }
}
