//! What was seen and not taken.

use crate::detect::{Detected, Manager};
use crate::facts::ProjectFacts;
use crate::model::{Detection, FactId, Finding, Start};

use super::line::PassedOver;

/// The candidates for the facts with these ids, best first. Where a person overruled what was detected, that is one of them.
pub(super) fn of(ids: &[FactId], facts: &ProjectFacts, detected: &Detected) -> Vec<PassedOver> {
    let asks = |group: &[FactId]| ids.iter().any(|id| group.contains(id));
    let mut all = Vec::new();
    if asks(&[FactId::Python]) {
        let is_taken = |python: &_| *python == facts.python.value;
        all.extend(candidates(FactId::Python, &detected.python, is_taken, ToString::to_string));
    }
    if asks(&[FactId::Manager, FactId::Manifest]) {
        let is_taken = |found: &Manager| found.manager == facts.manager.value && found.manifest == facts.manifest.value;
        all.extend(candidates(FactId::Manager, &detected.manager, is_taken, manager));
    }
    if asks(&[FactId::Command, FactId::Framework, FactId::Entrypoint]) {
        // The same application on another port is no other candidate.
        let is_taken = |start: &Start| {
            let is_same = start.entrypoint.is_some() && start.entrypoint == facts.entrypoint.value;
            is_same || start.command == facts.command.value
        };
        all.extend(candidates(FactId::Command, &detected.start, is_taken, |start| start.command.to_string()));
    }
    all
}

fn candidates<T>(
    id: FactId,
    detection: &Detection<T>,
    is_taken: impl Fn(&T) -> bool,
    text: impl Fn(&T) -> String,
) -> Vec<PassedOver> {
    let others = detection.chosen.iter().chain(&detection.others).filter(|finding| !is_taken(&finding.value));
    let one = |finding: &Finding<T>| PassedOver {
        id: id.name().to_owned(),
        value: text(&finding.value),
        at: (!finding.at.file.is_root()).then(|| finding.at.to_string()),
        why: finding.why.clone(),
    };
    others.map(one).collect()
}

/// Ex) `poetry (poetry.lock)`
fn manager(found: &Manager) -> String {
    match &found.manifest {
        Some(manifest) => format!("{} ({manifest})", found.manager),
        None => found.manager.to_string(),
    }
}
