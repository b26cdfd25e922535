//! Goes back to any answer.

use dialoguer::Select;
use dialoguer::theme::ColorfulTheme;

use super::{ask_text, outlive_interrupts, take, terminal};
use crate::error::Error;
use crate::facts::{Answers, ProjectFacts, QUESTIONS, Question, Takes};
use crate::report::harmless;

/// Rows of the list that are shown at once.
const ROWS: usize = 12;

/// Asks which answer is to change, and for the new one. Escape changes nothing.
pub fn edit(facts: &ProjectFacts, answers: &mut Answers) -> Result<(), Error> {
    outlive_interrupts();
    let widest = QUESTIONS.iter().map(|question| question.id.name().len()).max().unwrap_or(0);
    let label = |question: &Question| harmless(&format!("{:<widest$}  {}", question.id, current(question, facts)));
    let labels: Vec<String> = QUESTIONS.iter().map(label).collect();
    let picked = Select::with_theme(&ColorfulTheme::default())
        .with_prompt("Which answer? (arrow keys, Enter; Esc to go back)")
        .items(&labels)
        .default(0)
        .max_length(ROWS)
        .interact_opt()
        .map_err(terminal)?;
    let Some(question) = picked.map(|picked| &QUESTIONS[picked]) else { return Ok(()) };
    match question.takes {
        Takes::Switch => {
            let picked = Select::with_theme(&ColorfulTheme::default())
                .with_prompt(question.help)
                .items(["yes", "no"])
                .default(usize::from(current(question, facts) == "false"))
                .interact_opt()
                .map_err(terminal)?;
            let Some(picked) = picked else { return Ok(()) };
            forget(question, answers);
            take(question.id, if picked == 0 { "true" } else { "false" }, answers)
        }
        Takes::Many => ask_text(question.id, &format!("One more. {}", question.help), None, answers),
        Takes::One => {
            let before = current(question, facts);
            let mut changed = answers.clone();
            forget(question, &mut changed);
            ask_text(
                question.id,
                question.help,
                Some(&before).filter(|text| !text.is_empty()).map(String::as_str),
                &mut changed,
            )?;
            *answers = changed;
            Ok(())
        }
    }
}

/// The words of an answer that another one replaces are not recorded.
fn forget(question: &Question, answers: &mut Answers) {
    answers.said.retain(|said| said.fact != question.id);
}

/// Nothing for a fact without a value.
fn current(question: &Question, facts: &ProjectFacts) -> String {
    let values: Vec<String> = question.values(facts).into_iter().map(|(value, _)| value).collect();
    values.join(", ")
}
