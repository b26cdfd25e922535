//! What `pydock docker-plugin` says.

use std::path::Path;

use serde_json::json;

use super::{Report, harmless};
use crate::model::product;

impl Report {
    pub fn plugin_installed(&self, path: &Path) {
        let path = harmless(&path.display().to_string());
        self.say(&format!("{} {path}\n`docker pydock init` now runs pydock", self.err.added("created")));
    }

    /// `None` if there was no plugin.
    pub fn plugin_removed(&self, path: Option<&Path>) {
        match path {
            Some(path) => {
                self.say(&format!("{} {}", self.err.warning("removed"), harmless(&path.display().to_string())));
            }
            None => self.say("the plugin is not installed"),
        }
    }

    /// What the Docker CLI lists in `docker --help` and `docker info`.
    pub fn plugin_metadata(&self) {
        let mut metadata = json!({
            "SchemaVersion": "0.1.0",
            "Vendor": product::DISTRIBUTION,
            "Version": product::VERSION,
            "ShortDescription": "Write a Dockerfile for a Python repository",
        });
        if let Some(url) = product::HOME_PAGE {
            metadata["URL"] = url.into();
        }
        self.result(&format!("{metadata}\n"));
    }
}
