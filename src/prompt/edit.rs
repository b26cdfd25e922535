//! Goes back to any answer.

use super::{ask_text, choice, outlive_interrupts, take};
use crate::error::Error;
use crate::facts::{Answers, ProjectFacts, QUESTIONS, Question, Takes};

/// Rows of the list that are shown at once.
const ROWS: usize = 12;

/// Asks which answer is to change, and for the new one. Escape changes nothing.
pub fn edit(facts: &ProjectFacts, answers: &mut Answers) -> Result<(), Error> {
    outlive_interrupts();
    let widest = QUESTIONS.iter().map(|question| question.id.name().len()).max().unwrap_or(0);
    let label = |question: &Question| format!("{:<widest$}  {}", question.id, current(question, facts));
    let labels: Vec<String> = QUESTIONS.iter().map(label).collect();
    let picked = choice::one_of("Which answer?", &labels, 0, Some(ROWS))?;
    let Some(question) = picked.map(|picked| &QUESTIONS[picked]) else { return Ok(()) };
    match question.takes {
        Takes::Switch => {
            let is_off = current(question, facts) == "false";
            let picked = choice::one_of(question.help, &["yes", "no"].map(str::to_owned), usize::from(is_off), None)?;
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
