//! Commits by their names, out of the cache or the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::cache::Cache;
use super::work::{Work, newest_first};
use super::{Commit, GitSource, SourceError};
use crate::model::{RelPath, Version};

/// Fetches presets and keeps them.
pub struct Store {
    /// What was fetched is kept here, as in `$XDG_CACHE_HOME/pydock/presets`; without a folder nothing is kept.
    pub cache: Option<PathBuf>,
    /// Only what was kept is given.
    pub offline: bool,
    /// Whether git may ask the person at the terminal for a password.
    pub interactive: bool,
    /// The program to start. Ex) `git`
    pub git: PathBuf,
}

/// The plain files of a commit, or of a folder in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkout {
    pub commit: Commit,
    /// By their paths below the folder of the preset.
    pub files: BTreeMap<RelPath, Vec<u8>>,
}

impl Store {
    /// What the reference means today; offline, what it meant when it was last fetched.
    pub fn fetch(&self, from: &GitSource) -> Result<Checkout, SourceError> {
        if let Some(commit) = from.commit() {
            return self.at(from, &commit);
        }
        let cache = self.cache();
        if self.offline {
            let commit = cache.reference(from).ok_or_else(|| SourceError::offline(from))?;
            return self.at(from, &commit);
        }
        let work = self.work(from)?;
        let found = work.resolve()?;
        let checkout = match cache.snapshot(from, &found.commit) {
            Some(checkout) => checkout,
            None => {
                let checkout = work.checkout(&work.fetch(&found)?)?;
                cache.put_snapshot(from, &checkout);
                checkout
            }
        };
        cache.put_reference(from, &checkout.commit);
        Ok(checkout)
    }

    /// The commit that was pinned; git is started only if it was not kept.
    pub fn at(&self, from: &GitSource, commit: &Commit) -> Result<Checkout, SourceError> {
        let cache = self.cache();
        if let Some(checkout) = cache.snapshot(from, commit) {
            return Ok(checkout);
        }
        if self.offline {
            return Err(SourceError::offline(from));
        }
        let work = self.work(from)?;
        work.fetch_commit(commit)?;
        let checkout = work.checkout(commit)?;
        cache.put_snapshot(from, &checkout);
        Ok(checkout)
    }

    /// The newest tag that is a newer version than the reference, by the order of PEP 440. Pre-releases count only for who
    /// has one; a reference that is no version has no newer one.
    pub fn newer(&self, from: &GitSource) -> Result<Option<String>, SourceError> {
        let Some(current) = from.reference().and_then(version) else { return Ok(None) };
        if self.offline {
            return Err(SourceError::offline(from));
        }
        let tags = newest_first(self.work(from)?.tags()?).into_iter();
        let newer = tags.filter_map(|tag| version(&tag).filter(|version| *version > current).map(|version| (version, tag)));
        Ok(newer.into_iter().find(|(version, _)| current.any_prerelease() || !version.any_prerelease()).map(|(_, tag)| tag))
    }

    fn cache(&self) -> Cache {
        Cache::new(self.cache.clone())
    }

    fn work<'a>(&self, from: &'a GitSource) -> Result<Work<'a>, SourceError> {
        Work::begin(from, self.git.clone(), self.interactive)
    }
}

/// The version that a tag stands for. Ex) `v2.1`, `2.1.0`
pub(super) fn version(tag: &str) -> Option<Version> {
    tag.strip_prefix('v').unwrap_or(tag).parse().ok()
}
