//! Asks a person what the project leaves open.
//!
//! A fact that the project or a flag settles is not asked about; what is known is shown before the last question, at which
//! every answer can still be changed. Ctrl-C at any question ends the run with nothing written and the terminal as it was.

mod choice;
mod consent;
mod edit;
mod of_preset;
mod project;
mod terminal;

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use dialoguer::theme::ColorfulTheme;
use dialoguer::{Confirm, Input};

use crate::error::Error;
use crate::facts::{Answers, Question};
use crate::model::{FactId, Finding, Origin, Start};
use crate::pipeline::{self, Survey};
use crate::preset::PresetError;
use crate::report::{Report, harmless};

pub use consent::{Consent, consent, yes_or_no};
pub use edit::edit;
pub use project::project;
use terminal::terminal;

/// Whether there is a person to ask: both ends are a terminal.
pub fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// Shows what was found and asks the questions that neither a flag nor the project answers.
pub fn open_questions(survey: &Survey, answers: &mut Answers, report: &Report) -> Result<(), Error> {
    outlive_interrupts();
    let has_own_start = survey.preset.defaults.iter().any(|default| default.fact == FactId::Command);
    let settled = pipeline::generate(survey, answers).map(|generated| generated.facts);
    let has_no_start = match &settled {
        Err(Error::Resolve(error)) if error.is_about_the_start() => true,
        _ => survey.detected.start.chosen.is_none() || survey.detected.start.is_unsure(),
    };
    let is_open = !is_stated(answers) && !has_own_start && has_no_start;
    match settled {
        // What is known is shown with the last question.
        Ok(_) if !is_open => {}
        // The preset's own questions are asked below.
        Err(Error::Preset(PresetError::Open { .. })) if !is_open => {}
        // What cannot be settled for another reason than an open question is not for a prompt to mend.
        Err(error) if !is_open => return Err(error),
        _ => report.survey(survey),
    }
    if is_open {
        pipeline::rule_out(survey, answers);
        start(survey, answers, report)?;
        port(survey, answers)?;
    }
    of_preset::ask(survey, answers)
}

/// Ctrl-C at a question must end the question, not the process: the question has hidden the cursor.
fn outlive_interrupts() {
    // Where no handler can be set, Ctrl-C ends the process at once, which leaves nothing behind either.
    let _ = signal_hook::flag::register(signal_hook::consts::SIGINT, Arc::new(AtomicBool::new(false)));
}

fn is_stated(answers: &Answers) -> bool {
    answers.command.is_some() || answers.process.is_some() || answers.entrypoint.is_some() || answers.framework.is_some()
}

/// Which of several applications, or, where none was found, the command.
fn start(survey: &Survey, answers: &mut Answers, report: &Report) -> Result<(), Error> {
    const ANOTHER: &str = "another command";
    let detection = &survey.detected.start;
    let is_possible = |found: &&Finding<Start>| answers.ruled_out.iter().all(|out| out.command != found.value.command);
    let candidates: Vec<&Finding<Start>> = detection.all().filter(is_possible).collect();
    if candidates.is_empty() {
        report.notes(&detection.notes);
        return ask_text(FactId::Command, "How does it start? A command, such as python main.py", None, answers);
    }
    let command = |finding: &Finding<Start>| finding.value.command.to_string();
    let widest = candidates.iter().map(|finding| command(finding).chars().count()).max().unwrap_or(0).min(60);
    let label = |finding: &&Finding<Start>| {
        let doubt = finding.value.confidence.doubt().map(|doubt| format!("  ({doubt})")).unwrap_or_default();
        format!("{:<widest$}  {}{doubt}", command(finding), finding.at)
    };
    let labels: Vec<String> = candidates.iter().map(label).chain([ANOTHER.to_owned()]).collect();
    let picked = choice::one_of("Which one does the image start?", &labels, 0, None)?.ok_or(Error::Declined)?;
    let Some(start) = candidates.get(picked).map(|finding| &finding.value) else {
        return ask_text(FactId::Command, "Start command", None, answers);
    };
    match &start.entrypoint {
        Some(entrypoint) => take(FactId::Entrypoint, &entrypoint.to_string(), answers),
        None => take(FactId::Command, &start.command.to_string(), answers),
    }
}

/// The port of a command that a person typed and that does not name one.
fn port(survey: &Survey, answers: &mut Answers) -> Result<(), Error> {
    let typed = answers.command.as_ref().is_some_and(|command| command.origin == Origin::Prompt);
    if answers.port.is_some() || !typed {
        return Ok(());
    }
    let known = pipeline::settle(survey, answers).is_ok_and(|facts| facts.port.value.is_some());
    if known {
        Ok(())
    } else {
        ask_text(FactId::Port, "Which port does it listen on? `none` for a job or a worker", Some("none"), answers)
    }
}

/// All of standard input, for who pipes a file in.
pub fn standard_input() -> Result<String, Error> {
    std::io::read_to_string(std::io::stdin()).map_err(|error| Error::Terminal(error.to_string()))
}

/// Asks until the answer is one that the question's type takes.
fn ask_text(fact: FactId, prompt: &str, default: Option<&str>, answers: &mut Answers) -> Result<(), Error> {
    let question = Question::of(fact);
    let theme = ColorfulTheme::default();
    let mut input = Input::with_theme(&theme).with_prompt(prompt).validate_with(|text: &String| {
        (question.answer)(&mut Answers::default(), text, Origin::Prompt).map_err(|error| error.to_string())
    });
    if let Some(default) = default {
        input = input.default(default.to_owned());
    }
    let text: String = input.interact_text().map_err(terminal)?;
    take(fact, &text, answers)
}

fn take(fact: FactId, text: &str, answers: &mut Answers) -> Result<(), Error> {
    let question = Question::of(fact);
    question.take(answers, text, Origin::Prompt).map_err(|source| Error::Flag { flag: question.flag, source })
}

/// Whether a preset that only the project's own files name may be fetched.
pub fn may_fetch(preset: &str) -> Result<bool, Error> {
    outlive_interrupts();
    let prompt = harmless(&format!("The project's own files name the preset {preset}. Connect to it?"));
    let yes = Confirm::with_theme(&ColorfulTheme::default()).with_prompt(prompt).default(false).interact_opt();
    Ok(yes.map_err(terminal)? == Some(true))
}
