//! What a new Dockerfile does in another way than the one that was there, and why.

use std::collections::BTreeSet;

use crate::facts::ProjectFacts;
use crate::knowledge::{PackagePurpose, is_compiler, manager_rows, package_purpose};
use crate::lint::{Context, Diagnostic, FileKind, Lines, Settings, lint};
use crate::model::{Base, BuildPlan, Origin, StageBase, Step};
use crate::witness::{Reading, Said};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of the file that was there, counted from 1.
    pub line: usize,
    /// Ex) "`python:3.9` becomes `python:3.14-slim-trixie`"
    pub what: String,
    pub why: String,
    /// The rule of `pydock lint` that says so. `None` if no rule covers it. Ex) `apt-no-recommends`
    pub rule: Option<&'static str>,
    /// The flag that keeps what was there. `None` if no flag does. Ex) `--python 3.9`
    pub keep: Option<String>,
}

/// Variables that only tune the build or Python itself: pydock sets what is left of their purpose.
const TUNING: [&str; 3] = ["DEBIAN_FRONTEND", "PYTHON", "VIRTUAL_ENV"];

/// Every difference that somebody would look for, in the order of the old file's lines.
pub fn differences(reading: &Reading, old: &str, new: &str, facts: &ProjectFacts, plan: &BuildPlan) -> Vec<Difference> {
    let mut all: Vec<Difference> = Vec::new();
    all.extend(image(reading, facts, plan));
    all.extend(system_packages(reading, facts));
    all.extend(variables(reading, facts));
    all.extend(ports(reading, facts));
    all.extend(command(reading, facts));
    all.extend(user(reading, facts));
    all.extend(rules(old, new));
    all.sort_by_key(|difference| difference.line);
    all
}

fn plain(line: usize, what: String, why: impl Into<String>, keep: Option<String>) -> Difference {
    Difference { line, what, why: why.into(), rule: None, keep }
}

fn image(reading: &Reading, facts: &ProjectFacts, plan: &BuildPlan) -> Option<Difference> {
    let old = reading.image.as_ref()?;
    let mut stage = plan.last();
    let new = loop {
        match &stage.from {
            StageBase::Image(image) => break image.to_string(),
            StageBase::Stage(name) => stage = plan.stage(name.as_str())?,
            StageBase::Scratch => stage = plan.stage(stage.steps.iter().find_map(Step::system_from)?.as_str())?,
        }
    };
    if old.value == new {
        return None;
    }
    let (python, suite) = (facts.python.value, facts.suite.value.to_string());
    let keeps = |flag: &str, value: &dyn std::fmt::Display| Some(format!("--{flag} {value}"));
    let (why, keep) = match (&reading.python, &reading.suite) {
        (Some(said), _) if said.value != python => match &facts.python.origin {
            Origin::Default => {
                let why =
                    format!("nothing else in the project requires Python {}, which has reached its end of life", said.value);
                (why, keeps("python", &said.value))
            }
            origin => (format!("Python {python} is what the project asks for ({origin})"), keeps("python", &said.value)),
        },
        (None, _) => ("the official Python image contains everything that the image needs".to_owned(), None),
        _ if reading.is_alpine => {
            ("nearly every package has wheels for slim images".to_owned(), Some("--base alpine".to_owned()))
        }
        (_, Some(said)) if said.value != suite => {
            let is_known = said.value == "bookworm";
            (
                format!("{suite} is the newest release of Debian with this Python"),
                keeps("suite", &said.value).filter(|_| is_known),
            )
        }
        _ if reading.is_full => {
            let why = "the final image needs no compiler, and the slim image is much smaller";
            (why.to_owned(), Some("--base full".to_owned()))
        }
        (_, None) => {
            ("the tag names the release of Debian too, so it does not change with a new Debian release".to_owned(), None)
        }
        _ => ("the tag follows the fixes of its release of Python".to_owned(), None),
    };
    Some(plain(old.line, format!("`{}` becomes `{new}`", old.value), why, keep))
}

/// Names that stand on one line for one reason, told at once.
fn grouped(mut found: Vec<(usize, String, &'static str, Option<String>)>, what: &str) -> Vec<Difference> {
    let mut all: Vec<Difference> = Vec::new();
    while let Some((line, _, why, _)) = found.first().cloned() {
        let (same, rest) = found.into_iter().partition(|(other, _, reason, _)| *other == line && *reason == why);
        let same: Vec<(usize, String, &str, Option<String>)> = same;
        let names: Vec<String> = same.iter().map(|(_, name, ..)| format!("`{name}`")).collect();
        let flags: Vec<String> = same.into_iter().filter_map(|(.., keep)| keep).collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        let keep = (!flags.is_empty()).then(|| flags.join(" "));
        all.push(plain(line, format!("{} {verb} {what}", names.join(", ")), why, keep));
        found = rest;
    }
    all
}

/// Packages of Alpine have other names on Debian, so they are told together and without a flag.
fn system_packages(reading: &Reading, facts: &ProjectFacts) -> Vec<Difference> {
    let has = |list: &[crate::model::Fact<crate::model::SystemPackage>], name: &str| {
        list.iter().any(|fact| fact.value.as_str() == name)
    };
    let compiles =
        |name: &str| name.ends_with("-dev") || is_compiler(name) || matches!(name, "cargo" | "cmake" | "make" | "pkg-config");
    let changes_system = reading.is_alpine && facts.base.value != Base::Alpine;
    let one = |package: &Said<String>| {
        let name = package.value.clone();
        if has(&facts.run_packages, &name) {
            return None;
        }
        let purpose = package_purpose(&name, facts.suite.value);
        if !changes_system && purpose == PackagePurpose::Present {
            return None;
        }
        if let PackagePurpose::Runs(package) = &purpose
            && has(&facts.run_packages, package.as_str())
        {
            return None;
        }
        let (why, flag) = if changes_system {
            ("package names differ on Debian; the packages that the dependencies need are added", None)
        } else if has(&facts.build_packages, &name) {
            ("the stage that compiles has it", None)
        } else if compiles(&name) {
            ("every dependency has a wheel", Some("build-package"))
        } else if purpose == PackagePurpose::Gone {
            ("this release of Debian does not have it", None)
        } else {
            ("no dependency is known to need it", Some("run-package"))
        };
        let keep = flag.map(|flag| format!("--{flag} {name}"));
        Some((package.line, name, why, keep))
    };
    grouped(reading.packages.iter().filter_map(one).collect(), "not in the image that runs")
}

fn variables(reading: &Reading, facts: &ProjectFacts) -> Vec<Difference> {
    let tuning = || TUNING.into_iter().chain(manager_rows().iter().map(|row| row.variables.as_str()));
    let one = |variable: &Said<(String, String)>| {
        let (name, value) = &variable.value;
        let is_tuning = name == "PATH" || (name != "PYTHONPATH" && tuning().any(|start| name.starts_with(start)));
        if is_tuning || facts.env.iter().any(|fact| fact.value.name.to_string() == *name) {
            return None;
        }
        // A secret is not for an image, and an empty text is what a variable is without an image as well.
        let is_kept = !value.is_empty() && !super::gives_a_secret(name, value);
        let word = shlex::try_quote(value).map_or_else(|_| value.clone(), std::borrow::Cow::into_owned);
        let keep = is_kept.then(|| format!("--env {name}={word}"));
        Some((variable.line, name.clone(), "values of one environment are set when the container runs", keep))
    };
    grouped(reading.env.iter().filter_map(one).collect(), "not set")
}

fn ports(reading: &Reading, facts: &ProjectFacts) -> Option<Difference> {
    let first = reading.ports.first()?;
    let new = facts.port.value.map(crate::model::Port::number);
    if reading.ports.iter().any(|port| Some(port.value) == new) {
        return None;
    }
    let (what, why) = match new {
        Some(new) => (format!("port {} becomes {new}", first.value), "that is the port of the start command"),
        None => (format!("port {} is not exposed", first.value), "the start command listens on no port"),
    };
    let why = format!("{why} ({})", facts.port.origin);
    Some(plain(first.line, what, why, Some(format!("--port {}", first.value))))
}

fn command(reading: &Reading, facts: &ProjectFacts) -> Option<Difference> {
    if matches!(facts.command.origin, Origin::Adopted { .. }) {
        return None;
    }
    let old = reading.command.as_ref()?;
    let new = facts.command.value.to_string();
    if old.value == new || old.value.parse().is_ok_and(|old: crate::model::Command| old == facts.command.value) {
        return None;
    }
    let why = format!("found in {}", facts.command.origin);
    let keep = shlex::try_quote(&old.value).ok().map(|word| format!("--cmd {word}"));
    Some(plain(old.line, format!("`{}` becomes `{new}`", old.value), why, keep))
}

fn user(reading: &Reading, facts: &ProjectFacts) -> Option<Difference> {
    let new = facts.user.value;
    let old = reading.user.as_ref()?;
    let number = old.value.split(':').next().unwrap_or_default();
    if number == new.to_string() {
        return None;
    }
    let what = format!("user `{}` becomes {new}", old.value);
    let why = "a numeric UID can be verified by Kubernetes, and UID 10001 is not a user of the host";
    let keep = number.parse::<u32>().ok().filter(|uid| *uid > 0).map(|uid| format!("--uid {uid}"));
    Some(plain(old.line, what, why, keep))
}

/// What `pydock lint` finds in the old file and not in the new one, once for each rule.
fn rules(old: &str, new: &str) -> Vec<Difference> {
    let settings = Settings::default();
    let context = Context::unknown();
    let findings = |text: &str| -> Vec<Diagnostic> { lint(FileKind::Dockerfile, text, &context, &settings) };
    let after: BTreeSet<&str> = findings(new).iter().map(|finding| finding.rule.name).collect();
    let lines = Lines::new(old);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    let mut all = Vec::new();
    for finding in findings(old) {
        let rule = finding.rule.name;
        if !after.contains(rule) && told.insert(rule) {
            let line = lines.line_of(finding.span.start);
            let what = finding.message.clone();
            all.push(Difference { line, what, why: finding.help.clone().unwrap_or_default(), rule: Some(rule), keep: None });
        }
    }
    all
}
