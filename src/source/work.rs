//! A temporary repository into which one commit is fetched.
//!
//! Nothing of it is kept: a fetch takes one commit without its history, so there is little that the next one could build
//! on, two fetches at once cannot meet, and a killed one leaves nothing that could be taken for whole.

use std::collections::BTreeMap;
use std::path::PathBuf;

use tempfile::TempDir;

use super::git::{Failure, Git};
use super::store::Checkout;
use super::tree::{self, LARGEST_FILE, TreeFailure};
use super::{Commit, GitSource, SourceError};

/// The name under which the wanted commit is kept here.
const FETCHED: &str = "refs/pydock/fetched";
/// A remote of this name is in nobody's own settings, unlike `origin`.
const REMOTE: &str = "pydock-preset";

pub(super) struct Work<'a> {
    from: &'a GitSource,
    git: Git,
    /// Removed with everything in it as soon as the work is done.
    _folder: TempDir,
}

/// What the remote repository calls a commit.
pub(super) struct Found {
    /// Ex) `refs/tags/v2`
    pub name: String,
    pub commit: Commit,
}

impl<'a> Work<'a> {
    pub(super) fn begin(from: &'a GitSource, program: PathBuf, interactive: bool) -> Result<Self, SourceError> {
        let folder = tempfile::Builder::new().prefix("pydock-").tempdir().map_err(|error| SourceError::Git {
            preset: from.to_string(),
            doing: "has no temporary folder to work in",
            said: error.to_string(),
        })?;
        let git = Git { program, interactive, folder: folder.path().to_owned() };
        Ok(Self { from, git, _folder: folder })
    }

    /// Asks the remote repository where the reference leads: a tag, a branch, or what it points to itself.
    pub(super) fn resolve(&self) -> Result<Found, SourceError> {
        let Some(reference) = self.from.reference() else {
            let found = self.remote_names(&[], "HEAD")?.remove("HEAD").map(|commit| Found { name: "HEAD".to_owned(), commit });
            return found.ok_or(SourceError::Empty { preset: self.from.to_string() });
        };
        let mut names = self.remote_names(&["--tags", "--heads"], "")?;
        for place in ["refs/tags/", "refs/heads/", ""] {
            let name = format!("{place}{reference}");
            if let Some(commit) = names.remove(&name) {
                return Ok(Found { name, commit });
            }
        }
        let known = newest_first(names.into_keys().filter_map(|name| name.strip_prefix("refs/tags/").map(str::to_owned)));
        let (preset, reference) = (self.from.to_string(), reference.to_owned());
        Err(SourceError::UnknownReference { preset, reference, known: known.into_iter().take(5).collect() })
    }

    /// The tags of the remote repository.
    pub(super) fn tags(&self) -> Result<Vec<String>, SourceError> {
        let names = self.remote_names(&["--tags"], "")?;
        Ok(names.into_keys().filter_map(|name| name.strip_prefix("refs/tags/").map(str::to_owned)).collect())
    }

    /// Fetches what was found; the commit may be another one when the name moved in between.
    pub(super) fn fetch(&self, found: &Found) -> Result<Commit, SourceError> {
        self.create(&found.commit)?;
        let wanted = format!("+{}:{FETCHED}", found.name);
        self.one_commit(&wanted)
            .or_else(|_| self.fetch_with(&["--no-filter"], &[&wanted]))
            .map_err(|failure| self.unreachable(failure))?;
        let printed = self.git.run(&["rev-parse", "--verify", &format!("{FETCHED}^{{commit}}")]);
        let printed = printed.map_err(|failure| self.failed("finds no commit for the reference", failure))?;
        let text = String::from_utf8_lossy(&printed).trim().to_owned();
        text.parse().map_err(|_| self.failed("names no commit", Failure::Said(text)))
    }

    /// Fetches a commit by its hash; from a server that gives only what has a name, by way of all names.
    pub(super) fn fetch_commit(&self, commit: &Commit) -> Result<(), SourceError> {
        self.create(commit)?;
        let everything = ["+refs/heads/*:refs/pydock/heads/*", "+refs/tags/*:refs/pydock/tags/*"];
        self.one_commit(&format!("+{commit}:{FETCHED}"))
            .or_else(|_| self.fetch_with(&["--no-filter"], &everything))
            .map_err(|failure| self.unreachable(failure))?;
        match self.git.run(&["rev-parse", "--verify", "--quiet", &format!("{commit}^{{commit}}")]) {
            Ok(printed) if String::from_utf8_lossy(&printed).trim() == commit.as_str() => Ok(()),
            Err(Failure::NotFound) => Err(self.unreachable(Failure::NotFound)),
            _ => Err(SourceError::UnknownCommit { preset: self.from.to_string(), commit: commit.clone() }),
        }
    }

    /// The files of a commit that was fetched.
    pub(super) fn checkout(&self, commit: &Commit) -> Result<Checkout, SourceError> {
        let root = format!("{commit}:{}", self.from.subdir().as_str());
        let is_tree = self.git.run(&["cat-file", "-t", &root]).is_ok_and(|kind| kind.trim_ascii() == b"tree");
        if !is_tree {
            return Err(self.unknown_subdir(commit));
        }
        let files = tree::read(&self.git, &root).map_err(|failure| match failure {
            TreeFailure::Git(failure) => self.failed("cannot read the files of the commit", failure),
            TreeFailure::Refused { path, problem } => SourceError::Refused { preset: self.from.to_string(), path, problem },
            TreeFailure::TooMuch(problem) => SourceError::TooMuch { preset: self.from.to_string(), problem },
        })?;
        Ok(Checkout { commit: commit.clone(), files })
    }

    /// The names of the remote repository and the commits behind them; an annotated tag stands for its commit.
    fn remote_names(&self, which: &[&str], pattern: &str) -> Result<BTreeMap<String, Commit>, SourceError> {
        let mut arguments = vec!["ls-remote", "--quiet"];
        arguments.extend(which);
        arguments.extend(["--", self.from.address()]);
        arguments.extend(Some(pattern).filter(|pattern| !pattern.is_empty()));
        let printed = self.git.run(&arguments).map_err(|failure| self.unreachable(failure))?;
        let (mut names, mut peeled) = (BTreeMap::new(), BTreeMap::new());
        for line in String::from_utf8_lossy(&printed).lines() {
            let Some((hash, name)) = line.split_once('\t') else { continue };
            let Ok(commit) = hash.parse() else { continue };
            match name.strip_suffix("^{}") {
                Some(name) => peeled.insert(name.to_owned(), commit),
                None => names.insert(name.to_owned(), commit),
            };
        }
        names.extend(peeled);
        Ok(names)
    }

    fn create(&self, commit: &Commit) -> Result<(), SourceError> {
        let mut arguments = vec!["init", "--quiet", "--bare", "--template="];
        arguments.extend(commit.is_sha256().then_some("--object-format=sha256"));
        self.git.run(&arguments).map(drop).map_err(|failure| self.failed("cannot make a repository", failure))
    }

    /// Without the history, and without files that are not taken anyway. A server that cannot do the one says so; the other
    /// is only a wish.
    fn one_commit(&self, wanted: &str) -> Result<(), Failure> {
        self.fetch_with(&["--depth=1", &format!("--filter=blob:limit={}", LARGEST_FILE + 1)], &[wanted])
    }

    fn fetch_with(&self, how: &[&str], wanted: &[&str]) -> Result<(), Failure> {
        let remote = format!("remote.{REMOTE}.url={}", self.from.address());
        let mut arguments = vec!["-c", &remote, "fetch", "--quiet", "--no-tags", "--no-recurse-submodules"];
        arguments.extend(how);
        arguments.extend(["--", REMOTE]);
        arguments.extend(wanted);
        self.git.run(&arguments).map(drop)
    }

    fn unknown_subdir(&self, commit: &Commit) -> SourceError {
        let printed = self.git.run(&["ls-tree", "-d", "-z", "--name-only", commit.as_str()]).unwrap_or_default();
        let text = String::from_utf8_lossy(&printed);
        let known = text.split('\0').filter(|name| !name.is_empty()).take(5).map(str::to_owned).collect();
        let subdir = self.from.subdir().to_string();
        SourceError::UnknownSubdir { preset: self.from.to_string(), subdir, commit: commit.clone(), known }
    }

    fn unreachable(&self, failure: Failure) -> SourceError {
        let preset = self.from.to_string();
        match failure {
            Failure::NotFound => SourceError::NoGit { preset },
            Failure::Said(said) => SourceError::Unreachable { preset, said },
        }
    }

    fn failed(&self, doing: &'static str, failure: Failure) -> SourceError {
        match failure {
            Failure::NotFound => self.unreachable(failure),
            Failure::Said(said) => SourceError::Git { preset: self.from.to_string(), doing, said },
        }
    }
}

/// Versions, the newest first, then the other names.
pub(super) fn newest_first(tags: impl IntoIterator<Item = String>) -> Vec<String> {
    let mut tags: Vec<_> = tags.into_iter().map(|tag| (super::store::version(&tag), tag)).collect();
    tags.sort_by(|a, b| b.cmp(a));
    tags.into_iter().map(|(_, tag)| tag).collect()
}
