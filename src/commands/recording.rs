//! The record that `init` and `update` leave beside the files.

use crate::error::Error;
use crate::facts::{Answers, ProjectFacts, Question, Said};
use crate::model::{FactId, Location, Origin, RenderedFile, Setting};
use crate::pipeline::{self, Generated, Survey};
use crate::preset::{Preset, PresetLayer};
use crate::record::{RecordError, RecordLock, RecordedPreset};

/// `pydock.lock`, and `pydock.toml` where this run chose something new. The files that pydock wrote, now or before, are
/// `followed`; of other rendered ones the record does not change, and of those with a secret it has no copy.
pub fn record(
    survey: &Survey,
    answers: &Answers,
    generated: &Generated,
    followed: impl Fn(&RenderedFile) -> bool,
) -> Result<Vec<RenderedFile>, Error> {
    let Generated { facts, plan, files, secret, .. } = generated;
    let old = RecordLock::read(&survey.tree)?;
    let is_followed = |file: &&RenderedFile| !secret.contains(&file.path) && followed(file);
    let mut lock = RecordLock::new(facts, plan, presets(&survey.preset), files.iter().filter(is_followed));
    let is_rendered = |path: &str| files.iter().any(|file| file.path.as_str() == path);
    for file in old.iter().flat_map(|old| &old.files).filter(|file| is_rendered(&file.path)) {
        if lock.files.iter().all(|followed| followed.path != file.path) {
            lock.files.push(file.clone());
        }
    }
    let is_same = old.is_some_and(|old| old.is_same(&lock));
    let text = survey.tree.text(&RecordLock::path())?.filter(|_| is_same);
    let lock = match text {
        Some(text) => RenderedFile { path: RecordLock::path(), contents: text.to_string() },
        None => lock.rendered(),
    };
    Ok(choices(survey, answers, facts).into_iter().chain([lock]).collect())
}

/// The layers that were fetched, as they are recorded.
pub fn presets(preset: &Preset) -> Vec<RecordedPreset> {
    let recorded = |layer: &PresetLayer| RecordedPreset { source: layer.source.clone(), commit: layer.commit.to_string() };
    preset.layers.iter().map(recorded).collect()
}

/// Takes the name of the first run where the project has none but its folder's, which is another one on every machine.
pub fn keep_name(survey: &Survey, answers: &mut Answers) -> Result<(), Error> {
    if answers.name.is_some() || !survey.detected.name.at.file.is_root() {
        return Ok(());
    }
    let lock = RecordLock::read(&survey.tree)?;
    let known = lock.as_ref().and_then(|lock| lock.facts.get(FactId::Name.name())?.first());
    if let Some(fact) = known {
        let at = Location::file(RecordLock::path());
        let taken = answers.take(FactId::Name, &fact.value, Origin::Recorded { at: at.clone() });
        taken.map_err(|error| RecordError::broken(at, error.to_string()))?;
    }
    Ok(())
}

/// The file of choices, where it changes.
fn choices(survey: &Survey, answers: &Answers, facts: &ProjectFacts) -> Option<RenderedFile> {
    let said: Vec<&Said> = answers.said.iter().filter(|said| said.origin.is_new()).collect();
    let is_secret = |setting: &Setting| facts.preset_answers.iter().any(|answer| answer.secret && answer.id == setting.key);
    let new = answers.settings.iter().filter(|fact| fact.origin.is_new() && !is_secret(&fact.value));
    let settings: Vec<Setting> = new.map(|fact| fact.value.clone()).collect();
    let consents = answers.allow_builds && !survey.choices.recorded.allow_builds;
    if said.is_empty() && settings.is_empty() && !consents {
        return None;
    }
    // What the project says by itself needs no record.
    let mut before = Answers { settings: answers.settings.clone(), ..Answers::default() };
    let without = before.fill(&survey.choices.recorded).ok().and_then(|()| pipeline::settle(survey, &before).ok());
    let values = |question: &Question, facts: &ProjectFacts| -> Vec<String> {
        question.values(facts).into_iter().map(|(value, _)| value).collect()
    };
    let differs = |said: &Said| {
        // What the Dockerfile said is gone when the new one has taken its place.
        let question = Question::of(said.fact);
        // Of several requirements files the fact is the first.
        let text = if said.fact == FactId::Manifest { said.text.split(',').next().unwrap_or_default() } else { &said.text };
        if matches!(said.origin, Origin::Adopted { .. }) && values(question, facts).iter().any(|value| value == text) {
            return true;
        }
        // The start was looked for in the member, so it would be found again without the answer.
        said.fact == FactId::Member || without.as_ref().is_none_or(|without| values(question, without) != values(question, facts))
    };
    let chosen: Vec<Said> = said.into_iter().filter(|said| differs(said)).cloned().collect();
    survey.choices.with(&chosen, &settings, consents)
}
