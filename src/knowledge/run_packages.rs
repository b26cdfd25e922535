//! `run_packages.toml`

use std::sync::OnceLock;

use serde::Deserialize;

use super::{library_packages, native_packages};
use crate::model::{Base, Suite};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    names: Vec<String>,
}

fn names() -> &'static [String] {
    static TABLE: OnceLock<Table> = OnceLock::new();
    &TABLE.get_or_init(|| super::embedded("run_packages.toml", include_str!("run_packages.toml"))).names
}

/// Whether a Debian package of this name on the suite is known to serve at run time: a program, a client, or a library that
/// some dependency needs.
pub fn serves_at_run_time(name: &str, suite: Suite) -> bool {
    let of_native =
        || native_packages().iter().any(|row| row.packages(Base::Slim, suite).run.iter().any(|known| known.as_str() == name));
    names().iter().any(|known| known == name) || library_packages(suite).any(|known| known.as_str() == name) || of_native()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_sorted_and_what_compiles_is_not_among_them() {
        assert!(names().is_sorted_by(|a, b| a < b));
        for (name, expected) in [
            ("ffmpeg", true),
            ("libpq5", true),
            ("libgl1", true),
            ("build-essential", false),
            ("libpq-dev", false),
            ("vim", false),
        ] {
            assert_eq!(serves_at_run_time(name, Suite::Trixie), expected, "{name}");
        }
    }
}
