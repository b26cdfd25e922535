//! Closes the loop: a start that a person did not state is taken only if the rendered files can run it.

use super::{Generated, Survey, render};
use crate::error::Error;
use crate::facts::{Answers, ResolveError, RuledOut};
use crate::lint::{Diagnostic, Severity};
use crate::model::{DOCKERFILE, Finding, Origin, RenderedFile, Start};
use crate::preflight::{self, Inputs, accept, simulate};
use crate::record::lint_settings;

/// Candidates that are tried at most; a project that offers more has no start that anything speaks for.
const MOST: usize = 8;

/// Settles the facts and renders the files, with the first start that they can run.
pub fn generate(survey: &Survey, answers: &Answers) -> Result<Generated, Error> {
    let mut answers = answers.clone();
    loop {
        let tried = answers.ruled_out.len();
        match render(survey, &answers) {
            Ok(generated) => match ruled_out(&generated) {
                Some(out) if tried < MOST && !answers.ruled_out.contains(&out) => answers.ruled_out.push(out),
                _ => return Ok(generated),
            },
            Err(error @ Error::Resolve(ResolveError::UnsureStart { .. })) => {
                rule_out(survey, &mut answers);
                if answers.ruled_out.len() == tried {
                    return Err(error);
                }
            }
            Err(error) => return Err(error),
        }
    }
}

/// Rules out every candidate that the rendered files could not run, before a person is asked which one it is.
pub fn rule_out(survey: &Survey, answers: &mut Answers) {
    let is_new = |found: &&Finding<Start>| answers.ruled_out.iter().all(|out| out.command != found.value.command);
    let candidates: Vec<&Finding<Start>> = survey.detected.start.all().filter(is_new).take(MOST).collect();
    for found in candidates {
        let assumed = Answers { assumed: Some(found.value.command.clone()), ..answers.clone() };
        if let Ok(generated) = render(survey, &assumed) {
            answers.ruled_out.extend(ruled_out(&generated));
        }
    }
}

/// The start of the rendered files, if they cannot run it and a person did not state it.
fn ruled_out(generated: &Generated) -> Option<RuledOut> {
    let facts = &generated.facts;
    let (Origin::Detected { at } | Origin::Adopted { at }) = &facts.command.origin else { return None };
    let problem = generated.problems.iter().find(|problem| problem.is_of_start && problem.severity == Severity::Error)?;
    Some(RuledOut { command: facts.found_command.clone(), at: at.clone(), reason: problem.message.clone() })
}

/// What keeps rendered files from building, by the same simulation as `pydock check --build`.
pub(super) fn problems(survey: &Survey, files: &[RenderedFile]) -> Result<Vec<Diagnostic>, Error> {
    let Some(dockerfile) = files.iter().find(|file| file.path.as_str() == DOCKERFILE) else { return Ok(Vec::new()) };
    let ignore = files.iter().find(|file| file.path == preflight::default_ignore());
    let inputs = Inputs { tree: &survey.tree, manifests: &survey.manifests, dockerfile, ignore, mounts: &[] };
    let found = simulate(&inputs);
    if found.is_empty() {
        return Ok(found);
    }
    Ok(accept(&inputs, found, &lint_settings(&survey.tree)?.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::ProjectTree;

    #[test]
    fn a_start_that_cannot_run_is_not_replaced_by_a_program_of_another_kind() {
        for (page, is_there) in [("gone.py", false), ("page.py", true)] {
            let dockerfile =
                format!("FROM python:3.13\nCOPY . .\nCMD [\"streamlit\", \"run\", \"{page}\", \"--server.port=5000\"]\n");
            let tree = ProjectTree::in_memory([
                ("Dockerfile", dockerfile.as_str()),
                ("requirements.txt", "streamlit==1.40.0\nfastapi==0.115.0\nuvicorn==0.32.0\n"),
                ("page.py", "import streamlit as st\n\nst.title('Shop')\n"),
                ("backup/api.py", "from fastapi import FastAPI\n\napp = FastAPI()\n"),
            ]);
            let survey = super::super::survey_tree(tree, "2026-01-01").unwrap();
            let found = generate(&survey, &Answers::default()).ok();
            let framework = found.map(|generated| generated.facts.framework.value.clone());
            assert_ne!(framework.as_deref(), Some("fastapi"), "{page}");
            assert!(!is_there || framework.as_deref() == Some("streamlit"), "{page}: {framework:?}");
        }
    }
}
