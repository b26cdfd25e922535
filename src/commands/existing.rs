//! A Dockerfile that was there before pydock.

use crate::adopt::{self, Difference};
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{ChangeKind, ChangeSet, RelPath};
use crate::pipeline::{self, DOCKERFILE, Existing, Generated, Survey};
use crate::record::RecordLock;
use crate::witness::{is_own, reading};

/// Takes over what the project's own Dockerfile says, and reads the one that is to be replaced.
pub fn read(survey: &mut Survey, answers: &mut Answers, today: &str) -> Result<(), Error> {
    if survey.tree.is_file(&RecordLock::path()) || !survey.preset.python {
        return Ok(());
    }
    if let Some(witness) = &survey.detected.witness {
        adopt::take_parts(witness, &survey.detected, answers)?;
        adopt::take_start(witness, &survey.detected, answers)?;
        if let Ok(facts) = pipeline::settle(survey, answers) {
            adopt::take_over(witness, &facts, today, answers)?;
        }
    }
    let text = survey.tree.text(&RelPath::parse(DOCKERFILE)?)?;
    let Some(text) = text.filter(|text| !is_own(text)) else { return Ok(()) };
    let Some(reading) = reading::read(&text) else { return Ok(()) };
    survey.existing = Some(Existing { text, reading });
    Ok(())
}

/// What the new Dockerfile does in another way, if it takes the place of one that was there.
pub fn differences(survey: &Survey, generated: &Generated, changes: &ChangeSet) -> Vec<Difference> {
    let change = changes.changes.iter().find(|change| change.path.as_str() == DOCKERFILE && change.kind == ChangeKind::Update);
    match (&survey.existing, change) {
        (Some(Existing { text, reading }), Some(change)) => {
            adopt::differences(reading, text, &change.after, &generated.facts, &generated.plan)
        }
        _ => Vec::new(),
    }
}
