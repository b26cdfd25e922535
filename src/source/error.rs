//! Why a preset could not be had from its repository.

use super::{Commit, GitSource};

/// A repository that gave no preset. No text in it holds credentials or control characters.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SourceError {
    #[error("`{preset}`: git was not found, and pydock fetches presets with it")]
    NoGit { preset: String },
    /// Git answered with an error, before it is known whether the reference exists.
    #[error("`{preset}`: the repository cannot be read: {said}")]
    Unreachable { preset: String, said: String },
    /// Git did something else than is known of it, or could not be started.
    #[error("`{preset}`: git {doing}: {said}")]
    Git { preset: String, doing: &'static str, said: String },
    #[error("`{preset}`: the repository has no tag or branch `{reference}`")]
    UnknownReference { preset: String, reference: String, known: Vec<String> },
    #[error("`{preset}`: the repository has no default branch")]
    Empty { preset: String },
    #[error("`{preset}`: the repository has no commit {commit}")]
    UnknownCommit { preset: String, commit: Commit },
    #[error("`{preset}`: there is no folder `{subdir}` at commit {commit}")]
    UnknownSubdir { preset: String, subdir: String, commit: Commit, known: Vec<String> },
    /// The tree holds what a preset may not.
    #[error("`{preset}`: `{path}` {problem}")]
    Refused { preset: String, path: String, problem: &'static str },
    #[error("`{preset}`: {problem}")]
    TooMuch { preset: String, problem: String },
    /// Only the project's own files name it.
    #[error("`{preset}`, which the project's own files name, has not been fetched on this machine before")]
    Untrusted { preset: String },
    #[error("`{preset}` has not been downloaded on this machine")]
    Offline { preset: String },
}

impl SourceError {
    pub(super) fn offline(from: &GitSource) -> Self {
        Self::Offline { preset: from.to_string() }
    }

    /// What a person can do about it.
    pub fn hint(&self) -> String {
        match self {
            Self::NoGit { .. } => "install git, or name a folder that holds the preset".to_owned(),
            Self::Unreachable { .. } => {
                "try `git ls-remote` with the same address: pydock uses your git, its credentials and its proxy".to_owned()
            }
            Self::Git { .. } => "try `git fetch` from the same address by hand; git 2.20 or newer is needed".to_owned(),
            Self::UnknownReference { known, .. } if known.is_empty() => {
                "the repository has no tags; name a branch or the whole hash of a commit".to_owned()
            }
            Self::UnknownReference { known, .. } => format!("it has {}", listed(known)),
            Self::Empty { .. } => "push a commit, or name a branch after `@`".to_owned(),
            Self::UnknownCommit { .. } => "the branch may have been force-pushed: `pydock update` uses the current commit".to_owned(),
            Self::UnknownSubdir { known, .. } if known.is_empty() => "the repository has no folders; leave `//…` out".to_owned(),
            Self::UnknownSubdir { known, .. } => format!("it has {}", listed(known)),
            Self::Refused { .. } => "a preset is a folder of plain files; ask the maintainers of the repository to remove it".to_owned(),
            Self::TooMuch { .. } => "name the folder of the preset after `//`, or ask the maintainers of the repository".to_owned(),
            Self::Offline { .. } => "use `--online` to fetch it; the result is cached".to_owned(),
            Self::Untrusted { .. } => {
                "use `--online` to fetch it, or add its address to `trust` in pydock's `config.toml` (such as `trust = [\"gh:acme\"]`)"
                    .to_owned()
            }
        }
    }
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{}`", name.escape_debug())).collect::<Vec<_>>().join(", ")
}
