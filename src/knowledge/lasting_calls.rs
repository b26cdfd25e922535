//! Calls that last as long as the program: a program that makes one serves, and is started without arguments.

use std::sync::OnceLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    calls: Vec<String>,
}

/// Whether a call of this name lasts: the dotted name of a function outside the project, or the bare name of a method.
pub fn is_lasting_call(name: &str) -> bool {
    calls().iter().any(|known| known == name)
}

fn calls() -> &'static [String] {
    static CALLS: OnceLock<Vec<String>> = OnceLock::new();
    CALLS.get_or_init(|| super::embedded::<Table>("lasting_calls.toml", table!("lasting_calls")).calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_are_sorted_and_none_has_a_common_name() {
        assert!(calls().is_sorted_by(|a, b| a < b));
        for name in ["run", "start", "main", "serve"] {
            assert!(!is_lasting_call(name), "{name}");
        }
        assert!(is_lasting_call("serve_forever"));
    }
}
