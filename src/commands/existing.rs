//! A Dockerfile that was there before pydock.

use crate::adopt::{self, Difference};
use crate::error::Error;
use crate::facts::Answers;
use crate::lint::reading;
use crate::model::{ChangeKind, ChangeSet, RelPath};
use crate::pipeline::{self, DOCKERFILE, Existing, Generated, Survey};
use crate::record::RecordLock;

/// What every file that pydock writes begins with, behind a line for the frontend.
const OWN: &str = "# Written by `pydock init`";

/// Reads the project's Dockerfile, where somebody else wrote it, and takes over what only it says.
pub fn read(survey: &mut Survey, answers: &mut Answers, today: &str) -> Result<(), Error> {
    let text = survey.tree.text(&RelPath::parse(DOCKERFILE)?)?;
    let Some(text) = text.filter(|text| !is_own(text)) else { return Ok(()) };
    if survey.tree.is_file(&RecordLock::path()) || !survey.preset.python {
        return Ok(());
    }
    let Some(reading) = reading::read(&text) else { return Ok(()) };
    if let Err(Error::Resolve(error)) = pipeline::settle(survey, answers)
        && error.is_about_the_start()
    {
        adopt::take_start(&reading, answers)?;
    }
    if let Ok(facts) = pipeline::settle(survey, answers) {
        adopt::take_over(&reading, &facts, today, answers)?;
    }
    survey.existing = Some(Existing { text, reading });
    Ok(())
}

/// Whether the text says that pydock wrote it.
pub fn is_own(text: &str) -> bool {
    text.lines().take(2).any(|line| line.starts_with(OWN))
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
