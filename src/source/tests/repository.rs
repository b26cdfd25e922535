//! Bare repositories in temporary folders.

use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use tempfile::TempDir;

use crate::model::RelPath;
use crate::source::git::ELSEWHERE;
use crate::source::{Checkout, Commit, GitSource, Store};

/// A bare repository, filled without a work tree so that anything can be put into it.
pub(super) struct Repository {
    folder: TempDir,
}

impl Repository {
    pub(super) fn new() -> Self {
        Self::with_format("sha1")
    }

    pub(super) fn with_format(format: &str) -> Self {
        let repository = Self { folder: tempfile::tempdir().unwrap() };
        std::fs::create_dir(repository.path()).unwrap();
        let format = format!("--object-format={format}");
        repository.git(&["init", "--quiet", "--bare", "--template=", "--initial-branch=main", &format, "."]);
        repository
    }

    pub(super) fn path(&self) -> PathBuf {
        self.folder.path().join("presets.git")
    }

    /// The repository's address, and what is put behind it.
    pub(super) fn source(&self, behind: &str) -> GitSource {
        let path = self.path().to_str().unwrap().to_owned();
        format!("git+file://{path}{behind}").parse().unwrap()
    }

    pub(super) fn git(&self, arguments: &[&str]) -> String {
        self.git_with(arguments, b"")
    }

    pub(super) fn git_with(&self, arguments: &[&str], input: &[u8]) -> String {
        let mut child = plain_git(&self.path()).args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "git {arguments:?}");
        String::from_utf8(output.stdout).unwrap().trim().to_owned()
    }

    pub(super) fn blob(&self, contents: &[u8]) -> String {
        self.git_with(&["hash-object", "-w", "--stdin"], contents)
    }

    /// A tree of entries as `git ls-tree` prints them.
    pub(super) fn tree(&self, entries: &[String]) -> String {
        self.git_with(&["mktree", "--missing"], (entries.join("\n") + "\n").as_bytes())
    }

    /// A commit of a tree on the branch `main`.
    pub(super) fn commit_tree(&self, tree: &str) -> Commit {
        let commit = self.git(&["commit-tree", "-m", "a preset", tree]);
        self.git(&["update-ref", "refs/heads/main", &commit]);
        commit.parse().unwrap()
    }

    /// A commit with `preset.toml`, `service/preset.toml` and `service/templates/a.tera`, each saying `text`.
    pub(super) fn commit(&self, text: &str) -> Commit {
        let blob = self.blob(text.as_bytes());
        let templates = self.tree(&[format!("100644 blob {blob}\ta.tera")]);
        let service = self.tree(&[format!("100755 blob {blob}\tpreset.toml"), format!("040000 tree {templates}\ttemplates")]);
        let root = self.tree(&[format!("100644 blob {blob}\tpreset.toml"), format!("040000 tree {service}\tservice")]);
        self.commit_tree(&root)
    }

    pub(super) fn tag(&self, name: &str) {
        self.git(&["tag", "--force", name, "main"]);
    }
}

/// Git that is not led astray by the settings of who runs the tests.
pub(super) fn plain_git(folder: &Path) -> Command {
    let mut command = Command::new("git");
    command.current_dir(folder).env("GIT_CONFIG_GLOBAL", "/dev/null").env("GIT_CONFIG_NOSYSTEM", "1");
    for name in ["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"] {
        command.env(name, "preset");
    }
    for name in ELSEWHERE {
        command.env_remove(name);
    }
    command
}

/// A store that keeps what it fetches in `folder`.
pub(super) fn store(folder: &TempDir) -> Store {
    Store {
        cache: Some(folder.path().join("presets")),
        offline: false,
        consent: crate::source::Consent::Given,
        interactive: false,
        git: "git".into(),
    }
}

/// The files with their contents, as text.
pub(super) fn texts(checkout: &Checkout) -> Vec<(&str, &str)> {
    checkout.files.iter().map(|(path, contents)| (RelPath::as_str(path), std::str::from_utf8(contents).unwrap())).collect()
}
