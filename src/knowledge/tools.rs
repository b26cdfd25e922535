//! `tools.toml`

use std::collections::BTreeMap;
use std::sync::OnceLock;

use pep440_rs::{Version, VersionSpecifiers};
use serde::Deserialize;

use crate::model::{PackageName, PythonVersion};

/// The pinned installers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tools {
    pub uv: UvImage,
    pub poetry: Vec<ToolRelease>,
    pub pdm: Vec<ToolRelease>,
    pub pipenv: Vec<ToolRelease>,
    /// The servers that are installed for a project which declares none, by distribution.
    pub servers: BTreeMap<PackageName, Vec<ToolRelease>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct UvImage {
    pub version: Version,
    pub image: String,
}

/// A release of a tool that pip installs.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolRelease {
    pub version: Version,
    pub python: VersionSpecifiers,
}

pub fn tools() -> &'static Tools {
    static TABLE: OnceLock<Tools> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("tools.toml", table!("tools")))
}

impl ToolRelease {
    /// The first of `releases` that runs on this Python. `None` if none does.
    pub fn for_python(releases: &[Self], python: PythonVersion) -> Option<&Self> {
        releases.iter().find(|release| python.satisfies(&release.python))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_server_that_is_added_has_a_row_and_runs_what_it_is_added_for() {
        let frameworks = crate::knowledge::Frameworks::built_in();
        let added: Vec<_> = frameworks.servers().iter().filter(|server| server.added_for.is_some()).collect();
        assert_eq!(added.len(), tools().servers.len());
        for server in added {
            assert!(tools().servers.contains_key(&server.distribution), "{}", server.name);
            let interface = server.added_for.unwrap();
            assert!(server.commands.iter().any(|command| command.interface == interface), "{}", server.name);
        }
    }

    #[test]
    fn every_tool_runs_on_every_python() {
        let tools = tools();
        for release in &crate::knowledge::python_releases().releases {
            for rows in [&tools.poetry, &tools.pdm, &tools.pipenv].into_iter().chain(tools.servers.values()) {
                assert!(ToolRelease::for_python(rows, release.version).is_some(), "{}", release.version);
            }
        }
    }
}
