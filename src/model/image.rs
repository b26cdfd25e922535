//! Names of images.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;

use super::InvalidValue;

/// A reference to an image as FROM takes it. Ex) `python:3.14-slim-trixie`, `ghcr.io/astral-sh/uv:0.13.8`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ImageRef(String);

/// The name that the built image gets in the commands that pydock proposes. Ex) `shop-api`
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct ImageName(String);

impl ImageRef {
    pub fn as_str(&self) -> &str {
        &self.0
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

impl fmt::Display for ImageRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for ImageName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
