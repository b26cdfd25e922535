//! The documentation is built as a site whose links lead somewhere, and read by a speller and by a linter for prose.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use crate::process::{self, Outcome};

const LIMIT: Duration = Duration::from_secs(120);

/// Programs from PyPI, which `.ci/run` installs; `mkdocs` with the theme `mkdocs-material`.
const TOOLS: [&str; 3] = ["mkdocs", "typos", "proselint"];

/// What people read. CHANGELOG.md is read by the speller alone: its lines are short forms.
const READ: [&str; 4] = ["README.md", "CONTRIBUTING.md", "SECURITY.md", "docs"];
const SPELLED: [&str; 7] = ["CHANGELOG.md", "action.yml", "packaging", "presets", "python", "templates", ".github"];

/// The first of the tools that is not installed.
pub fn missing_tool() -> Option<&'static str> {
    let answers = |tool: &&str| {
        let ask = if **tool == *"proselint" { "version" } else { "--version" };
        process::run(Command::new(tool).arg(ask), LIMIT).is_ok_and(|outcome| outcome.succeeded())
    };
    TOOLS.iter().find(|tool| !answers(tool)).copied()
}

pub fn check() -> Result<(), String> {
    let site = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut mkdocs = Command::new("mkdocs");
    mkdocs.args(["build", "--strict", "--quiet", "--site-dir"]).arg(site.path()).env("NO_MKDOCS_2_WARNING", "1");
    run(mkdocs)?;
    for page in ["index.html", "guides/web-app.html", "reference/rules.html", "llms.txt", "schemas/render.json"] {
        if !site.path().join(page).is_file() {
            return Err(format!("the site has no {page}"));
        }
    }
    let mut typos = Command::new("typos");
    typos.args(["--config", "docs/typos.toml", "--format", "brief"]).args(READ).args(SPELLED);
    run(typos)?;
    let mut proselint = Command::new("proselint");
    proselint.args(["check", "--config", "docs/proselint.json"]).args(READ);
    run(proselint).map(drop)
}

fn run(mut command: Command) -> Result<Outcome, String> {
    let outcome = process::run(command.current_dir(Path::new(env!("CARGO_MANIFEST_DIR"))), LIMIT)?;
    if outcome.succeeded() { Ok(outcome) } else { Err(format!("{command:?}: status {:?}\n{}", outcome.code, outcome.all)) }
}
