//! Which preset a run goes by.

use std::path::{Path, PathBuf};

use super::cache;
use crate::cli::FactArgs;
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{FactId, Origin, Source};
use crate::pipeline::Survey;
use crate::preset::{Preset, PresetLayer, PresetLoader};
use crate::prompt;
use crate::record::{Choices, RecordError, RecordLock, UserDefaults};
use crate::source::{Consent, GitSource, PresetSource, Store};
use crate::tree::ProjectTree;

/// What an organisation sets for all of its projects.
const ORGANISATION: &str = "PYDOCK_DEFAULT_PRESET";

/// How a preset out of a repository is had.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FetchPolicy {
    /// As it is in the repository now.
    Newest,
    /// At the commit of `pydock.lock`, fetched if it is not in the cache.
    Pinned,
    /// At the commit of `pydock.lock`, or as it was last fetched, out of the cache alone.
    Cached,
}

/// Takes the preset that was typed or recorded, else the person's usual one, else the organisation's.
pub fn choose(survey: &mut Survey, answers: &mut Answers, taking: FetchPolicy, facts: &FactArgs) -> Result<(), Error> {
    let mut consent = consent(facts, answers)?;
    if answers.hears(Source::Configured, FactId::Preset)
        && let Some((source, by)) = usual()?
    {
        answers.take(FactId::Preset, &source, Origin::Configured { by })?;
        consent = Consent::Given;
    }
    let Some(source) = answers.preset.as_ref().map(|fact| fact.value.clone()) else { return Ok(()) };
    let root = survey.tree.root().map_or_else(|| PathBuf::from("."), Path::to_owned);
    let pins = if taking == FetchPolicy::Newest { Vec::new() } else { pins(&survey.tree)? };
    let preset = shelf(&root, pins, taking == FetchPolicy::Cached, consent).load(&source)?;
    survey.take(preset, &super::date())
}

/// The preset that the choices recorded in a folder name, out of the cache alone; `None` if they name none.
pub fn recorded(tree: &ProjectTree) -> Result<Option<Preset>, Error> {
    let choices = Choices::read(tree)?;
    let Some(said) = choices.recorded.said.iter().rev().find(|said| said.fact == FactId::Preset) else { return Ok(None) };
    let root = tree.root().map_or_else(|| PathBuf::from("."), Path::to_owned);
    Ok(Some(shelf(&root, pins(tree)?, true, known()?).load(&said.text)?))
}

/// Presets by name, out of folders, and out of repositories.
pub fn shelf(root: &Path, pins: Vec<PresetLayer>, offline: bool, consent: Consent) -> PresetLoader {
    PresetLoader {
        root: root.to_owned(),
        home: std::env::var_os("HOME").map(PathBuf::from),
        store: store(offline, consent),
        pins,
    }
}

/// A repository of presets that a person types may be connected to, or any where the network is asked for. What the
/// project's own files name is one that the person knows already.
fn consent(facts: &FactArgs, answers: &Answers) -> Result<Consent, Error> {
    let source = answers.preset.as_ref().map(|fact| fact.value.parse::<PresetSource>());
    let is_typed = facts.types(FactId::Preset) && matches!(source, Some(Ok(PresetSource::Git(_))));
    if facts.online || facts.consents || is_typed {
        return Ok(Consent::Given);
    }
    known()
}

/// The repositories that a person has trusted before.
fn known() -> Result<Consent, Error> {
    let trusted = settings_folder().map(|folder| UserDefaults::read(&folder)).transpose()?;
    Ok(Consent::Known(trusted.unwrap_or_default().trust))
}

/// The same preset at another tag, as an answer of its own.
pub fn at_version(project: &Path, answers: &mut Answers, version: &str) -> Result<(), Error> {
    let choices = Choices::read(&ProjectTree::open(project)?)?;
    let recorded = choices.recorded.said.iter().rev().find(|said| said.fact == FactId::Preset);
    let source = answers.preset.as_ref().map(|fact| fact.value.clone()).or_else(|| Some(recorded?.text.clone()));
    let Some(Ok(PresetSource::Git(git))) = source.as_deref().map(str::parse::<PresetSource>) else {
        return Err(Error::NoVersions { preset: source.unwrap_or_else(|| "production".to_owned()) });
    };
    let moved = git.with_reference(version).map_err(|source| Error::Flag { flag: "preset-version", source })?;
    answers.said.retain(|said| said.fact != FactId::Preset);
    Ok(answers.take(FactId::Preset, &moved.to_string(), Origin::Flag)?)
}

/// The newest tag of the preset's repository that is newer than the one in use.
pub fn newer(answers: &Answers) -> Result<Option<String>, Error> {
    let source = answers.preset.as_ref().and_then(|fact| fact.value.parse::<GitSource>().ok());
    let Some(git) = source else { return Ok(None) };
    Ok(store(false, Consent::Given).newer(&git).map_err(crate::preset::PresetError::from)?)
}

fn store(offline: bool, consent: Consent) -> Store {
    let cache = cache::folder().map(|folder| folder.join("presets"));
    Store { cache, offline, consent, interactive: prompt::can_ask(), git: PathBuf::from("git") }
}

/// The commits of the last run.
fn pins(tree: &ProjectTree) -> Result<Vec<PresetLayer>, Error> {
    let lock = RecordLock::read(tree)?;
    let pin = |preset: &crate::record::RecordedPreset| {
        let commit = preset.commit.parse().map_err(|error| RecordError::broken(RecordLock::place(), format!("{error}")))?;
        Ok(PresetLayer { source: preset.source.clone(), commit })
    };
    lock.iter().flat_map(|lock| &lock.presets).map(pin).collect()
}

/// The preset for every project, and who says so.
fn usual() -> Result<Option<(String, String)>, Error> {
    if let Some(config) = settings_folder()
        && let Some(preset) = UserDefaults::read(&config)?.preset
    {
        return Ok(Some((preset, config.join(UserDefaults::FILE).display().to_string())));
    }
    let organisation = std::env::var(ORGANISATION).ok().filter(|source| !source.is_empty());
    Ok(organisation.map(|source| (source, ORGANISATION.to_owned())))
}

/// `$XDG_CONFIG_HOME/pydock`, or below the home folder.
fn settings_folder() -> Option<PathBuf> {
    let config = cache::named("XDG_CONFIG_HOME").or_else(|| Some(cache::named("HOME")?.join(".config")));
    config.map(|path| path.join("pydock"))
}
