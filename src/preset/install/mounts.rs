//! What an installation step mounts: caches, the files that the manager reads, and secrets.

use std::collections::BTreeSet;

use crate::facts::ResolveError;
use crate::knowledge::python_releases;
use crate::manifest::RequirementsFile;
use crate::model::{Base, Dependency, DependencySource, RelPath, SourcePath};

use super::installer::Installer;

impl Installer<'_> {
    /// A cache that is shared only by builds for which its wheels fit: the default id would share it with every project.
    pub(super) fn cache(&self, name: &str, target: &str) -> String {
        let python = self.facts.python.value;
        let suite = match self.facts.base.value {
            Base::Alpine => {
                let release = python_releases().get(python).map_or("3.23", |release| release.alpine.as_str());
                format!("alpine{release}")
            }
            Base::Slim | Base::Full => self.facts.suite.value.to_string(),
        };
        format!("type=cache,id={name}-py{}{}-{suite}-$TARGETARCH,target={target}", python.major, python.minor)
    }

    pub(super) fn caches(&self) -> Vec<String> {
        self.tool().caches.iter().map(|name| self.cache(name, &format!("/root/.cache/{name}"))).collect()
    }

    /// Secrets that may be missing when the image is built: without one the step sees no file and goes on.
    pub(super) fn secrets(&self) -> Vec<String> {
        let mut mounts = Vec::new();
        if self.facts.settings.private_index.unwrap_or_else(|| self.manager.names_an_index(self)) {
            mounts.push(match self.tool().reads_pip_conf {
                true => "type=secret,id=pip_conf,target=/etc/pip.conf".to_owned(),
                false => "type=secret,id=netrc,target=/root/.netrc".to_owned(),
            });
        }
        let ssh = |dependency: &Dependency| matches!(&dependency.source, DependencySource::Git(url) if url.contains("ssh://"));
        if self.manifests.production().any(ssh) {
            mounts.push("type=ssh".to_owned());
        }
        mounts
    }

    pub(super) fn binds(&self, files: &[RelPath]) -> Result<Vec<String>, ResolveError> {
        let mut mounts = Vec::new();
        for file in files {
            let path = SourcePath::new(file)?;
            mounts.push(bind(&path, ""));
        }
        mounts.extend(self.secrets());
        Ok(mounts)
    }

    /// Every file that the manager reads before it looks at any source.
    pub(super) fn project_files(&self) -> Vec<RelPath> {
        let named = self.manager.reads(self).into_iter().filter_map(|name| RelPath::parse(&name).ok());
        named.filter(|path| self.tree.is_file(path)).collect::<BTreeSet<RelPath>>().into_iter().collect()
    }

    /// uv: folders of workspace members and of path sources.
    pub(super) fn local_source_folders(&self) -> Vec<RelPath> {
        let table = self.manifests.pyproject.as_ref().and_then(|pyproject| pyproject.uv.as_ref());
        table.map(|table| table.workspace_members.iter().chain(&table.path_sources).cloned().collect()).unwrap_or_default()
    }

    pub(super) fn has_local_sources(&self) -> bool {
        !self.local_source_folders().is_empty()
    }

    pub(super) fn path_dependency_mounts(&self) -> Result<Vec<String>, ResolveError> {
        let mut mounts = Vec::new();
        for dependency in self.manifests.production() {
            if let DependencySource::Path { path, .. } = &dependency.source
                && let Ok(folder) = RelPath::parse(path)
                && self.tree.kind(&folder).is_some()
            {
                let path = SourcePath::new(&folder)?;
                mounts.push(bind(&path, ",rw"));
            }
        }
        Ok(mounts)
    }

    /// Every file of the chain, and the folders that it installs from.
    pub(super) fn requirement_mounts(&self, file: &RequirementsFile) -> Result<Vec<String>, ResolveError> {
        let mut mounts = self.binds(&file.files)?;
        if needs_source(file) {
            // The whole source is copied before, and the files with it.
            mounts.retain(|mount| !mount.trim_start_matches('\'').starts_with("type=bind"));
            return Ok(mounts);
        }
        for folder in file.local.iter().filter_map(|local| local.inside.as_ref()) {
            let path = SourcePath::new(folder)?;
            mounts.push(bind(&path, ",rw"));
        }
        Ok(mounts)
    }
}

/// A bind mount of a path at the same path. The builder splits flags at blanks that are not quoted; a path for a Dockerfile
/// holds no quote, no comma and no backslash, so that a pair of quotes is enough.
fn bind(path: &SourcePath, options: &str) -> String {
    let quote = if path.as_str().contains(char::is_whitespace) { "'" } else { "" };
    format!("{quote}type=bind,source={path},target={path}{options}{quote}")
}

/// An editable install, or the project itself as a requirement, refers to the source for good.
pub(super) fn needs_source(file: &RequirementsFile) -> bool {
    file.local.iter().any(|local| local.editable || local.inside.as_ref().is_none_or(RelPath::is_root))
}
