//! The facts, with what the preset adds to them: its defaults, and the answers to its own questions.

use crate::error::Error;
use crate::facts::{Answers, DependencyFacts, ProjectFacts, Question, ResolveError, Resolver, Takes};
use crate::model::{Note, Origin, PresetAnswer, Source};
use crate::preset::{self, Answered, PresetDefault, PresetError};

use super::Survey;

/// Settles every fact.
pub fn settle(survey: &Survey, answers: &Answers) -> Result<ProjectFacts, Error> {
    let settled = both(survey, answers)?;
    let mut facts = settled.facts;
    facts.preset_answers = settled.asked.complete(&survey.preset)?;
    facts.is_python = survey.preset.python;
    preset::exclude(&survey.preset, &mut facts)?;
    Ok(facts)
}

/// What the preset's own questions would be answered with, those that are open too.
pub fn propose(survey: &Survey, answers: &Answers) -> Result<Vec<PresetAnswer>, Error> {
    Ok(both(survey, answers)?.asked.answers)
}

/// Settles the facts about the dependencies alone, which a project that nothing starts has as well.
pub fn settle_dependencies(survey: &Survey, answers: &Answers) -> Result<(DependencyFacts, Vec<Note>), Error> {
    let with_preset = both(survey, answers).map(|settled| settled.answers);
    Ok(resolver(survey, with_preset.as_ref().unwrap_or(answers)).dependencies()?)
}

fn resolver<'a>(survey: &'a Survey, answers: &'a Answers) -> Resolver<'a> {
    Resolver {
        tree: survey.python_tree(),
        manifests: &survey.manifests,
        frameworks: &survey.frameworks,
        detected: &survey.detected,
        answers,
        for_pip: survey.preset.for_pip.as_deref(),
        online: survey.online.as_ref(),
    }
}

/// The answers with the preset's among them, and what comes of them.
struct Settled {
    answers: Answers,
    facts: ProjectFacts,
    asked: Answered,
}

/// Settles the facts with the preset's answers.
///
/// A preset answers what neither a person nor the project does, and its answers may be made from the facts and from the
/// answers to its questions. So the facts are settled once without it, and again with it.
fn both(survey: &Survey, answers: &Answers) -> Result<Settled, Error> {
    let preset = &survey.preset;
    let mut answers = answers.clone();
    let without: Vec<_> = preset
        .settings
        .iter()
        .filter(|own| !answers.settings.iter().any(|fact| fact.value.key == own.value.key))
        .cloned()
        .collect();
    answers.settings.extend(without);
    let settle = |answers: &Answers| resolver(survey, answers).resolve();
    let first = match settle(&answers) {
        // How it starts may be for the preset to say.
        Err(_) if !preset.defaults.is_empty() => {
            for default in preset.defaults.iter().filter(|default| !default.texts.iter().any(|text| text.contains('{'))) {
                if answers.hears(Source::Preset, default.fact) {
                    take(default, &default.texts, &mut answers)?;
                }
            }
            settle(&answers)
        }
        other => other,
    };
    let first = match first {
        // Everything that is open is told at once.
        Err(ResolveError::NoStart { mut notes }) => {
            notes.extend(preset::open_whatever(preset, &answers.settings));
            return Err(ResolveError::NoStart { notes }.into());
        }
        Err(ResolveError::UnsureStart { summary, mut notes }) => {
            notes.extend(preset::open_whatever(preset, &answers.settings));
            return Err(ResolveError::UnsureStart { summary, notes }.into());
        }
        other => other?,
    };
    let ask =
        |facts: &ProjectFacts, notes: &mut Vec<Note>| preset::answers(preset, &answers.settings, &survey.tree, facts, notes);
    let mut notes = Vec::new();
    let asked = ask(&first, &mut notes)?;
    let mut with_preset = answers.clone();
    let before = with_preset.said.len();
    for default in &preset.defaults {
        if let Some(texts) = wanted(default, &answers, &first) {
            let texts = preset.default_texts(default, &texts, &first, &asked.answers)?;
            take(default, &texts, &mut with_preset)?;
        }
    }
    if with_preset.said.len() == before {
        let mut facts = first;
        facts.notes.extend(notes);
        return Ok(Settled { answers, facts, asked });
    }
    let mut facts = settle(&with_preset)?;
    let mut notes = Vec::new();
    let asked = ask(&facts, &mut notes)?;
    facts.notes.extend(notes);
    Ok(Settled { answers: with_preset, facts, asked })
}

/// The texts of a default that nobody else answers. Lists that add to each other take what has no other value.
fn wanted(default: &PresetDefault, answers: &Answers, facts: &ProjectFacts) -> Option<Vec<String>> {
    let fact = default.fact;
    if fact.adds_up() {
        let is_said = |name: &str| answers.said_of(fact).any(|said| PresetDefault::name(&said.text) == name);
        return Some(default.texts.iter().filter(|text| !is_said(PresetDefault::name(text))).cloned().collect());
    }
    (facts.hear(Source::Preset, fact) && answers.hears(Source::Preset, fact)).then(|| default.texts.clone())
}

fn take(default: &PresetDefault, texts: &[String], answers: &mut Answers) -> Result<(), Error> {
    let question = Question::of(default.fact);
    let last = texts.len().saturating_sub(1);
    let texts = if question.takes == Takes::Many { texts } else { &texts[last..] };
    for text in texts {
        question.take(answers, text, Origin::Preset).map_err(|error| PresetError::Invalid {
            place: default.place.clone(),
            hint: error.hint("write what the flag of the same name takes"),
            problem: format!("{}: {error}", question.flag),
        })?;
    }
    Ok(())
}
