//! `--set key=value`: what is rarely changed and has no flag of its own.

use pep440_rs::Version;

use crate::model::{Bytecode, Fact, ImageRef, InvalidValue, Setting, Signal};

/// Name and meaning of every setting, sorted by name.
pub const SETTINGS: &[(&str, &str)] = &[
    ("bytecode", "what is compiled to bytecode in the build: `imported` (what the start imports), `all` or `none`"),
    ("installers-of-base", "`drop` leaves pip, ensurepip and setuptools of the base out of the image that runs, `keep` does not"),
    ("pdm-version", "version of pdm that installs the dependencies"),
    ("pipenv-version", "version of pipenv that installs the dependencies"),
    ("poetry-version", "version of poetry that installs the dependencies"),
    ("private-index", "`true` mounts a secret for a private index into the install step, `false` does not"),
    ("stop-signal", "SIGTERM or SIGINT"),
    ("syntax", "a Dockerfile frontend for the `# syntax=` line, such as docker/dockerfile:1"),
    ("tests-of-dependencies", "`drop` leaves test suites that dependencies ship out of the image, `keep` does not"),
    ("uv-version", "version of uv that installs the dependencies"),
];

/// The settings, parsed.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub bytecode: Option<Bytecode>,
    pub keeps_installers: Option<bool>,
    pub pdm_version: Option<Version>,
    pub pipenv_version: Option<Version>,
    pub poetry_version: Option<Version>,
    pub private_index: Option<bool>,
    pub stop_signal: Option<Signal>,
    pub syntax: Option<ImageRef>,
    pub keeps_test_trees: bool,
    pub uv_version: Option<Version>,
}

impl Settings {
    pub fn parse(settings: &[Fact<Setting>]) -> Result<Self, InvalidValue> {
        let mut parsed = Self::default();
        for Setting { key, value } in settings.iter().map(|fact| &fact.value) {
            match key.as_str() {
                "bytecode" => parsed.bytecode = Some(value.parse()?),
                "installers-of-base" => parsed.keeps_installers = Some(keeps(key, value)?),
                "pdm-version" => parsed.pdm_version = Some(version(value)?),
                "pipenv-version" => parsed.pipenv_version = Some(version(value)?),
                "poetry-version" => parsed.poetry_version = Some(version(value)?),
                "private-index" => {
                    let wanted = value.parse().map_err(|_| InvalidValue::new("private-index setting", value, "true or false"))?;
                    parsed.private_index = Some(wanted);
                }
                "stop-signal" => {
                    parsed.stop_signal = Some(match value.as_str() {
                        "SIGTERM" => Signal::Term,
                        "SIGINT" => Signal::Int,
                        other => return Err(InvalidValue::new("stop signal", other, "SIGTERM or SIGINT")),
                    });
                }
                "syntax" => parsed.syntax = Some(value.parse()?),
                "tests-of-dependencies" => parsed.keeps_test_trees = keeps(key, value)?,
                "uv-version" => parsed.uv_version = Some(version(value)?),
                // An answer to a question of the preset's; it is checked where the preset is known.
                _ => {}
            }
        }
        Ok(parsed)
    }
}

fn keeps(key: &str, value: &str) -> Result<bool, InvalidValue> {
    match value {
        "keep" => Ok(true),
        "drop" => Ok(false),
        other if key == "tests-of-dependencies" => Err(InvalidValue::new("tests-of-dependencies setting", other, "keep or drop")),
        other => Err(InvalidValue::new("installers-of-base setting", other, "keep or drop")),
    }
}

fn version(text: &str) -> Result<Version, InvalidValue> {
    text.parse().map_err(|_| InvalidValue::new("version", text, "a PEP 440 version such as 2.5.1"))
}
