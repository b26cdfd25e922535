//! The arguments that the managers are called with.

use crate::facts::ResolveError;
use crate::knowledge::wheel_choice;
use crate::manifest::RequirementsFile;
use crate::model::{Dependency, PackageName, Torch};

use super::installer::Installer;
use super::literal::{literal, quote};

impl Installer<'_> {
    pub(super) fn selection(&self, group_flag: &str, extra_flag: &str) -> Vec<String> {
        let member = self.workspace_member().into_iter().flat_map(|name| ["--package".to_owned(), name.to_string()]);
        let groups = self.facts.groups.iter().flat_map(|fact| [group_flag.to_owned(), fact.value.to_string()]);
        member.chain(groups).chain(self.extras(extra_flag)).collect()
    }

    /// uv: the member of the workspace that holds the application; `None` if that is the root.
    pub(super) fn workspace_member(&self) -> Option<&PackageName> {
        self.facts.member.value.as_ref()
    }

    pub(super) fn extras(&self, flag: &str) -> Vec<String> {
        self.facts.extras.iter().flat_map(|fact| [flag.to_owned(), fact.value.to_string()]).collect()
    }

    pub(super) fn requirement_words(&self, file: &RequirementsFile) -> Vec<String> {
        let hashes = (file.hashed && !file.is_hashed_in_part()).then(|| "--require-hashes".to_owned());
        let files = std::iter::once(&file.path).chain(&file.further);
        hashes.into_iter().chain(files.flat_map(|path| ["-r".to_owned(), quote(path.as_str())])).collect()
    }

    /// The words of a requirements file's step. The template of `uv pip` takes the verb from them, because `sync` is one too.
    pub(super) fn with_verb(&self, words: Vec<String>) -> Vec<String> {
        let verb = (self.tool().template == "uv-pip").then(|| "install".to_owned());
        verb.into_iter().chain(words).collect()
    }

    /// `--torch cpu`: PyTorch and its companions from its own index, ahead of the rest, which then finds them installed.
    pub(super) fn torch_words(&self, file: &RequirementsFile) -> Result<Option<Vec<String>>, ResolveError> {
        if self.facts.torch.value != Some(Torch::Cpu) {
            return Ok(None);
        }
        let Some(row) = "torch".parse().ok().and_then(|name| wheel_choice(&name)) else { return Ok(None) };
        let is_torch = |dependency: &&Dependency| matches!(dependency.name.as_ref(), "torch" | "torchvision" | "torchaudio");
        let named = literal(file.dependencies.iter().filter(is_torch))?;
        let mut words = vec!["--index-url".to_owned(), quote(&row.instead)];
        words.extend(named);
        if words.len() == 2 {
            words.push("torch".to_owned());
        }
        Ok(Some(words))
    }

    /// An argument stands in for the version that the backend would ask git for.
    pub(super) fn version_variables(&self) -> Vec<String> {
        let version = self.facts.distribution.as_ref().and_then(|fact| fact.value.dynamic_version.as_ref());
        version.map(|version| format!("{}=\"$VERSION\"", version.variable)).into_iter().collect()
    }
}
