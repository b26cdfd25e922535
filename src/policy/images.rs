//! Names of images and what is allowed of them.
//!
//! ```text
//! image    = (registry "/")? path (":" tag)? ("@" digest)?      a registry has a "." or a ":", or is "localhost"
//! ```
//! Docker reads `python` as `docker.io/library/python:latest`, and so do the rules.

use std::str::FromStr;

use globset::{GlobBuilder, GlobMatcher};
use serde::{Deserialize, Serialize};

use crate::model::{ImageRef, InvalidValue};

/// A host that images come from, in lower case, with its port where it has one. Ex) `docker.io`, `registry.acme.dev:5000`
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct Registry(String);

/// What an image may be called: `*` and `?` stand for anything but `/`, and `**` for anything at all. Ex) `python:*-slim-*`
///
/// A name is held against it as it is written, as Docker knows it (`docker.io/library/python:3.14-slim`), and in short
/// (`python:3.14-slim`), each without its digest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "String", try_from = "String")]
pub struct ImagePattern(String);

/// A name that was taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Name {
    pub registry: String,
    /// Without its digest: as written, in full and in short.
    pub spellings: [String; 3],
    pub has_digest: bool,
}

impl Registry {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl ImagePattern {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Ready to be held against names. `None` if the pattern is not valid.
    pub(super) fn matcher(&self) -> Option<GlobMatcher> {
        glob(&self.0).ok()
    }
}

impl Name {
    pub(super) fn is_like(&self, patterns: &[GlobMatcher]) -> bool {
        self.spellings.iter().any(|spelling| patterns.iter().any(|pattern| pattern.is_match(spelling)))
    }

    /// `None` if Docker would refuse it.
    pub(super) fn read(written: &str) -> Option<Self> {
        let valid: ImageRef = written.parse().ok()?;
        let (plain, digest) = valid.as_str().split_once('@').map_or((written, None), |(plain, digest)| (plain, Some(digest)));
        let is_host = |host: &str| host.contains(['.', ':']) || host == "localhost";
        let (host, rest) = plain.split_once('/').filter(|(host, _)| is_host(host)).unwrap_or(("docker.io", plain));
        let registry = match host.to_ascii_lowercase().as_str() {
            "index.docker.io" | "registry-1.docker.io" => "docker.io".to_owned(),
            other => other.to_owned(),
        };
        let has_tag = rest.rsplit('/').next()?.contains(':');
        let tagged = if has_tag { rest.to_owned() } else { format!("{rest}:latest") };
        let (full, short) = if registry != "docker.io" {
            let full = format!("{registry}/{tagged}");
            (full.clone(), full)
        } else if tagged.contains('/') {
            let short = tagged.strip_prefix("library/").unwrap_or(&tagged).to_owned();
            (format!("docker.io/{tagged}"), short)
        } else {
            (format!("docker.io/library/{tagged}"), tagged)
        };
        let is_empty = rest.split('/').any(str::is_empty) || rest.starts_with(':') || rest.ends_with(':');
        let spellings = [plain.to_owned(), full, short];
        let digest_is_whole = digest.is_none_or(is_digest);
        (!is_empty && digest_is_whole).then(|| Self { registry, spellings, has_digest: digest.is_some() })
    }
}

fn is_digest(text: &str) -> bool {
    let Some((algorithm, digits)) = text.split_once(':') else { return false };
    let length = match algorithm {
        "sha256" => 64,
        "sha512" => 128,
        _ => return false,
    };
    digits.len() == length && digits.bytes().all(|byte| byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte))
}

/// `*` stays within a name, so that a pattern for one registry's images takes in no other's.
fn glob(pattern: &str) -> Result<GlobMatcher, globset::Error> {
    GlobBuilder::new(pattern).literal_separator(true).build().map(|glob| glob.compile_matcher())
}

impl FromStr for Registry {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || ".-:[]".contains(c);
        if text.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '[') && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("registry", text, "a host in lower case, such as `docker.io`; paths are for `base-images`"))
        }
    }
}

impl FromStr for ImagePattern {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let is_valid = !text.is_empty() && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@');
        if is_valid && glob(text).is_ok() {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("pattern for images", text, "a name with `*`, such as `python:*-slim-*`, and no digest"))
        }
    }
}
