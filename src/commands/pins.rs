//! `--pin-digests`: asks registries for the digests that no record has, and for newer ones where that is wanted.

use std::collections::BTreeMap;

use crate::error::Error;
use crate::facts::Answers;
use crate::model::{Digest, FactId, ImageRef, RelPath};
use crate::pipeline::{self, Generated, Survey};
use crate::record::{PinDrift, PinState, RecordLock, written};
use crate::registry::{Options, Registry};
use crate::report::Report;

/// Which digests a registry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// None: what the record has not got stays without.
    Nothing,
    /// Those that the record has not got. To have chosen digests is to have asked for this.
    Missing,
    /// All of them.
    All,
}

/// The record, with the digests that the files have by now.
pub fn record(survey: &Survey) -> Result<Option<RecordLock>, Error> {
    let Some(mut lock) = RecordLock::read(&survey.tree)? else { return Ok(None) };
    let paths: Vec<RelPath> = lock.files.iter().filter_map(|file| RelPath::parse(&file.path).ok()).collect();
    for path in paths {
        if let Some(text) = survey.tree.text(&path)? {
            lock.follow_digests(&path, &text);
        }
    }
    Ok(Some(lock))
}

/// Settles the facts and renders the files, with digests where they are chosen.
pub fn generate(survey: &mut Survey, answers: &Answers, ask: Ask, report: &Report) -> Result<Generated, Error> {
    let by_preset = survey.preset.defaults.iter().any(|default| default.fact == FactId::PinDigests);
    let pins = by_preset || answers.pin_digests.as_ref().is_some_and(|fact| fact.value);
    if pins && ask != Ask::All {
        survey.pins = record(survey)?.map(|lock| lock.pins()).unwrap_or_default();
    }
    let generated = pipeline::generate(survey, answers)?;
    if generated.unpinned.is_empty() || ask == Ask::Nothing {
        return Ok(generated);
    }
    for (image, digest) in digests(&generated.unpinned, report)? {
        survey.pins.insert(image, digest);
    }
    pipeline::generate(survey, answers)
}

/// The images that have no digest yet, and with `online` those of the project's own files whose tags have moved on, whoever
/// pinned them.
pub fn drift(survey: &Survey, generated: &Generated, online: bool, report: &Report) -> Result<Vec<PinDrift>, Error> {
    let missing = generated.unpinned.iter().cloned();
    let mut drift: Vec<PinDrift> = missing.map(|name| PinDrift { name, state: PinState::Missing, at: None }).collect();
    if !online {
        return Ok(drift);
    }
    let mut pinned = Vec::new();
    for file in &generated.files {
        if let Some(text) = survey.tree.text(&file.path)? {
            pinned.extend(written(&file.path, &text));
        }
    }
    let mut names: Vec<ImageRef> = pinned.iter().map(|(name, ..)| name.clone()).collect();
    names.sort();
    names.dedup();
    let now = digests(&names, report)?;
    for (name, pinned, at) in pinned {
        if let Some(current) = now.get(&name).filter(|current| **current != pinned) {
            let state = PinState::Old { pinned, current: current.clone() };
            drift.push(PinDrift { name, state, at: Some(at) });
        }
    }
    Ok(drift)
}

/// Half of the digests would be no answer: the first failure ends the run.
fn digests(images: &[ImageRef], report: &Report) -> Result<BTreeMap<ImageRef, Digest>, Error> {
    let mut found = BTreeMap::new();
    if images.is_empty() {
        return Ok(found);
    }
    let registry = Registry::new(Options::read(|name| std::env::var(name).ok()).map_err(Box::new)?);
    let progress = report.progress("asking the registry", images.len());
    for (done, image) in images.iter().enumerate() {
        progress.set(done);
        let digest = registry.digest(image);
        if digest.is_err() {
            progress.finish();
        }
        found.insert(image.clone(), digest.map_err(Box::new)?);
    }
    progress.finish();
    Ok(found)
}
