//! `images/*.toml`: families of base images, and what is in them.
//!
//! The first row whose repository and tag fit counts; a file holds the rows of one family from the narrowest to the widest.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use serde::Deserialize;

use super::distributions::{Distribution, DistributionRelease, distributions};
use super::matches_name;
use crate::model::{Port, PythonVersion};

#[cfg(test)]
mod tests;

/// A family of base images.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageRow {
    /// Patterns of repositories with `*` as the wild card; one without a registry is Docker Hub's, and its mirrors count.
    pub repositories: Vec<String>,
    /// Patterns of parts of the tag, which `-` separates: each fits one.
    #[serde(default)]
    tag_with: Vec<String>,
    /// Patterns of parts of the tag that none may fit.
    #[serde(default)]
    tag_without: Vec<String>,
    /// `None` if it is not known. Ex) `debian`
    pub distribution: Option<String>,
    /// The distribution's release, where the tag does not name it.
    release: Option<String>,
    pub libc: Libc,
    /// Package managers of the system: `apt`, `apk`, `dnf` and their kin. Where a row stands for several distributions, all.
    pub installers: Vec<String>,
    pub shell: bool,
    pub python: Option<PythonRow>,
    /// Programs that it brings beside those of its distribution.
    #[serde(default)]
    pub programs: Vec<String>,
    /// Whom it runs as, where that is not root. `None` if it runs as root.
    pub user: Option<String>,
    /// Users that it has beside those of its distribution.
    #[serde(default)]
    pub users: Vec<String>,
    /// What its own ENTRYPOINT says.
    #[serde(default)]
    pub entrypoint: Vec<String>,
    /// What it starts where a Dockerfile on top of it names nothing. `None` if it starts nothing.
    pub serves: Option<ImageServes>,
    /// A registry's login is needed to get it.
    #[serde(default)]
    pub login: bool,
    pub contents: Contents,
    /// It has a C compiler.
    #[serde(default)]
    compiler: bool,
    pub purpose: Option<ImagePurpose>,
    pub evidence: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Libc {
    Glibc,
    Musl,
    /// There is none, or another system's.
    None,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PythonRow {
    /// `tag` and `name`: the tag or the repository's name has it. Ex) `3.13`
    version: String,
    /// The interpreter, where a virtual environment's link leads. `None` if it is not known.
    pub path: Option<String>,
}

/// How an image starts an application that is copied into `/app`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ImageServes {
    /// `{application}` is `module:object`, `{port}` the port.
    pub words: Vec<String>,
    /// Which application it is, unless `APP_MODULE` or `MODULE_NAME` says it: the first whose file exists.
    pub applications: Vec<String>,
    /// The port, unless `PORT` says it.
    pub port: Port,
}

/// How much is known of what is in an image.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Contents {
    /// Nothing but its program: what no step brings is not there.
    Bare,
    /// The smallest set of a distribution.
    Slim,
    /// With compilers, git and the usual headers.
    Full,
    /// More than is known.
    Other,
}

/// What an image is made for, where that is not a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ImagePurpose {
    Devcontainer,
    /// The vendor's own runtime starts a function in it.
    Function,
}

/// What is known of one image.
#[derive(Debug, Clone, Copy)]
pub struct ImageFacts {
    pub row: &'static ImageRow,
    pub python: Option<PythonVersion>,
    pub distribution: Option<&'static Distribution>,
    pub release: Option<&'static DistributionRelease>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    image: Vec<ImageRow>,
}

/// Every row, with the name of its file.
pub fn image_rows() -> &'static [(String, ImageRow)] {
    static ROWS: OnceLock<Vec<(String, ImageRow)>> = OnceLock::new();
    ROWS.get_or_init(|| {
        let files: BTreeMap<String, Table> = super::embedded("images", table!("images"));
        let rows = files.into_iter().flat_map(|(name, table)| table.image.into_iter().map(move |row| (name.clone(), row)));
        rows.collect()
    })
}

/// What is known of an image by its reference.
/// `None` if nothing is known of it. Ex) `docker.io/library/python:3.13-slim-trixie@sha256:…`
pub fn image_facts(reference: &str) -> Option<ImageFacts> {
    let (repository, tag) = cut(reference);
    let parts: Vec<&str> = tag.split('-').collect();
    let row = image_rows().iter().map(|(_, row)| row).find(|row| row.fits(repository, &parts))?;
    let distribution = row.distribution.as_ref().and_then(|name| distributions().iter().find(|known| known.name == *name));
    // A tag of another distribution's name says more than the row does. Ex) `ubuntu22.04`
    let distribution = distribution.or_else(|| {
        let names = |known: &&Distribution| parts.iter().any(|part| known.release(part, false).is_some());
        distributions().iter().find(names)
    });
    let by_number = distribution.is_some_and(|known| repository.rsplit('/').next() == Some(known.name.as_str()));
    let release = distribution.and_then(|known| {
        let named = row.release.as_deref().into_iter().chain(parts.iter().copied());
        let mut found = named.filter_map(|part| known.release(part, by_number));
        found.next()
    });
    let python = row.python.as_ref().and_then(|python| python.version_of(repository, &parts));
    Some(ImageFacts { row, python, distribution, release })
}

/// The repository, Docker Hub's without its registry, and the tag.
fn cut(reference: &str) -> (&str, &str) {
    let reference = reference.split('@').next().unwrap_or(reference);
    let last = reference.rfind('/').map_or(0, |index| index + 1);
    let (name, tag) = match reference[last..].find(':') {
        Some(colon) => (&reference[..last + colon], &reference[last + colon + 1..]),
        None => (reference, "latest"),
    };
    let hub = ["docker.io/", "index.docker.io/", "registry.hub.docker.com/"];
    let name = hub.iter().find_map(|registry| name.strip_prefix(registry)).unwrap_or(name);
    (name.strip_prefix("library/").unwrap_or(name), tag)
}

impl ImageRow {
    fn fits(&self, repository: &str, parts: &[&str]) -> bool {
        // Mirrors of the official images keep the folder that those are in.
        let official = repository.rsplit_once("/library/").map_or(repository, |(_, name)| name);
        let names = |pattern: &String| matches_name(pattern, if pattern.contains('/') { repository } else { official });
        let has = |pattern: &String| parts.iter().any(|part| matches_name(pattern, part));
        self.repositories.iter().any(names) && self.tag_with.iter().all(has) && !self.tag_without.iter().any(has)
    }

    /// Whether it has a C compiler; `None` if that is not known.
    pub fn has_compiler(&self) -> Option<bool> {
        match self.contents {
            Contents::Full => Some(true),
            Contents::Slim | Contents::Bare => Some(false),
            Contents::Other => self.compiler.then_some(true),
        }
    }
}

impl PythonRow {
    fn version_of(&self, repository: &str, parts: &[&str]) -> Option<PythonVersion> {
        match self.version.as_str() {
            "tag" => parts.iter().find_map(|part| dotted(part)),
            // Ex) `ubi9/python-312`
            "name" => {
                let digits = repository.rsplit('-').next()?;
                let (major, minor) = digits.split_at_checked(1)?;
                format!("{major}.{minor}").parse().ok()
            }
            version => version.parse().ok(),
        }
    }
}

/// Ex) 3.13 of `3.13.2`, `python3.13` and `3.15.0rc1`
fn dotted(part: &str) -> Option<PythonVersion> {
    let part = part.strip_prefix("python").or_else(|| part.strip_prefix("py")).unwrap_or(part);
    let (major, rest) = part.split_once('.')?;
    let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
    matches!(major, "2" | "3").then(|| format!("{major}.{}", &rest[..end]).parse().ok()).flatten()
}
