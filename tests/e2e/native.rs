//! The rows of `src/knowledge/native_packages.toml` whose evidence is `built`, built and tried again.
//!
//! A row is one Dockerfile. Its first stage has the row's toolchains and build packages and nothing else, and compiles the
//! version of the evidence from its source archive; what the distribution depends on comes from wheels. Its last stage is a
//! clean slim image with the row's run packages and nothing else, takes the virtual environment over, and runs the check.
//!
//! All rows would take hours, so each day has six of them: the rows are taken in the order of the file, six on from the day
//! before, and each round through the file takes the next of the suites that a row was proven on. `PYDOCK_E2E_NATIVE` chooses
//! instead: `psycopg2,lxml` tries all rows of these names on all of their suites, and `all` every row on every suite. With
//! `cargo test --test e2e -- native/` nothing else is tried.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::time::{SystemTime, UNIX_EPOCH};

use pydock::knowledge::{Built, Evidence, NativePackage, native_packages};
use pydock::model::{Base, Suite, SystemPackage};

use crate::docker::Engine;

/// How many rows a day has.
const SAMPLE: usize = 6;
const CHOICE: &str = "PYDOCK_E2E_NATIVE";

/// A row on one of the suites that it was proven on.
pub struct RowTrial {
    row: &'static NativePackage,
    built: &'static Built,
    suite: Suite,
}

/// The rows that are tried this time.
pub fn rows() -> Result<Vec<RowTrial>, String> {
    let choice = std::env::var(CHOICE).ok();
    choose(&proven(), choice.as_deref(), usize::try_from(today()).unwrap_or_default())
}

/// Builds one row's Dockerfile. The network is the only thing that it does not bring along.
pub fn check(trial: &RowTrial, engine: &Engine) -> Result<(), String> {
    let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
    fs::write(folder.path().join("Dockerfile"), trial.dockerfile()).map_err(|error| error.to_string())?;
    // A list of packages from yesterday's build cache may name what the archive no longer has.
    let today = format!("TODAY={}", today());
    let outcome = engine.build(folder.path(), &["--output=type=cacheonly", "--build-arg", &today])?;
    if outcome.succeeded() { Ok(()) } else { Err(format!("{}\n{}", trial.dockerfile(), outcome.tail())) }
}

/// Days since 1970.
fn today() -> u64 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs() / (24 * 60 * 60))
}

/// The rows with the evidence `built`, in the order of the file.
fn proven() -> Vec<(&'static NativePackage, &'static Built)> {
    let rows = native_packages().iter().filter(|row| row.evidence == Evidence::Built);
    rows.filter_map(|row| Some((row, row.built.as_ref()?))).collect()
}

fn choose(rows: &[(&'static NativePackage, &'static Built)], choice: Option<&str>, day: usize) -> Result<Vec<RowTrial>, String> {
    let Some(choice) = choice.filter(|choice| !choice.is_empty()) else {
        let turns = (0..SAMPLE.min(rows.len())).map(|place| day * SAMPLE + place);
        return Ok(turns
            .map(|turn| {
                let (row, built) = rows[turn % rows.len()];
                RowTrial { row, built, suite: built.suites[turn / rows.len() % built.suites.len()] }
            })
            .collect());
    };
    let names: Vec<&str> = choice.split(',').map(str::trim).collect();
    if let Some(unknown) = names.iter().find(|name| **name != "all" && !rows.iter().any(|(row, _)| row.name.as_ref() == **name)) {
        return Err(format!("{CHOICE}: no row with the evidence `built` is named `{unknown}`"));
    }
    let chosen = rows.iter().filter(|(row, _)| names.contains(&"all") || names.contains(&row.name.as_ref()));
    Ok(chosen.flat_map(|&(row, built)| built.suites.iter().map(move |&suite| RowTrial { row, built, suite })).collect())
}

impl RowTrial {
    /// Ex) `native/bcrypt-since-4.0-trixie`
    pub fn name(&self) -> String {
        let since = self.row.since.as_ref().map(|since| format!("-since-{since}")).unwrap_or_default();
        format!("native/{}{since}-{}", self.row.name, self.suite)
    }

    fn dockerfile(&self) -> String {
        let Self { row, built, suite } = self;
        let compiled = !row.toolchains.is_empty() && !built.wheel;
        let together = native_packages().iter().filter(|other| built.together.contains(&other.name));
        let rows: Vec<&NativePackage> = together.chain([*row]).collect();

        let image = format!("python:{}-slim-{suite}", built.python);
        let mut text = format!("FROM {image} AS updated\nARG TODAY\nRUN apt-get update\n\nFROM updated AS builder\n");
        if compiled {
            let toolchains = rows.iter().flat_map(|row| row.toolchain_packages(Base::Slim));
            push_install(&mut text, toolchains.collect());
            push_install(&mut text, rows.iter().flat_map(|row| row.packages(Base::Slim, *suite).build.iter().cloned()).collect());
        }
        // Nothing is measured here, so the compilers need not take the time to optimise.
        text.push_str("ENV CFLAGS=-O0 CXXFLAGS=-O0\nRUN python -m venv --without-pip /venv\n");
        let pinned = format!("{}=={}", row.name, built.version);
        if compiled {
            // Only what was downloaded is kept between builds: pip would take a wheel that it built before for its own.
            let names: Vec<&str> = rows.iter().map(|row| row.name.as_ref()).collect();
            let deps = if built.together.is_empty() { "--no-deps " } else { "" };
            push_pip(&mut text, &format!("--no-binary {} {deps}{pinned}", names.join(",")));
        }
        let also: String = built.also.iter().map(|requirement| format!(" '{requirement}'")).collect();
        push_pip(&mut text, &format!("{pinned}{also}"));

        text.push_str("\nFROM updated\n");
        if !row.directories.is_empty() {
            let _ = writeln!(text, "RUN mkdir -p {}", row.directories.join(" "));
        }
        push_install(&mut text, rows.iter().flat_map(|row| row.packages(Base::Slim, *suite).run.iter().cloned()).collect());
        let check = serde_json::json!(["/venv/bin/python", "-c", built.check]);
        let _ = write!(text, "COPY --from=builder /venv /venv\nRUN {check}\n");
        text
    }
}

fn push_install(text: &mut String, packages: BTreeSet<SystemPackage>) {
    if !packages.is_empty() {
        let names: Vec<&str> = packages.iter().map(SystemPackage::as_str).collect();
        let _ = writeln!(text, "RUN apt-get install --yes --no-install-recommends {}", names.join(" "));
    }
}

fn push_pip(text: &mut String, arguments: &str) {
    const MOUNT: &str = "--mount=type=cache,target=/root/.cache/pip/http-v2";
    let _ = writeln!(text, "RUN {MOUNT} python -m pip --python /venv/bin/python install {arguments}");
}

/// A trial of its own: a rotation that leaves out a row would never tell.
pub fn self_test() -> Result<(), String> {
    let rows = proven();
    let suites = Suite::ALL.len();
    let rounds = rows.len().div_ceil(SAMPLE) * suites;
    let mut seen = BTreeSet::new();
    for day in 20_000..=20_000 + rounds {
        let trials = choose(&rows, None, day)?;
        if trials.len() != SAMPLE {
            return Err(format!("day {day} has {} rows", trials.len()));
        }
        seen.extend(trials.iter().map(RowTrial::name));
    }
    let all: BTreeSet<String> = choose(&rows, Some("all"), 0)?.iter().map(RowTrial::name).collect();
    let missing: Vec<&String> = all.difference(&seen).collect();
    if !missing.is_empty() {
        return Err(format!("{rounds} days leave out {missing:?}"));
    }
    if choose(&rows, Some("psycopg2"), 0)?.is_empty() || choose(&rows, Some("no-such-row"), 0).is_ok() {
        return Err(format!("{CHOICE} does not choose"));
    }
    Ok(())
}
