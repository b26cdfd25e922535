//! A Dockerfile that was there before pydock.

use crate::adopt::{self, Difference};
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{ChangeKind, ChangeSet, DOCKERFILE, RelPath};
use crate::pipeline::{self, Existing, Generated, Survey};
use crate::record::RecordLock;
use crate::witness::{is_own, reading};

/// Takes over what the project's own Dockerfile says, and reads the one that is to be replaced.
pub fn read(survey: &mut Survey, answers: &mut Answers, today: &str) -> Result<(), Error> {
    if survey.tree.is_file(&RecordLock::path()) || !survey.preset.python {
        return Ok(());
    }
    take_lists(survey, answers, today)?;
    if let Some(witness) = &survey.detected.witness {
        adopt::take_start(witness, &survey.detected, answers)?;
        // Where the start is open still, what the image holds is the same for the first candidate.
        let first = || survey.detected.start.all().next().map(|found| found.value.command.clone());
        let settled = pipeline::settle(survey, answers)
            .or_else(|_| pipeline::settle(survey, &Answers { assumed: first(), ..answers.clone() }));
        if let Ok(facts) = settled {
            adopt::take_over(witness, &facts, today, answers)?;
        }
    }
    let text = survey.tree.text(&RelPath::parse(DOCKERFILE)?)?;
    let Some(text) = text.filter(|text| !is_own(text)) else { return Ok(()) };
    let Some(reading) = reading::read(&text) else { return Ok(()) };
    survey.existing = Some(Existing { text, reading });
    Ok(())
}

/// Takes over the extras, the groups and the requirements files, wherever these are.
fn take_lists(survey: &mut Survey, answers: &mut Answers, today: &str) -> Result<(), Error> {
    let Some(witness) = &survey.detected.witness else { return Ok(()) };
    // What only a list for development includes cannot be installed by itself yet.
    let is_known = |file: &RelPath| {
        let mut lists = survey.manifests.requirements.iter();
        lists.any(|known| known.path == *file || (!known.development && known.files.contains(file)))
    };
    let lists = witness.installs.lists(&survey.manifests);
    let unknown: Vec<Vec<RelPath>> =
        lists.iter().filter(|said| !is_known(&said.value)).map(|said| vec![said.value.clone()]).collect();
    if answers.manifest.is_none() && answers.manager.is_none() {
        survey.take_requirements(&unknown, today)?;
    }
    let Some(witness) = &survey.detected.witness else { return Ok(()) };
    let was_open = answers.manifest.is_none();
    adopt::take_parts(witness, &survey.manifests, &survey.detected, answers)?;
    match &answers.manifest {
        Some(main) if was_open => {
            let together = std::iter::once(&main.value).chain(&answers.further_manifests).cloned().collect();
            survey.take_requirements(&[together], today)
        }
        _ => Ok(()),
    }
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
