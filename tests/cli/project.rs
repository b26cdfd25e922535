//! A repository in a temporary folder, and the program run in it.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use assert_fs::TempDir;
use assert_fs::fixture::{FileWriteBin, PathChild, PathCopy, PathCreateDir};

/// What stands at each path, folders left out.
pub type Snapshot = BTreeMap<String, Vec<u8>>;

pub struct Project {
    temporary: TempDir,
}

/// How a run ended and what it said.
#[derive(Debug)]
pub struct Outcome {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Project {
    /// A repository with these files.
    pub fn new(files: &[(&str, &str)]) -> Self {
        let temporary = TempDir::new().unwrap();
        temporary.child("project").create_dir_all().unwrap();
        temporary.child("home").create_dir_all().unwrap();
        let project = Self { temporary };
        for (path, text) in files {
            project.write(path, text.as_bytes());
        }
        project
    }

    /// A copy of the folder, or an empty repository where there is no such folder.
    pub fn copy_of(folder: &Path) -> Self {
        let project = Self::new(&[]);
        if folder.exists() {
            project.temporary.child("project").copy_from(folder, &["**"]).unwrap();
        }
        project
    }

    pub fn write(&self, path: &str, bytes: &[u8]) {
        self.temporary.child("project").child(path).write_binary(bytes).unwrap();
    }

    /// The repository.
    pub fn root(&self) -> PathBuf {
        self.temporary.path().join("project")
    }

    /// A folder beside the repository, which no run may touch.
    pub fn outside(&self) -> &Path {
        self.temporary.path()
    }

    /// The program, to be run in the repository, with everything that its surroundings could change held fixed.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_pydock"));
        command.args(arguments).current_dir(self.root()).env_clear();
        command
            .env("HOME", self.temporary.path().join("home"))
            .env("PATH", std::env::var_os("PATH").unwrap_or_default())
            .env("SOURCE_DATE_EPOCH", "1795219200")
            .env("TERM", "dumb");
        command
    }

    pub fn run(&self, arguments: &[&str]) -> Outcome {
        self.run_with(arguments, &[])
    }

    /// As [`Self::run`], with variables.
    pub fn run_with(&self, arguments: &[&str], variables: &[(String, String)]) -> Outcome {
        let variables = variables.iter().map(|(name, value)| (name, value));
        let output = self.command(arguments).envs(variables).stdin(Stdio::null()).output().unwrap();
        Outcome {
            status: output.status.code().unwrap_or(-1),
            stdout: self.without_places(&output.stdout),
            stderr: self.without_places(&output.stderr),
        }
    }

    /// The text without what differs from one machine or release to the next.
    fn without_places(&self, bytes: &[u8]) -> String {
        let temporary = fs::canonicalize(self.temporary.path()).unwrap();
        let text = String::from_utf8(bytes.to_vec()).expect("the program speaks UTF-8");
        text.replace(&temporary.display().to_string(), "[TEMP]")
            .replace(&self.temporary.path().display().to_string(), "[TEMP]")
            .replace(concat!("pydock ", env!("CARGO_PKG_VERSION")), "pydock [VERSION]")
    }

    pub fn snapshot(&self) -> Snapshot {
        snapshot(&self.root())
    }
}

/// Every file below the folder; a link counts by where it leads.
pub fn snapshot(folder: &Path) -> Snapshot {
    let mut files = Snapshot::new();
    let mut open = vec![folder.to_owned()];
    while let Some(current) = open.pop() {
        let Ok(entries) = fs::read_dir(&current) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            let kind = fs::symlink_metadata(&path).unwrap().file_type();
            if kind.is_dir() {
                open.push(path);
            } else {
                let contents = match fs::read_link(&path) {
                    Ok(target) => target.display().to_string().into_bytes(),
                    Err(_) => fs::read(&path).unwrap(),
                };
                files.insert(path.strip_prefix(folder).unwrap().to_string_lossy().replace('\\', "/"), contents);
            }
        }
    }
    files
}
