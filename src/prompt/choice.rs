//! One of several, or some of them, by the arrow keys.

use console::{Term, truncate_str};
use dialoguer::theme::ColorfulTheme;
use dialoguer::{MultiSelect, Select};

use super::terminal::terminal;
use crate::error::Error;
use crate::report::harmless;

/// What the list itself puts beside a row.
const MARGIN: usize = 6;

/// The place of the row that was picked. `None` if Escape was pressed. A row that is wider than the terminal is cut, because a
/// list with broken rows cannot be drawn again over itself.
pub(super) fn one_of(prompt: &str, rows: &[String], first: usize, most: Option<usize>) -> Result<Option<usize>, Error> {
    let theme = ColorfulTheme::default();
    let rows = fitting(rows);
    let select = Select::with_theme(&theme).with_prompt(hinted(prompt, "arrow keys, Enter")).items(&rows).default(first);
    let select = match most {
        Some(most) => select.max_length(most),
        None => select,
    };
    let picked = select.report(false).interact_opt().map_err(terminal)?;
    if let Some(picked) = picked {
        answered(prompt, rows[picked].trim())?;
    }
    Ok(picked)
}

/// The places of the rows that were picked. `None` if Escape was pressed.
pub(super) fn some_of(prompt: &str, rows: &[String], checked: &[bool]) -> Result<Option<Vec<usize>>, Error> {
    let theme = ColorfulTheme::default();
    let rows = fitting(rows);
    let prompt_with_keys = hinted(prompt, "Space to choose, Enter");
    let select = MultiSelect::with_theme(&theme).with_prompt(prompt_with_keys).items(&rows).defaults(checked);
    let picked = select.report(false).interact_opt().map_err(terminal)?;
    if let Some(picked) = &picked {
        let words: Vec<&str> = picked.iter().map(|index| rows[*index].as_str()).collect();
        answered(prompt, &words.join(", "))?;
    }
    Ok(picked)
}

fn hinted(prompt: &str, keys: &str) -> String {
    format!("{} ({keys})", harmless(prompt))
}

fn fitting(rows: &[String]) -> Vec<String> {
    let width = columns().saturating_sub(MARGIN);
    rows.iter().map(|row| truncate_str(&harmless(row), width, "\u{2026}").into_owned()).collect()
}

/// The question and its answer, on the one line that is left of them.
fn answered(prompt: &str, answer: &str) -> Result<(), Error> {
    let line = format!("{} \u{2192} {answer}", harmless(prompt));
    let line = truncate_str(&line, columns().saturating_sub(1), "\u{2026}").into_owned();
    Term::stderr().write_line(&line).map_err(|error| terminal(error.into()))
}

fn columns() -> usize {
    usize::from(Term::stderr().size().1).max(40)
}
