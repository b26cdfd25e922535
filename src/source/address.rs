//! What a person writes to say which preset is meant.
//!
//! ```text
//! source = name | folder | git
//! folder = "." | ".." | ("./" | "../" | "/" | "~/") any
//! git    = url ("//" subdir)? ("@" reference)?      see `git_url` and `reference`; the first "@" of the path counts
//! ```

use std::fmt;
use std::str::FromStr;

use super::git_url::{GitUrl, without_credentials};
use super::{Commit, reference};
use crate::model::{InvalidValue, RelPath};

/// Where a preset is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum PresetSource {
    /// Part of pydock. Ex) `production`
    BuiltIn(PresetName),
    /// A folder on this machine, as written. Ex) `./presets/service`, `~/presets/service`
    Folder(String),
    /// A folder of a repository. Ex) `gh:acme/presets//service@v2`
    Git(GitSource),
}

/// The name of a preset: lower-case letters, digits and dashes. Ex) `named-stages`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PresetName(String);

/// A repository, a folder in it, and the tag, branch or commit that is wanted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct GitSource {
    url: GitUrl,
    /// The root where none is named.
    subdir: RelPath,
    reference: Option<String>,
}

impl PresetName {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl GitSource {
    /// What git is told, without the folder and the reference. Ex) `https://github.com/acme/presets`
    pub fn address(&self) -> &str {
        &self.url.address
    }

    /// The folder of the repository that the preset is in.
    pub fn subdir(&self) -> &RelPath {
        &self.subdir
    }

    /// The tag, branch or commit; without one the branch counts that the repository itself points to.
    /// `None` if the address names none.
    pub fn reference(&self) -> Option<&str> {
        self.reference.as_deref()
    }

    /// The same place at another tag, branch or commit.
    pub fn with_reference(&self, text: &str) -> Result<Self, InvalidValue> {
        reference::check(text)?;
        Ok(Self { reference: Some(text.to_owned()), ..self.clone() })
    }

    /// The folder that a path leads to from this one, in the same repository at the same commit. Ex) `../base`
    pub fn beside(&self, path: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str = "a folder of the same repository, such as `../base`";
        let mut parts: Vec<&str> = self.subdir.as_str().split('/').filter(|part| !part.is_empty()).collect();
        for part in path.split('/') {
            match part {
                "" | "." => {}
                ".." => {
                    parts.pop().ok_or_else(|| InvalidValue::new("folder of a repository", path, EXPECTED))?;
                }
                name => parts.push(name),
            }
        }
        let subdir = if parts.is_empty() { RelPath::root() } else { subdir(&parts.join("/"))? };
        Ok(Self { subdir, ..self.clone() })
    }

    /// The reference, if it is a whole hash; `None` if it can move.
    pub(super) fn commit(&self) -> Option<Commit> {
        self.reference.as_ref().and_then(|text| text.parse().ok())
    }
}

impl FromStr for PresetSource {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        const EXPECTED: &str =
            "the name of a preset, a folder that begins with `./`, `/` or `~/`, or git+https://host/path//folder@tag";
        let refuse = |expected| Err(InvalidValue::new("place of a preset", &without_credentials(text), expected));
        if text.starts_with("gh:") || text.starts_with("git+") {
            return text.parse().map(Self::Git);
        }
        if matches!(text, "." | "..") || ["./", "../", "/", "~/"].iter().any(|start| text.starts_with(start)) {
            return if text.contains(crate::model::is_hidden) { refuse(EXPECTED) } else { Ok(Self::Folder(text.to_owned())) };
        }
        if text.contains("://") {
            return refuse("git+ in front of the address of a git repository");
        }
        if text.starts_with("git@") {
            return refuse("git+ssh://git@host/path");
        }
        text.parse().map(Self::BuiltIn).or_else(|_: InvalidValue| refuse(EXPECTED))
    }
}

impl FromStr for PresetName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        if text.starts_with(|c: char| c.is_ascii_lowercase()) && !text.ends_with('-') && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("name of a preset", text, "lower-case letters, digits and `-`"))
        }
    }
}

impl FromStr for GitSource {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        // The `@` of a user stands before the first slash of the path.
        let authority = text.find("://").map_or(0, |index| index + 3);
        let path = text[authority..].find('/').map_or(text.len(), |index| authority + index);
        let end = text[path..].find('@').map_or(text.len(), |index| path + index);
        let folder = text[path..end].find("//").map_or(end, |index| path + index);
        let url = GitUrl::parse(&text[..folder])?;
        let subdir = match text[folder..end].strip_prefix("//") {
            Some(written) => subdir(written)?,
            None => RelPath::root(),
        };
        let source = Self { url, subdir, reference: None };
        text[end..].strip_prefix('@').map_or(Ok(source.clone()), |reference| source.with_reference(reference))
    }
}

/// A folder is written as git names it, so that one folder has one name.
fn subdir(written: &str) -> Result<RelPath, InvalidValue> {
    const EXPECTED: &str = "a folder such as `presets/service`, without `.`, `..` or control characters";
    let invalid = || InvalidValue::new("folder of a repository", written, EXPECTED);
    let path = RelPath::parse(written).map_err(|_| invalid())?;
    let is_plain =
        path.as_str() == written && !path.is_root() && !written.contains(|c: char| crate::model::is_hidden(c) || c == '\\');
    if is_plain { Ok(path) } else { Err(invalid()) }
}

impl fmt::Display for PresetSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::BuiltIn(name) => name.fmt(f),
            Self::Folder(path) => f.write_str(path),
            Self::Git(source) => source.fmt(f),
        }
    }
}

impl fmt::Display for PresetName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for GitSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.url.written)?;
        if !self.subdir.is_root() {
            write!(f, "//{}", self.subdir)?;
        }
        self.reference.iter().try_for_each(|reference| write!(f, "@{reference}"))
    }
}
