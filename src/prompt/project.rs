//! Which of several projects.

use super::{choice, is_stated, outlive_interrupts, take};
use crate::detect::Project;
use crate::error::Error;
use crate::facts::Answers;
use crate::model::{FactId, RelPath};
use crate::pipeline::Survey;

/// Asks for the project where the root starts nothing and projects below it do. A member of the workspace becomes an
/// answer; the folder of any other project is returned.
pub fn project(survey: &Survey, answers: &mut Answers) -> Result<Option<RelPath>, Error> {
    let runnable: Vec<&Project> = survey.detected.projects.iter().filter(|project| project.runnable).collect();
    let is_open = (survey.detected.start.chosen.is_none() || survey.detected.start.is_unsure())
        && answers.member.is_none()
        && !is_stated(answers);
    if runnable.is_empty() || !is_open || !survey.preset.python {
        return Ok(None);
    }
    outlive_interrupts();
    const ROOT: &str = "none of them: the root";
    let labels: Vec<String> =
        runnable.iter().map(|project| project.summary().replace('`', "")).chain([ROOT.to_owned()]).collect();
    let picked = choice::one_of("Which project is the image for?", &labels, 0, None)?.ok_or(Error::Declined)?;
    match runnable.get(picked) {
        Some(project) if project.workspace => {
            take(FactId::Member, project.path.as_str(), answers)?;
            Ok(None)
        }
        Some(project) => Ok(Some(project.path.clone())),
        None => Ok(None),
    }
}
