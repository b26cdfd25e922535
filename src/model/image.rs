//! Names of images.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::conversions::text_conversions;
use super::{Digest, InvalidValue};

/// A reference to an image as FROM takes it. Ex) `python:3.14-slim-trixie`, `ghcr.io/astral-sh/uv:0.13.8`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageRef(String);

/// The name that the built image gets in the commands that pydock proposes. Ex) `shop-api`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ImageName(String);

impl ImageRef {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The tag, where the reference has one. `None` if it has none. Ex) `3.14-slim-trixie`
    pub fn tag(&self) -> Option<&str> {
        let (_, tag) = self.name_and_tag().rsplit_once(':')?;
        // The colon of `localhost:5000/shop` belongs to the port.
        (!tag.contains('/')).then_some(tag)
    }

    /// The digest, where the reference has one that pydock reads. `None` if it has none.
    pub fn digest(&self) -> Option<Digest> {
        self.0.split_once('@')?.1.parse().ok()
    }

    /// The same image by its tag alone.
    #[must_use]
    pub fn without_digest(&self) -> Self {
        Self(self.name_and_tag().to_owned())
    }

    /// The same image with this digest. Ex) `python:3.14-slim-trixie@sha256:…`
    #[must_use]
    pub fn with_digest(&self, digest: &Digest) -> Self {
        Self(format!("{}@{digest}", self.name_and_tag()))
    }

    fn name_and_tag(&self) -> &str {
        self.0.split('@').next().unwrap_or(&self.0)
    }
}

impl FromStr for ImageRef {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let allowed = |c: char| c.is_ascii_alphanumeric() || "./:@_-".contains(c);
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("image reference", text, "registry/name:tag, such as python:3.14-slim-trixie"))
        }
    }
}

impl ImageName {
    /// Makes a name out of free text, such as a project's name or its folder's: `My Shop_API` becomes `my-shop-api`.
    /// `None` if no letter or digit is left.
    pub fn from_free_text(text: &str) -> Option<Self> {
        let mut name = String::new();
        for c in text.chars() {
            if c.is_ascii_alphanumeric() {
                name.push(c.to_ascii_lowercase());
            } else if !name.is_empty() && !name.ends_with('-') {
                name.push('-');
            }
        }
        let name = name.trim_end_matches('-');
        if name.is_empty() { None } else { Some(Self(name.to_owned())) }
    }

    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for ImageName {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "./_-".contains(c);
        let edge = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
        if text.starts_with(edge) && text.ends_with(edge) && text.chars().all(allowed) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("image name", text, "lower-case letters, digits, `.`, `_`, `-` and `/`"))
        }
    }
}

text_conversions!(ImageRef: parsed, written, shown);
text_conversions!(ImageName: shown);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_digest_stands_behind_the_tag() {
        let digest = Digest::of_sha256([0xab; 32]).unwrap();
        for (text, tag, without) in [
            ("python:3.14-slim", Some("3.14-slim"), "python:3.14-slim"),
            ("localhost:5000/shop", None, "localhost:5000/shop"),
            ("localhost:5000/shop:1", Some("1"), "localhost:5000/shop:1"),
            ("python", None, "python"),
        ] {
            let image: ImageRef = text.parse().unwrap();
            assert_eq!((image.tag(), image.digest(), image.without_digest().as_str()), (tag, None, without));
            let pinned = image.with_digest(&digest);
            assert_eq!(pinned.as_str(), format!("{text}@{digest}"));
            assert_eq!((pinned.tag(), pinned.digest().as_ref(), pinned.without_digest()), (tag, Some(&digest), image.clone()));
            let other = Digest::of_sha256([0xcd; 32]).unwrap();
            assert_eq!(pinned.with_digest(&other), image.with_digest(&other));
        }
        assert_eq!("python:3@sha512:00".parse::<ImageRef>().unwrap().digest(), None);
    }
}
