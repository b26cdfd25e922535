//! A program that installs: its stage, its caches and its variables.

use pep440_rs::Version;

use crate::facts::Settings;
use crate::knowledge::ToolRelease;
use crate::manifest::Manifests;

/// One row for each template of an installation.
pub struct Tool {
    /// Its template below `templates/install`.
    pub template: &'static str,
    /// The stage that it is mounted from; pip is in every Python image. `None` for pip.
    pub stage: Option<ToolStage>,
    /// Its caches, as folders below `/root/.cache`.
    pub caches: &'static [&'static str],
    pub env: fn(Interpreter<'_>) -> Vec<String>,
    /// Variables of an installation that makes bytecode, and of one that does not.
    pub compiling: &'static [&'static str],
    pub not_compiling: &'static [&'static str],
    /// It makes bytecode only when a step after it does.
    pub is_compiled_after: bool,
    /// It reads a private index out of pip's configuration, and not out of `.netrc`.
    pub reads_pip_conf: bool,
    /// Variables that name the file of constraints for builds.
    pub build_constraints: &'static [&'static str],
}

/// The path of the interpreter that things are installed for.
#[derive(Clone, Copy)]
pub struct Interpreter<'a>(pub &'a str);

/// Where the program itself comes from.
pub enum ToolStage {
    /// An image with nothing but uv.
    Uv,
    /// Pip installs it into a stage of its own.
    Installed {
        name: &'static str,
        /// Its pinned releases, newest first.
        releases: fn() -> &'static [ToolRelease],
        /// The release that a person states, or that the lock was written with.
        version: fn(&Settings, &Manifests) -> Option<Version>,
        /// What pip is asked for. Ex) `pipenv==2026.0.3`
        requirement: fn(&Version) -> String,
    },
}

/// pip reads the first one for builds up to its release 25.2, and the second one since.
pub const PIP_CONSTRAINTS: &[&str] = &["PIP_CONSTRAINT", "PIP_BUILD_CONSTRAINT"];
