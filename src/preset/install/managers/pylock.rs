//! `pylock.toml` (PEP 751)

use crate::facts::ResolveError;
use crate::model::{InstallTool, LockFormat, RelPath};
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::quote;
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::Tool;

use super::uv;

pub struct Pylock;

impl Manager for Pylock {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &uv::PIP
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.lock(LockFormat::Pylock).is_some(), "pylock.toml")
    }

    fn reads(&self, installer: &Installer<'_>) -> Vec<String> {
        vec![file(installer).to_owned()]
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let words = vec!["sync".to_owned(), quote(file(installer))];
        Ok(Some(Dependencies::new(installer.binds(&installer.project_files())?, words)))
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        _: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        let named = RelPath::parse("pylock.dev.toml")?;
        if !installer.tree.is_file(&named) {
            return Ok(None);
        }
        let words = vec!["-r".to_owned(), named.as_str().to_owned()];
        Ok(Some((installer.binds(std::slice::from_ref(&named))?, words)))
    }
}

fn file<'a>(installer: &Installer<'a>) -> &'a str {
    installer.facts.manifest.value.as_ref().map_or("pylock.toml", RelPath::as_str)
}
