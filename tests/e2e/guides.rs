//! The documentation as a new user follows it: pydock is a wheel in a clean container without Rust and without a network, and every
//! guide that builds an image ends with one that runs.
//!
//! The transcripts are in `target/guides`, one a guide, with the number of its lines and its seconds at the end.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::OnceLock;
use std::time::{Duration, Instant};

use crate::docker::Engine;
use crate::process;
use crate::project::copy;
use crate::wheel;

#[path = "../guides/mod.rs"]
mod pages;

pub use pages::Guide;

/// Several images are built; one of them compiles, another one installs a large wheel.
const LIMIT: Duration = Duration::from_secs(30 * 60);
const COMMAND: Duration = Duration::from_secs(5 * 60);
/// What git is needed for are presets in a repository.
const CLEAN: &str = "python:3.12-slim-trixie";
const WITH_GIT: &str = "python:3.14";

/// The guides that build an image, each with its name.
pub fn guides() -> Vec<(String, Guide)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<PathBuf> = vec![root.join("README.md")];
    let pages = fs::read_dir(root.join("docs/guides")).into_iter().flatten().flatten();
    paths.extend(pages.map(|entry| entry.path()));
    paths.sort();
    let mut found = Vec::new();
    for path in paths {
        let text = fs::read_to_string(&path).unwrap_or_default();
        let page = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let builds = |guide: &Guide| guide.script("").contains("\ndocker ");
        let guides = pages::of_page(&page, &text).0.into_iter().enumerate().filter(|(_, guide)| builds(guide));
        found.extend(guides.map(|(index, guide)| (format!("guide-{page}-{index}-{}", guide.sample), guide)));
    }
    found
}

pub fn check(name: &str, guide: &Guide, _: &Engine) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let project = scratch.path().join(&guide.sample);
    copy(&guide.repository(), &project)?;
    let program = Path::new(env!("CARGO_BIN_EXE_pydock"));
    let variables = pages::presets(scratch.path(), program, guide.needs_a_preset())?;
    let prefix = format!("pydock-{}-{}-", name.to_lowercase(), std::process::id());
    let clean = format!("{prefix}box");
    let image = if guide.script("").contains("gh:acme") { WITH_GIT } else { CLEAN };
    container(&clean, image, scratch.path())?;
    let mut command = Command::new("bash");
    command.args(["-c", &guide.script(include_str!("guides.sh"))]).current_dir(&project);
    command.env("BOX", &clean).env("PREFIX", &prefix).env("ANSWER", &guide.path).env("SCRATCH", scratch.path());
    let started = Instant::now();
    let outcome = process::run(command.envs(variables), LIMIT)?;
    let lines = outcome.all.lines().count();
    let transcript = format!("{}\n({lines} lines, {} seconds)\n", outcome.all, started.elapsed().as_secs());
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guides");
    let written = fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join(format!("{name}.txt")), transcript));
    written.map_err(|error| error.to_string())?;
    if outcome.succeeded() { Ok(()) } else { Err(format!("{name}: status {:?}\n{}", outcome.code, outcome.tail())) }
}

/// A container that sees the folder at its own path, and in which the wheel is installed without a network.
fn container(name: &str, image: &str, folder: &Path) -> Result<(), String> {
    let dist = dist()?;
    let (shared, wheels) = (format!("{0}:{0}", folder.display()), format!("{}:/dist:ro", dist.display()));
    let start = ["run", "--detach", "--init", "--network=none", "--name", name, "--volume", &shared, "--volume", &wheels, image];
    docker(&[&start[..], &["sleep", "infinity"]].concat())?;
    let install = ["pip", "install", "--quiet", "--no-index", "--root-user-action=ignore", "--find-links=/dist", "pydock-cli"];
    docker(&[&["exec", name][..], &install].concat())
}

fn docker(arguments: &[&str]) -> Result<(), String> {
    let outcome = process::run(Command::new("docker").args(arguments), COMMAND)?;
    if outcome.succeeded() { Ok(()) } else { Err(format!("docker {}\n{}", arguments.join(" "), outcome.tail())) }
}

/// The folder of the wheel, which is built once.
fn dist() -> Result<&'static Path, String> {
    static DIST: OnceLock<Result<PathBuf, String>> = OnceLock::new();
    let build = || {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/guides/dist");
        wheel::build(&folder).map(|()| folder)
    };
    DIST.get_or_init(build).as_deref().map_err(Clone::clone)
}
