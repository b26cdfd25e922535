//! `pydock wheels`

use super::layout::FetchPolicy;
use super::{layout, online, place};
use crate::cli::WheelsArgs;
use crate::error::Error;
use crate::facts::DependencyFacts;
use crate::model::Base;
use crate::pipeline::{self, Wheels};
use crate::report::{ExitStatus, Report};
use crate::wheel::ImageTarget;

pub fn run(args: &WheelsArgs, report: &Report) -> Result<ExitStatus, Error> {
    let mut answers = args.facts.answers()?;
    let path = place::locate(&args.path, &mut answers, report)?;
    let mut survey = pipeline::survey(&path, &super::date())?;
    answers.fill(&survey.choices.recorded)?;
    survey.take_member(&answers)?;
    layout::choose(&mut survey, &mut answers, args.facts.taking(FetchPolicy::Pinned), &args.facts)?;
    let (facts, mut notes) = pipeline::settle_dependencies(&survey, &answers)?;
    let stated = args.targets()?;
    let judged = if stated.is_empty() { chosen(&facts) } else { stated.clone() };
    let targets = if stated.is_empty() { default_targets(&facts) } else { stated };
    if args.facts.online {
        notes.extend(online::fill(&mut survey, &answers, Some(&targets), report)?);
    }
    let wheels = Wheels::new(&survey, &facts, targets, &args.only);
    if let Some(name) = wheels.missing() {
        return Err(Error::NoPackage { name: name.to_string(), known: wheels.names() });
    }
    if args.json {
        report.wheels_json(&wheels, &notes);
    } else {
        report.notes(&notes);
        report.wheels(&wheels);
    }
    let impossible = wheels.matrix.cannot_install_on(&judged);
    Ok(if impossible { ExitStatus::Found } else { ExitStatus::Done })
}

/// The image of the facts on its platforms.
fn chosen(facts: &DependencyFacts) -> Vec<ImageTarget> {
    facts.machines().into_iter().map(|machine| facts.image().target(machine)).collect()
}

/// The image of the facts, and beside it the one that people ask about: Alpine, or slim for who has chosen Alpine.
fn default_targets(facts: &DependencyFacts) -> Vec<ImageTarget> {
    let other = if facts.base.value == Base::Alpine { Base::Slim } else { Base::Alpine };
    let others = chosen(facts).into_iter().map(|target| ImageTarget { base: other, ..target });
    chosen(facts).into_iter().chain(others).collect()
}
