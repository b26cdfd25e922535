//! Commits by their names, out of the cache or the repository.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::cache::Cache;
use super::work::{Work, newest_first};
use super::{Commit, GitSource, SourceError};
use crate::model::{RelPath, Version};

/// Which repositories may be connected to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Consent {
    /// Any: a person named this one, or asked for the network.
    Given,
    /// Those that were fetched from before, and those whose address is one of these or lies below it. Ex) `gh:acme`
    Known(Vec<String>),
}

/// Fetches presets and keeps them.
pub struct Store {
    /// What was fetched is kept here, as in `$XDG_CACHE_HOME/pydock/presets`; `None` keeps nothing.
    pub cache: Option<PathBuf>,
    /// Only what was kept is given.
    pub offline: bool,
    /// A project's own files can name any address, so that it takes more than them to connect to it.
    pub consent: Consent,
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
        cache.put_address(from);
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
        cache.put_address(from);
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

    fn may_connect(&self, from: &GitSource) -> bool {
        let Consent::Known(trusted) = &self.consent else { return true };
        let cache = self.cache();
        cache.knows_address(from)
            || cache.reference(from).is_some()
            || trusted.iter().any(|entry| is_below(from.address(), entry))
    }

    fn cache(&self) -> Cache {
        Cache::new(self.cache.clone())
    }

    /// The one way to a connection.
    fn work<'a>(&self, from: &'a GitSource) -> Result<Work<'a>, SourceError> {
        if !self.may_connect(from) {
            return Err(SourceError::Untrusted { preset: from.to_string() });
        }
        Work::begin(from, self.git.clone(), self.interactive)
    }
}

/// Whether the address is the one of the entry, or lies below it. Ex) `https://github.com/acme/presets` below `gh:acme`
fn is_below(address: &str, entry: &str) -> bool {
    let entry = match entry.strip_prefix("gh:") {
        Some(rest) => format!("https://github.com/{rest}"),
        None => entry.strip_prefix("git+").unwrap_or(entry).to_owned(),
    };
    let entry = entry.trim_end_matches('/');
    let rest = address.strip_prefix(entry);
    // What goes up again may lead anywhere, however it is written.
    let goes_up = |rest: &str| rest.contains("..") || rest.contains(['%', '\\']);
    // A host alone would be the beginning of other hosts, too; the slash behind it tells them apart.
    entry.contains("://") && rest.is_some_and(|rest| matches!(rest, "" | ".git") || (rest.starts_with('/') && !goes_up(rest)))
}

/// The version that a tag stands for. `None` if it is no version. Ex) `v2.1`, `2.1.0`
pub(super) fn version(tag: &str) -> Option<Version> {
    tag.strip_prefix('v').unwrap_or(tag).parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_trusted_address_is_that_one_or_lies_below_it() {
        for (address, entry, expected) in [
            ("https://github.com/acme/presets", "gh:acme", true),
            ("https://github.com/acme/presets.git", "gh:acme/presets", true),
            ("https://github.com/acme-evil/presets", "gh:acme", false),
            ("https://github.com/acme/../evil/presets", "gh:acme", false),
            ("https://github.com/acme/%2e%2e/evil/presets", "gh:acme", false),
            ("https://git.example.org/a/b.git", "git+https://git.example.org", true),
            ("https://git.example.org.evil.example/a.git", "git+https://git.example.org", false),
            ("ssh://git@git.example.org/a.git", "git+https://git.example.org", false),
            ("https://git.example.org/a.git", "", false),
            ("https://git.example.org/a.git", "https", false),
        ] {
            assert_eq!(is_below(address, entry), expected, "{address} below {entry}");
        }
    }
}
