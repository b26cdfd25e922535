//! `--set key=value`: what is rarely changed and has no flag of its own.

use pep440_rs::Version;

use crate::knowledge::{HardenedPair, hardened_pairs};
use crate::model::{Bytecode, Fact, ImageRef, InvalidValue, Setting, Signal};

/// Name and meaning of every setting, sorted by name.
pub const SETTINGS: &[(&str, &str)] = &[
    ("bytecode", "what is compiled to bytecode in the build: `imported` (what the start imports), `all` or `none`"),
    ("hardened", "whose images `--runtime hardened` builds and runs on: `dhi` (the default), `distroless` or `chainguard`"),
    ("hardened-registry", "a mirror that `--runtime hardened` takes the images from, such as registry.example.com/dhi"),
    ("installers-of-base", "`drop` leaves pip, ensurepip and setuptools of the base out of the image that runs, `keep` does not"),
    (
        "minimal-base",
        "an image that `--runtime minimal` puts its files on instead of nothing, such as a static image of your own",
    ),
    ("pdm-version", "version of pdm that installs the dependencies"),
    ("pipenv-version", "version of pipenv that installs the dependencies"),
    ("poetry-version", "version of poetry that installs the dependencies"),
    ("private-index", "`true` mounts a secret for a private index into the install step, `false` does not"),
    ("shell", "`busybox` adds a shell to `--runtime minimal`"),
    ("stop-signal", "SIGTERM or SIGINT"),
    ("syntax", "a Dockerfile frontend for the `# syntax=` line, such as docker/dockerfile:1"),
    ("tests-of-dependencies", "`drop` leaves test suites that dependencies ship out of the image, `keep` does not"),
    ("uv-version", "version of uv that installs the dependencies"),
];

/// The settings, parsed.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    pub bytecode: Option<Bytecode>,
    pub hardened: Option<&'static HardenedPair>,
    /// A registry that has the hardened images. `None` if they come from their own registry. Ex) `registry.example.com/dhi`
    pub hardened_registry: Option<String>,
    pub keeps_installers: Option<bool>,
    pub minimal_base: Option<ImageRef>,
    /// The minimal image has a shell.
    pub has_shell: bool,
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
                "hardened" => {
                    let row = hardened_pairs().iter().find(|row| row.id == *value);
                    let expected = "dhi, distroless or chainguard";
                    parsed.hardened = Some(row.ok_or_else(|| InvalidValue::new("hardened setting", value, expected))?);
                }
                "hardened-registry" => {
                    // It becomes the start of a name, and is refused where that is none.
                    format!("{value}/python:3").parse::<ImageRef>()?;
                    parsed.hardened_registry = Some(value.clone());
                }
                "minimal-base" => parsed.minimal_base = Some(value.parse()?),
                "shell" if value == "busybox" => parsed.has_shell = true,
                "shell" => return Err(InvalidValue::new("shell setting", value, "busybox")),
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
