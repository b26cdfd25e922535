//! The questions that a preset asks.

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Password};

use super::{choice, terminal};
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{Fact, Origin, PresetAnswer, Setting};
use crate::pipeline::{self, Survey};
use crate::preset::{PresetQuestion, QuestionType};
use crate::report::harmless;

/// Asks each that nobody has answered yet, with the answer that would be taken proposed. An answer may open or close later
/// questions and change what is proposed for them, so the facts are settled anew for each.
pub fn ask(survey: &Survey, answers: &mut Answers) -> Result<(), Error> {
    for question in survey.preset.questions.iter().filter(|question| question.ask) {
        if answers.settings.iter().any(|fact| fact.value.key == question.id) {
            continue;
        }
        let proposed = proposal(survey, answers, question)?;
        if proposed.as_ref().is_some_and(|answer| answer.skipped) {
            continue;
        }
        let text = one(question, proposed.as_ref().map(|answer| answer.text.as_str()))?;
        if proposed.is_none_or(|answer| answer.text != text) {
            answers.settings.push(Fact::new(Setting { key: question.id.clone(), value: text }, Origin::Prompt));
        }
    }
    Ok(())
}

/// What would be taken if nobody said anything; nothing where the question is open.
fn proposal(survey: &Survey, answers: &Answers, question: &PresetQuestion) -> Result<Option<PresetAnswer>, Error> {
    let found = pipeline::propose(survey, answers)?;
    Ok(found
        .into_iter()
        .find(|answer| answer.id == question.id)
        .filter(|answer| answer.skipped || answer.origin != Origin::Default))
}

fn one(question: &PresetQuestion, proposed: Option<&str>) -> Result<String, Error> {
    let theme = ColorfulTheme::default();
    let prompt = harmless(&question.help);
    let index = |choice: &str| question.choices.iter().position(|known| known == choice);
    let answer = match question.takes {
        QuestionType::Bool => {
            let confirm = Confirm::with_theme(&theme).with_prompt(prompt).default(proposed == Some("true"));
            confirm.interact_opt().map_err(terminal)?.map(|yes| yes.to_string())
        }
        QuestionType::Choice => {
            let picked = choice::one_of(&prompt, &question.choices, proposed.and_then(index).unwrap_or(0), None)?;
            picked.map(|picked| question.choices[picked].clone())
        }
        QuestionType::MultiChoice => {
            let before: Vec<&str> = proposed.unwrap_or_default().split(',').collect();
            let checked: Vec<bool> = question.choices.iter().map(|choice| before.contains(&choice.as_str())).collect();
            let picked = choice::some_of(&prompt, &question.choices, &checked)?;
            picked.map(|picked| picked.into_iter().map(|index| question.choices[index].as_str()).collect::<Vec<_>>().join(","))
        }
        QuestionType::Text | QuestionType::Int | QuestionType::Path => Some(text(question, prompt, proposed)?),
    };
    answer.ok_or(Error::Declined)
}

/// Asks until the answer is one that the question takes.
fn text(question: &PresetQuestion, prompt: String, proposed: Option<&str>) -> Result<String, Error> {
    let theme = ColorfulTheme::default();
    let (taking, expected) = (question.clone(), question.expected());
    let validate = move |text: &String| taking.parse(text).map(|_| ()).ok_or_else(|| format!("expected {expected}"));
    if question.secret {
        return Password::with_theme(&theme).with_prompt(prompt).validate_with(validate).interact().map_err(terminal);
    }
    let mut input =
        Input::with_theme(&theme).with_prompt(prompt).allow_empty(question.parse("").is_some()).validate_with(validate);
    if let Some(proposed) = proposed {
        input = input.default(proposed.to_owned());
    }
    input.interact_text().map_err(terminal)
}
