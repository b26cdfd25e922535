//! The last question: whether the files are written. It is answered by one key.

use console::{Key, Term};

use super::{outlive_interrupts, terminal};
use crate::error::Error;
use crate::model::{Change, ChangeKind, ChangeSet, DOCKERFILE};
use crate::report::harmless;

/// The answer to the last question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Write,
    /// Write only files that do not exist yet.
    KeepExisting,
    /// Change an answer and ask again.
    Edit,
    Nothing,
}

/// Asks until the answer is not `show`, which prints the files or the difference.
pub fn consent(changes: &ChangeSet, show: &dyn Fn() -> String) -> Result<Consent, Error> {
    outlive_interrupts();
    let term = Term::stderr();
    let replaces = changes.updates().next().is_some();
    let keys: &[(char, &str)] = if replaces {
        &[('k', "keep"), ('r', "replace"), ('s', "show the difference"), ('e', "edit an answer"), ('n', "no")]
    } else {
        &[('y', "yes"), ('s', "show"), ('e', "edit an answer"), ('n', "no")]
    };
    loop {
        line(&term, &question(changes))?;
        match key(&term, keys)? {
            's' => pages(&term, &show())?,
            'e' => return Ok(Consent::Edit),
            'k' => return Ok(Consent::KeepExisting),
            'y' | 'r' => return Ok(Consent::Write),
            _ => return Ok(Consent::Nothing),
        }
    }
}

/// A question without files, such as for the edits of `pydock lint --fix`.
pub fn yes_or_no(question: &str) -> Result<bool, Error> {
    outlive_interrupts();
    let term = Term::stderr();
    line(&term, question)?;
    Ok(key(&term, &[('y', "yes"), ('n', "no")])? == 'y')
}

/// Ex) `Write Dockerfile (76 lines) and .dockerignore?`
fn question(changes: &ChangeSet) -> String {
    let is_new = |change: &&Change| change.kind == ChangeKind::Create;
    let existing: Vec<String> = changes.updates().map(|change| harmless(change.path.as_str())).collect();
    if !existing.is_empty() {
        let verb = if existing.len() == 1 { "exists and differs" } else { "exist and differ" };
        return format!("{} {verb}. Replace?", listed(&existing));
    }
    let name = |change: &Change| match change.path.as_str() {
        path @ DOCKERFILE => format!("{path} ({} lines)", change.after.lines().count()),
        path => harmless(path),
    };
    format!("Write {}?", listed(&changes.changes.iter().filter(is_new).map(name).collect::<Vec<_>>()))
}

fn listed(names: &[String]) -> String {
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} and {last}", most.join(", ")),
    }
}

/// Waits for one of the keys; Enter is the first, Escape the last.
fn key(term: &Term, keys: &[(char, &str)]) -> Result<char, Error> {
    let hint = |(index, (key, word)): (usize, &(char, &str))| match index {
        0 => format!("{key}: {word} (Enter)"),
        _ => format!("{key}: {word}"),
    };
    let hints: Vec<String> = keys.iter().enumerate().map(hint).collect();
    term.write_str(&format!("  {}  ", hints.join(", "))).map_err(broken)?;
    let pressed = loop {
        match term.read_key_raw().map_err(broken)? {
            Key::Char(pressed) => {
                if let Some((key, _)) = keys.iter().find(|(key, _)| *key == pressed.to_ascii_lowercase()) {
                    break *key;
                }
            }
            Key::Enter => break keys[0].0,
            Key::Escape => break keys[keys.len() - 1].0,
            Key::CtrlC => {
                line(term, "")?;
                return Err(Error::Stopped);
            }
            _ => {}
        }
    };
    let word = keys.iter().find(|(key, _)| *key == pressed).map_or("", |(_, word)| word);
    line(term, &format!("\u{2192} {word}"))?;
    Ok(pressed)
}

/// Shows a long text a screen at a time.
fn pages(term: &Term, text: &str) -> Result<(), Error> {
    let height = usize::from(term.size().0).saturating_sub(1).max(5);
    let lines: Vec<&str> = text.lines().collect();
    for (index, page) in lines.chunks(height).enumerate() {
        page.iter().try_for_each(|text| line(term, text))?;
        if (index + 1) * height >= lines.len() {
            break;
        }
        term.write_str("  Space: next page, q: back  ").map_err(broken)?;
        let pressed = term.read_key_raw().map_err(broken)?;
        term.clear_line().map_err(broken)?;
        match pressed {
            Key::CtrlC => {
                line(term, "")?;
                return Err(Error::Stopped);
            }
            Key::Char('q') | Key::Escape => break,
            _ => {}
        }
    }
    line(term, "")
}

fn line(term: &Term, text: &str) -> Result<(), Error> {
    term.write_line(text).map_err(broken)
}

fn broken(error: std::io::Error) -> Error {
    terminal(error.into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;

    #[test]
    fn the_question_names_the_files() {
        let change = |path: &str, kind| Change {
            path: RelPath::parse(path).unwrap(),
            kind,
            before: String::new(),
            after: "FROM scratch\nUSER 1\n".to_owned(),
            is_secret: false,
        };
        let (create, update) = (ChangeKind::Create, ChangeKind::Update);
        for (changes, expected) in [
            (
                vec![change("Dockerfile", create), change(".dockerignore", create)],
                "Write Dockerfile (2 lines) and .dockerignore?",
            ),
            (vec![change("Dockerfile", ChangeKind::Unchanged), change(".dockerignore", create)], "Write .dockerignore?"),
            (vec![change("Dockerfile", update), change(".dockerignore", create)], "Dockerfile exists and differs. Replace?"),
            (
                vec![change("Dockerfile", update), change(".dockerignore", update)],
                "Dockerfile and .dockerignore exist and differ. Replace?",
            ),
        ] {
            assert_eq!(question(&ChangeSet { changes }), expected);
        }
    }
}
