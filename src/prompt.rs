//! Asks a person what the project leaves open.

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input, Select};

use crate::error::Error;
use crate::facts::{Answers, QUESTIONS};
use crate::model::{Fact, Finding, Origin, Start};
use crate::pipeline::Survey;
use crate::report::Report;

/// The answer to the last question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Consent {
    Write,
    /// Write only files that are not there yet.
    KeepExisting,
    Nothing,
}

/// Whether there is a person to ask: both ends are a terminal.
pub fn can_ask() -> bool {
    use std::io::IsTerminal;
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Asks the questions that neither a flag nor the project answers.
pub fn open_questions(survey: &Survey, answers: &mut Answers, report: &Report) -> Result<(), Error> {
    report.survey(survey);
    start(survey, answers)?;
    port(survey, answers)?;
    Ok(())
}

/// Which of several applications, or, where none was found, the command.
fn start(survey: &Survey, answers: &mut Answers) -> Result<(), Error> {
    if answers.command.is_some() || answers.entrypoint.is_some() || answers.framework.is_some() {
        return Ok(());
    }
    let detection = &survey.detected.start;
    let Some(chosen) = &detection.chosen else {
        return ask_text("command", "How does it start (a command, such as python main.py)?", answers);
    };
    if !detection.tied {
        return Ok(());
    }
    let candidates: Vec<&Finding<Start>> = std::iter::once(chosen).chain(&detection.others).collect();
    let labels: Vec<String> = candidates.iter().map(|finding| format!("{}  ({})", finding.value.command, finding.at)).collect();
    let picked = Select::with_theme(&ColorfulTheme::default())
        .with_prompt("Which one does the image start?")
        .items(&labels)
        .default(0)
        .interact_opt()
        .map_err(terminal)?
        .ok_or(Error::Stopped)?;
    let start = &candidates[picked].value;
    match &start.entrypoint {
        Some(entrypoint) => answers.entrypoint = Some(Fact::new(entrypoint.clone(), Origin::Prompt)),
        None => answers.command = Some(Fact::new(start.command.clone(), Origin::Prompt)),
    }
    Ok(())
}

/// The port of a command that a person typed and that does not name one.
fn port(survey: &Survey, answers: &mut Answers) -> Result<(), Error> {
    let typed = answers.command.as_ref().is_some_and(|command| command.origin == Origin::Prompt);
    if answers.port.is_some() || !typed {
        return Ok(());
    }
    let known = crate::pipeline::settle(survey, answers).is_ok_and(|facts| facts.port.value.is_some());
    if known { Ok(()) } else { ask_text("port", "Which port does it listen on (`none` for a job or a worker)?", answers) }
}

/// Asks until the answer is one that the question's type takes.
fn ask_text(id: &str, prompt: &str, answers: &mut Answers) -> Result<(), Error> {
    let Some(question) = QUESTIONS.iter().find(|question| question.id == id) else { return Ok(()) };
    let text: String = Input::with_theme(&ColorfulTheme::default())
        .with_prompt(prompt)
        .validate_with(|text: &String| {
            (question.answer)(&mut Answers::default(), text, Origin::Prompt).map_err(|error| error.to_string())
        })
        .interact_text()
        .map_err(terminal)?;
    (question.answer)(answers, &text, Origin::Prompt).map_err(|source| Error::Flag { flag: question.flag, source })
}

/// The last question. Where files are there already, keeping them is one of the answers.
pub fn consent(replaced: &[String]) -> Result<Consent, Error> {
    let theme = ColorfulTheme::default();
    if replaced.is_empty() {
        let yes = Confirm::with_theme(&theme).with_prompt("Write these files?").default(true).interact_opt().map_err(terminal)?;
        return Ok(if yes == Some(true) { Consent::Write } else { Consent::Nothing });
    }
    let picked = Select::with_theme(&theme)
        .with_prompt(format!("{} would be replaced", replaced.join(" and ")))
        .items(["Keep what is there, write the other files", "Replace", "Write nothing"])
        .default(0)
        .interact_opt()
        .map_err(terminal)?;
    Ok(match picked {
        Some(0) => Consent::KeepExisting,
        Some(1) => Consent::Write,
        _ => Consent::Nothing,
    })
}

fn terminal(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    if error.kind() == std::io::ErrorKind::Interrupted { Error::Stopped } else { Error::Terminal(error.to_string()) }
}
