//! `start_hooks.toml`

use std::sync::OnceLock;

use serde::Deserialize;

/// How functions are given to a framework that runs them while the server starts.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StartHooks {
    pub event: String,
    pub keywords: Vec<String>,
    pub lists: Vec<String>,
    pub methods: Vec<String>,
    pub decorators: Vec<String>,
    pub injected: Vec<String>,
}

/// The table in `start_hooks.toml`.
pub fn start_hooks() -> &'static StartHooks {
    static TABLE: OnceLock<StartHooks> = OnceLock::new();
    TABLE.get_or_init(|| super::embedded("start_hooks.toml", table!("start_hooks")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_list_is_sorted() {
        let StartHooks { keywords, lists, methods, decorators, injected, .. } = start_hooks();
        for list in [keywords, lists, methods, decorators, injected] {
            assert!(list.is_sorted(), "{list:?}");
        }
    }
}
