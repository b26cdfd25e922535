//! `simulated_build.toml`

use std::sync::LazyLock;

use serde::Deserialize;

/// What a simulated build takes for granted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SimulatedBuild {
    commands: Vec<String>,
    pub folders: Vec<String>,
    packages: Vec<String>,
    users: Vec<String>,
}

pub fn simulated_build() -> &'static SimulatedBuild {
    static TABLE: LazyLock<SimulatedBuild> = LazyLock::new(|| super::embedded("simulated_build.toml", table!("simulated_build")));
    &TABLE
}

impl SimulatedBuild {
    /// Whether the command puts nothing into the image that a later step could need.
    pub fn leaves_nothing(&self, command: &str) -> bool {
        contains(&self.commands, command)
    }

    /// Whether the package brings no program beside the one that it is named after.
    pub fn brings_only_itself(&self, package: &str) -> bool {
        contains(&self.packages, package)
    }

    /// Whether Debian's or Alpine's images have the user.
    pub fn has_user(&self, name: &str) -> bool {
        contains(&self.users, name)
    }
}

fn contains(sorted: &[String], name: &str) -> bool {
    sorted.binary_search_by(|known| known.as_str().cmp(name)).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lists_are_sorted() {
        let SimulatedBuild { commands, folders, packages, users } = simulated_build();
        for list in [commands, folders, packages, users] {
            assert!(list.is_sorted_by(|a, b| a < b), "{list:?}");
        }
    }
}
