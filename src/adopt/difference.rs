//! What a new Dockerfile does in another way than the one that was there, and why.

use std::collections::BTreeSet;

use crate::facts::ProjectFacts;
use crate::lint::reading::{Reading, Said};
use crate::lint::{Context, FileKind, Finding, Lines, Settings, lint};
use crate::model::{BuildPlan, Origin, StageBase};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// Of the file that was there, counted from 1.
    pub line: usize,
    /// Ex) "`python:3.9` becomes `python:3.14-slim-trixie`"
    pub what: String,
    pub why: String,
    /// The rule of `pydock lint` that says so. Ex) `apt-no-recommends`
    pub rule: Option<&'static str>,
    /// The flag that keeps what was there. Ex) `--python 3.9`
    pub keep: Option<String>,
}

/// Variables that only tune the build or Python itself: pydock sets what is left of their purpose.
const TUNING: [&str; 8] = ["PYTHON", "PIP_", "POETRY_", "UV_", "PDM_", "PIPENV_", "DEBIAN_FRONTEND", "VIRTUAL_ENV"];

/// Every difference that somebody would look for, in the order of the old file's lines.
pub fn differences(reading: &Reading, old: &str, new: &str, facts: &ProjectFacts, plan: &BuildPlan) -> Vec<Difference> {
    let mut all: Vec<Difference> = Vec::new();
    all.extend(image(reading, facts, plan));
    all.extend(reading.packages.iter().filter_map(|package| system_package(package, facts)));
    all.extend(reading.env.iter().filter_map(|variable| env(variable, facts)));
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
        }
    };
    if old.value == new {
        return None;
    }
    let python = facts.python.value;
    let (why, keep) = match &reading.python {
        Some(said) if said.value != python => {
            let why = match &facts.python.origin {
                Origin::Default => format!("nothing else in the project asks for Python {}, which has ended", said.value),
                origin => format!("Python {python} is what the project asks for ({origin})"),
            };
            (why, Some(format!("--python {}", said.value)))
        }
        _ if reading.is_alpine => {
            ("wheels for slim images are there for nearly everything".to_owned(), Some("--base alpine".to_owned()))
        }
        _ if reading.is_full => (
            "what runs needs no compilers, and the slim image is a fraction of the size".to_owned(),
            Some("--base full".to_owned()),
        ),
        _ => ("the tag names the release of Debian too, so it does not change over night".to_owned(), None),
    };
    Some(plain(old.line, format!("`{}` becomes `{new}`", old.value), why, keep))
}

fn system_package(package: &Said<String>, facts: &ProjectFacts) -> Option<Difference> {
    let name = package.value.as_str();
    let is = |facts: &[crate::model::Fact<crate::model::SystemPackage>]| facts.iter().any(|fact| fact.value.as_str() == name);
    if is(&facts.run_packages) {
        return None;
    }
    let what = format!("`{name}` is not in the image that runs");
    let compiles = name.ends_with("-dev")
        || matches!(
            name,
            "gcc" | "g++" | "make" | "build-essential" | "python3-dev" | "cmake" | "pkg-config" | "cargo" | "rustc"
        );
    if is(&facts.build_packages) {
        return Some(plain(package.line, what, "it compiles, and stays in the stage that does", None));
    }
    if compiles {
        let why = "it compiles, and every dependency has a wheel";
        return Some(plain(package.line, what, why, Some(format!("--build-package {name}"))));
    }
    let why = "no dependency is known to need it";
    Some(plain(package.line, what, why, Some(format!("--run-package {name}"))))
}

fn env(variable: &Said<(String, String)>, facts: &ProjectFacts) -> Option<Difference> {
    let (name, value) = &variable.value;
    let is_tuning = TUNING.iter().any(|start| name.starts_with(start)) && name != "PYTHONPATH" || name == "PATH";
    if is_tuning || facts.env.iter().any(|fact| fact.value.name.to_string() == *name) {
        return None;
    }
    let word = shlex::try_quote(value).map_or_else(|_| value.clone(), std::borrow::Cow::into_owned);
    let why = "what belongs to one environment is given when it runs";
    Some(plain(variable.line, format!("`{name}` is not set"), why, Some(format!("--env {name}={word}"))))
}

fn ports(reading: &Reading, facts: &ProjectFacts) -> Option<Difference> {
    let first = reading.ports.first()?;
    let new = facts.port.value.map(crate::model::Port::number);
    if reading.ports.iter().any(|port| Some(port.value) == new) {
        return None;
    }
    let what = match new {
        Some(new) => format!("port {} becomes {new}", first.value),
        None => format!("port {} is not exposed", first.value),
    };
    let why = format!("the start command says so ({})", facts.port.origin);
    Some(plain(first.line, what, why, Some(format!("--port {}", first.value))))
}

fn command(reading: &Reading, facts: &ProjectFacts) -> Option<Difference> {
    let old = reading.command.as_ref()?;
    let new = facts.command.value.to_string();
    if old.value == new {
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
    let why = "a number is what Kubernetes can tell from root, and it is no user of the host";
    let keep = number.parse::<u32>().ok().filter(|uid| *uid > 0).map(|uid| format!("--uid {uid}"));
    Some(plain(old.line, what, why, keep))
}

/// What `pydock lint` finds in the old file and not in the new one, once for each rule.
fn rules(old: &str, new: &str) -> Vec<Difference> {
    let settings = Settings::default();
    let context = Context::unknown();
    let findings = |text: &str| -> Vec<Finding> { lint(FileKind::Dockerfile, text, &context, &settings) };
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
