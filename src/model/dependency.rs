//! A declared dependency.

use std::fmt;

use serde::Serialize;

use super::{ExtraName, Location, MarkerTree, PackageName, VersionSpecifiers, url_login};

/// One requirement as a manifest declares it (PEP 508), and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Dependency {
    pub name: PackageName,
    pub extras: Vec<ExtraName>,
    #[serde(skip)]
    pub specifiers: VersionSpecifiers,
    #[serde(skip)]
    pub marker: MarkerTree,
    pub source: DependencySource,
    pub at: Location,
}

/// Where the distribution is taken from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum DependencySource {
    /// An index: PyPI, or one that the project names.
    Index,
    /// A version control URL: the builder needs git. Ex) `git+https://github.com/pallets/flask@main`
    Git(String),
    /// A file or folder of the project or outside it, as written. Ex) `./libs/shared`
    Path { path: String, editable: bool },
    /// Any other URL.
    Url(String),
}

impl DependencySource {
    /// Whether its URL holds a password or a token. A `${VARIABLE}` in its place, and the user of an SSH server, give nothing away.
    pub fn gives_a_secret(&self) -> bool {
        let (Self::Git(url) | Self::Url(url)) = self else { return false };
        let is_open = |text: &str| text.is_empty() || text.starts_with('$');
        match url_login(url) {
            Some((_, Some(password))) => !is_open(password),
            Some((user, None)) => !is_open(user) && user != "git" && !url.contains("ssh://"),
            None => false,
        }
    }
}

impl fmt::Display for Dependency {
    /// The requirement as PEP 508 writes it. Ex) `uvicorn[standard]>=0.30 ; python_full_version >= '3.9'`
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name)?;
        if !self.extras.is_empty() {
            let extras: Vec<String> = self.extras.iter().map(ToString::to_string).collect();
            write!(f, "[{}]", extras.join(","))?;
        }
        match &self.source {
            DependencySource::Index => {
                let specifiers: Vec<String> = self.specifiers.iter().map(ToString::to_string).collect();
                f.write_str(&specifiers.join(","))?;
            }
            DependencySource::Git(url) | DependencySource::Url(url) => write!(f, " @ {url}")?,
            DependencySource::Path { path, .. } => write!(f, " @ {path}")?,
        }
        match self.marker.try_to_string() {
            Some(marker) => write!(f, " ; {marker}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_in_a_url_is_a_secret() {
        for (url, expected) in [
            ("git+https://crew:tide42@git.example/a.git", true),
            ("git+https://4f2a9c@git.example/a.git", true),
            ("git+ssh://crew:tide42@git.example/a.git", true),
            ("git+ssh://git@git.example/a.git", false),
            ("git+https://git@git.example/a.git", false),
            ("git+https://${TOKEN}@git.example/a.git", false),
            ("git+https://crew:${TOKEN}@git.example/a.git", false),
            ("git+https://git.example/a.git@main", false),
        ] {
            assert_eq!(DependencySource::Git(url.to_owned()).gives_a_secret(), expected, "{url}");
        }
    }
}
