//! One script with inline metadata (PEP 723).

use crate::facts::ResolveError;
use crate::model::InstallTool;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::literal_requirements;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::Tool;

use super::uv;

pub struct Script;

impl Manager for Script {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &uv::PIP
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (!installer.manifests.scripts.is_empty(), "a script with inline metadata (PEP 723)")
    }

    fn resolves_held_back(&self, _: &Installer<'_>) -> bool {
        true
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let scripts = &installer.manifests.scripts;
        let named = scripts.iter().find(|script| Some(&script.path) == installer.facts.manifest.value.as_ref());
        Ok(Some(match named.or(scripts.first()).filter(|script| !script.dependencies.is_empty()) {
            Some(script) => Dependencies::new(installer.secrets(), literal_requirements(&script.dependencies)?),
            None => Dependencies::environment(),
        }))
    }
}
