//! `setup.py` or `setup.cfg` alone.

use crate::facts::ResolveError;
use crate::model::InstallTool;
use crate::preset::install::dev_selection::DevSelection;
use crate::preset::install::installer::Installer;
use crate::preset::install::literal::{literal, literal_requirements};
use crate::preset::install::manager::{Dependencies, Manager};
use crate::preset::install::tool::Tool;

use super::uv;

pub struct Setuptools;

impl Manager for Setuptools {
    fn tool(&self, _: InstallTool) -> &'static Tool {
        &uv::PIP
    }

    fn manifest(&self, installer: &Installer<'_>) -> (bool, &'static str) {
        (installer.manifests.setup.is_some(), "setup.py or setup.cfg")
    }

    fn resolves_held_back(&self, _: &Installer<'_>) -> bool {
        true
    }

    fn dependencies(&self, installer: &Installer<'_>) -> Result<Option<Dependencies>, ResolveError> {
        let setup = installer.manifests.setup.as_ref();
        let known = setup.filter(|setup| setup.dependencies_unknown.is_none() && !setup.dependencies.is_empty());
        let Some(setup) = known else { return Ok(Some(Dependencies::environment())) };
        let all = installer.with_parts(&setup.dependencies);
        Ok(Some(Dependencies::new(installer.secrets(), literal_requirements(&all)?)))
    }

    fn names_all_ahead(&self, installer: &Installer<'_>) -> bool {
        !installer.manifests.setup.as_ref().is_some_and(|setup| setup.dependencies_unknown.is_some())
    }

    fn dev_dependencies(
        &self,
        installer: &Installer<'_>,
        _: &DevSelection<'_>,
    ) -> Result<Option<(Vec<String>, Vec<String>)>, ResolveError> {
        let mut extras = installer.manifests.setup.iter().flat_map(|setup| setup.extras.values());
        let runner = installer.facts.test_runner.as_ref();
        let extra = extras.find(|list| list.iter().any(|dependency| Some(&dependency.name) == runner));
        extra.map(|extra| Ok((Vec::new(), literal(extra)?))).transpose()
    }
}
