//! Calls that run a function beside the rest of the program.

use std::sync::OnceLock;

use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "call")]
    calls: Vec<HandingCall>,
}

/// One such call, and which of its arguments is the function.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HandingCall {
    /// The dotted name of a function outside the project, or the bare name of a method.
    name: String,
    pub keyword: Option<String>,
    /// `None` if each argument is a function.
    pub position: Option<usize>,
}

/// The row of a function outside the project, or of a method of some object. `None` if there is none.
pub fn handing_call(name: &str) -> Option<&'static HandingCall> {
    calls().iter().find(|call| call.name == name)
}

fn calls() -> &'static [HandingCall] {
    static CALLS: OnceLock<Vec<HandingCall>> = OnceLock::new();
    CALLS.get_or_init(|| super::embedded::<Table>("handing_calls.toml", table!("handing_calls")).calls)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_calls_are_sorted_and_none_has_a_common_name() {
        assert!(calls().is_sorted_by(|a, b| a.name < b.name));
        for name in ["run", "start", "main", "Thread"] {
            assert!(handing_call(name).is_none(), "{name}");
        }
        assert_eq!(handing_call("threading.Thread").and_then(|call| call.position), Some(1));
    }
}
