//! The name of a base image, and what it tells about what is inside.

use crate::knowledge::{Distribution, ImageFacts, distributions, image_facts};

/// The parts of a reference to an image. Ex) `ghcr.io/astral-sh/uv:0.9`
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImageName {
    /// The whole, variables put in.
    pub full: String,
    /// Without `docker.io/` and `library/`. Ex) `python`
    pub repository: String,
    pub tag: Option<String>,
    pub digest: Option<String>,
}

/// What an official Python image's tag says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonTag {
    /// Ex) 3 and 14; `None` where the tag leaves it open, as `slim` does.
    pub version: Option<(u32, u32)>,
    pub variant: Variant,
    /// `None` if the tag does not say. Ex) `trixie`, `3.22`
    pub suite: Option<String>,
    /// Whether the tag is of a release candidate or an alpha.
    pub is_prerelease: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Variant {
    Full,
    Slim,
    Alpine,
    Windows,
}

/// The code name of a release of Debian.
fn suite(part: &str) -> Option<&'static str> {
    let debian = distributions().iter().find(|known| known.name == "debian")?;
    debian.releases.iter().filter_map(|release| release.codename.as_deref()).find(|name| *name == part)
}

impl ImageName {
    pub fn parse(text: &str) -> Self {
        let (rest, digest) = text.split_once('@').map_or((text, None), |(rest, digest)| (rest, Some(digest.to_owned())));
        let last = rest.rfind('/').map_or(0, |index| index + 1);
        let (name, tag) = match rest[last..].find(':') {
            Some(colon) => (&rest[..last + colon], Some(rest[last + colon + 1..].to_owned())),
            None => (rest, None),
        };
        let name = ["docker.io/", "index.docker.io/", "registry.hub.docker.com/"]
            .iter()
            .find_map(|prefix| name.strip_prefix(prefix))
            .unwrap_or(name);
        let repository = name.strip_prefix("library/").unwrap_or(name).to_owned();
        Self { full: text.to_owned(), repository, tag, digest }
    }

    /// What is known of the image, its distribution and its Python. `None` if nothing is known of it.
    pub fn facts(&self) -> Option<ImageFacts> {
        image_facts(&self.full)
    }

    /// The tag's parts, if this is the official Python image or a mirror of it. `None` for other images.
    pub fn python(&self) -> Option<PythonTag> {
        if self.repository != "python" && !self.repository.ends_with("/library/python") {
            return None;
        }
        let tag = self.tag.as_deref().unwrap_or("latest");
        let mut parts = tag.split('-');
        let first = parts.next().unwrap_or_default();
        let mut numbers = first.split('.').map(|number| {
            let end = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
            (number[..end].parse::<u32>().ok(), end < number.len())
        });
        let (major, minor) = (numbers.next(), numbers.next());
        let version = match (major, minor) {
            (Some((Some(major), _)), Some((Some(minor), _))) => Some((major, minor)),
            _ => None,
        };
        let is_prerelease = version.is_some() && first.contains(|c: char| c.is_ascii_alphabetic());
        let mut python = PythonTag { version, variant: Variant::Full, suite: None, is_prerelease };
        for part in tag.split('-') {
            if part == "slim" {
                python.variant = Variant::Slim;
            } else if let Some(release) = part.strip_prefix("alpine") {
                python.variant = Variant::Alpine;
                python.suite = (!release.is_empty()).then(|| release.to_owned());
            } else if part == "windowsservercore" || part == "nanoserver" {
                python.variant = Variant::Windows;
            } else if suite(part).is_some() {
                python.suite = Some(part.to_owned());
            } else if part == "rc" {
                python.is_prerelease = true;
            }
        }
        Some(python)
    }

    /// The distribution below, where the name shows it.
    fn distribution(&self) -> Option<&'static Distribution> {
        if let Some(facts) = self.facts() {
            return facts.distribution;
        }
        // Images of others take over the tags of what they are built on.
        let tag = self.tag.as_deref().unwrap_or_default();
        let name = match self.repository.rsplit('/').next().unwrap_or_default() {
            name @ ("alpine" | "debian" | "ubuntu") => name,
            _ if tag.contains("alpine") => "alpine",
            _ if tag.contains("slim") || tag.split(['-', '.']).any(|part| suite(part).is_some()) => "debian",
            _ => return None,
        };
        distributions().iter().find(|known| known.name == name)
    }

    /// Whether the image is known to be built on Alpine; `None` if the name does not tell.
    pub fn is_alpine(&self) -> Option<bool> {
        self.distribution().map(|distribution| distribution.name == "alpine")
    }

    /// Whether the image is known to be built on Debian or Ubuntu. `None` if nothing is known of it.
    pub fn is_debian(&self) -> Option<bool> {
        self.distribution().map(|distribution| matches!(distribution.name.as_str(), "debian" | "ubuntu"))
    }

    /// The Debian release, where the name tells. `None` if it does not say. Ex) `trixie`; `debian:12` is `bookworm`
    pub fn debian_suite(&self) -> Option<&'static str> {
        if let Some(facts) = self.facts() {
            return facts.distribution.filter(|known| known.name == "debian").and(facts.release)?.codename.as_deref();
        }
        self.tag.as_deref().unwrap_or_default().split(['-', '.']).find_map(suite)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_fall_into_their_parts() {
        for (text, repository, tag, has_digest) in [
            ("python", "python", None, false),
            ("python:3.14-slim", "python", Some("3.14-slim"), false),
            ("docker.io/library/python:3.14", "python", Some("3.14"), false),
            ("localhost:5000/a/b", "localhost:5000/a/b", None, false),
            ("localhost:5000/a/b:1@sha256:ff", "localhost:5000/a/b", Some("1"), true),
            ("ghcr.io/astral-sh/uv:0.9", "ghcr.io/astral-sh/uv", Some("0.9"), false),
        ] {
            let name = ImageName::parse(text);
            assert_eq!((&*name.repository, name.tag.as_deref(), name.digest.is_some()), (repository, tag, has_digest), "{text}");
        }
    }

    #[test]
    fn pythons_tags_are_understood() {
        for (text, version, variant, suite) in [
            ("python", None, Variant::Full, None),
            ("python:3.14-slim-trixie", Some((3, 14)), Variant::Slim, Some("trixie")),
            ("python:3.14.1-alpine3.22", Some((3, 14)), Variant::Alpine, Some("3.22")),
            ("python:slim", None, Variant::Slim, None),
            ("python:3", None, Variant::Full, None),
            ("python:3.15-rc-bookworm", Some((3, 15)), Variant::Full, Some("bookworm")),
        ] {
            let python = ImageName::parse(text).python().unwrap();
            assert_eq!((python.version, python.variant, python.suite.as_deref()), (version, variant, suite), "{text}");
        }
    }
}
