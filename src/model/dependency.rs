//! A declared dependency.

use std::fmt;

use serde::Serialize;

use super::{ExtraName, Location, MarkerTree, PackageName, VersionSpecifiers};

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
