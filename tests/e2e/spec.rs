//! `e2e.toml`: what is expected of one project.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

/// A folder under `projects/`.
pub struct Project {
    pub name: String,
    /// The repository as its owner has it. It is copied before anything is written into it.
    pub repo: PathBuf,
    /// The text did not parse as a specification where this is an error; the trial then fails with it.
    pub spec: Result<Spec, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Spec {
    /// What is peculiar about the project, for people.
    pub about: String,
    /// Arguments of `pydock init` after `--yes`.
    pub args: Vec<String>,
    /// Arguments that stand for `args` in a second and third run, whose images must work as well. Ex) `--preset two-stage`
    #[serde(default)]
    pub also: Vec<Vec<String>>,
    /// The image takes minutes or gigabytes.
    pub heavy: bool,
    pub expect: Expect,
    #[serde(default)]
    pub dockerfile: Words,
    pub probe: Probe,
    pub run: Run,
    pub rebuild: Edit,
    /// An edit that makes a test fail. A project without it has no tests to run.
    pub test: Option<Edit>,
}

/// Facts as `pydock detect --json` names them. Those about Python are absent where the preset lays out another language.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Expect {
    pub python: Option<String>,
    pub manager: Option<String>,
    pub framework: Option<String>,
    pub command: Vec<String>,
    /// Absent where nothing listens.
    pub port: Option<u16>,
}

/// What the written Dockerfile holds, comments and all.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Words {
    pub has: Vec<String>,
    /// Ex) `apt-get`, where all that is installed is a wheel
    pub lacks: Vec<String>,
}

/// How the running container shows that it works.
#[derive(Debug, Clone, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Probe {
    /// A request to the published port is answered so.
    Http { path: String, status: u16, body: String },
    /// The container runs to its end with these arguments.
    Exec { args: Vec<String>, stdout: String, exit: i32 },
    /// The container's log comes to hold this text.
    Log { substring: String },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// Variables that the application cannot do without.
    pub env: BTreeMap<String, String>,
    /// The exit status after `docker stop`; absent where the container ends by itself.
    pub stop_exit: Option<i32>,
    /// How many seconds `docker stop` may take; 3 where it says nothing. Docker itself waits 10 before it kills.
    #[serde(default = "stop_seconds")]
    pub stop_seconds: u64,
}

/// One replacement in one file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    pub file: String,
    pub find: String,
    pub replace: String,
    /// What the probe's answer holds then, where the file itself is compiled and in no image.
    pub body: Option<String>,
}

/// A file as it was before an edit.
pub struct Original {
    path: PathBuf,
    text: String,
}

/// Every project, by name.
pub fn projects(folder: &Path) -> Vec<Project> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut projects: Vec<Project> = entries
        .map(|entry| {
            let path = entry.expect("a folder that can be listed").path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let text = fs::read_to_string(path.join("e2e.toml")).map_err(|error| format!("e2e.toml: {error}"));
            let spec = text.and_then(|text| toml::from_str(&text).map_err(|error| format!("e2e.toml: {error}")));
            Project { name, repo: path.join("repo"), spec }
        })
        .collect();
    projects.sort_by(|a, b| a.name.cmp(&b.name));
    projects
}

impl Project {
    pub fn heavy(&self) -> bool {
        self.spec.as_ref().is_ok_and(|spec| spec.heavy)
    }
}

impl Edit {
    /// Applies the replacement under `folder`; the text must be there.
    pub fn apply(&self, folder: &Path) -> Result<Original, String> {
        let path = folder.join(&self.file);
        let text = fs::read_to_string(&path).map_err(|error| format!("{}: {error}", self.file))?;
        if !text.contains(&self.find) {
            return Err(format!("{} does not hold `{}`, which the edit replaces", self.file, self.find));
        }
        fs::write(&path, text.replace(&self.find, &self.replace)).map_err(|error| format!("{}: {error}", self.file))?;
        Ok(Original { path, text })
    }
}

impl Original {
    pub fn restore(&self) -> Result<(), String> {
        fs::write(&self.path, &self.text).map_err(|error| format!("{}: {error}", self.path.display()))
    }
}

fn stop_seconds() -> u64 {
    3
}
