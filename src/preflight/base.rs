//! What is known about the images that a stage starts from.

use crate::model::{PythonVersion, Suite};

/// An official image, of whose files enough is known to say what is not there.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct KnownBase {
    pub python: Option<PythonVersion>,
    pub suite: Option<Suite>,
    pub is_alpine: bool,
    /// The variants with compilers, git and the usual headers.
    pub is_full: bool,
    pub has_uv: bool,
}

/// Reads an image's name. Ex) `python:3.13-slim-trixie`, `docker.io/library/python:3.12`
pub fn known(image: &str) -> Option<KnownBase> {
    let image = image.split('@').next().unwrap_or_default();
    let image =
        ["docker.io/library/", "docker.io/", "library/"].iter().find_map(|prefix| image.strip_prefix(prefix)).unwrap_or(image);
    let (name, tag) = image.split_once(':').unwrap_or((image, "latest"));
    match name {
        "python" => Some(python(tag)),
        "ghcr.io/astral-sh/uv" => {
            let tag = tag.split_once("python").map(|(_, rest)| rest)?;
            Some(KnownBase { has_uv: true, ..python(tag) })
        }
        "debian" => Some(KnownBase { suite: suite(tag), ..KnownBase::default() }),
        _ => None,
    }
}

fn python(tag: &str) -> KnownBase {
    let python = tag.split('-').next().and_then(version);
    let is_alpine = tag.contains("alpine");
    let is_slim = tag.contains("slim");
    KnownBase { python, suite: suite(tag), is_alpine, is_full: !is_alpine && !is_slim, has_uv: false }
}

/// Ex) `3.13` of `3.13.2` and `3.15.0rc1`
fn version(text: &str) -> Option<PythonVersion> {
    let mut parts = text.split('.');
    let (major, minor) = (parts.next()?, parts.next()?);
    let digits: String = minor.chars().take_while(char::is_ascii_digit).collect();
    format!("{major}.{digits}").parse().ok()
}

fn suite(tag: &str) -> Option<Suite> {
    [Suite::Bookworm, Suite::Trixie].into_iter().find(|suite| tag.contains(suite.name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_says_what_the_image_has() {
        for (image, python, full, alpine) in [
            ("python:3.13-slim-trixie", Some("3.13"), false, false),
            ("docker.io/library/python:3.12.4", Some("3.12"), true, false),
            ("python:3.14-alpine", Some("3.14"), false, true),
            ("python:slim", None, false, false),
            ("ghcr.io/astral-sh/uv:0.13.8-python3.12-trixie-slim", Some("3.12"), false, false),
        ] {
            let base = known(image).unwrap();
            assert_eq!(
                (base.python.map(|python| python.to_string()).as_deref(), base.is_full, base.is_alpine),
                (python, full, alpine)
            );
        }
        assert_eq!(known("tiangolo/uvicorn-gunicorn-fastapi:python3.11"), None);
        assert_eq!(known("ghcr.io/astral-sh/uv:0.13.8"), None);
    }
}
