//! What is decided over wheels: a cheaper one of PyTorch, choices that a better one would replace, and consent to builds.

use super::ResolveError;
use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::detect::choices;
use crate::detect::native::NativePackages;
use crate::model::{Base, Fact, Note, PackageManager, Torch};
use crate::wheel::Machine;

impl Resolver<'_> {
    /// Only pip takes an index on its command line for one package alone, and only where no hashes name other files.
    pub(super) fn torch(self, dependencies: &DependencyFacts) -> Result<Fact<Option<Torch>>, ResolveError> {
        let Some(fact) = &self.answers.torch else { return Ok(Fact::default_value(None)) };
        let manager = dependencies.manager.value;
        if fact.value == Torch::Cpu && manager != PackageManager::Pip {
            return Err(ResolveError::TorchOfLock { manager });
        }
        let file = self.manifests.requirements.iter().find(|file| Some(&file.path) == dependencies.manifest.value.as_ref());
        match file.filter(|file| file.hashed && fact.value == Torch::Cpu) {
            Some(file) => Err(ResolveError::TorchWithHashes { file: file.path.to_string() }),
            None => Ok(fact.clone().map(Some)),
        }
    }

    /// Wheels that a better choice would replace. The edit takes several lines, so `pydock wheels` shows it.
    pub(super) fn costly_choices(self, dependencies: &DependencyFacts) -> Vec<Note> {
        let machine = dependencies.machines().first().copied().unwrap_or(Machine::X86_64);
        let installation = dependencies.installation(self.manifests, self.online);
        let found = choices::choices(self.tree, &installation, dependencies.image().target(machine));
        let is_answered = |choice: &choices::Choice| choice.package.as_ref() == "torch" && self.answers.torch.is_some();
        let found = found.into_iter().filter(|choice| !is_answered(choice));
        let note = |choice: choices::Choice| Note::warning(choice.message).at(choice.at).hint("`pydock wheels` shows the edit");
        found.map(note).collect()
    }

    /// On Alpine a dependency without a wheel is a matter of minutes or hours, or of nothing that works: it is not taken
    /// without consent.
    pub(super) fn consent(self, dependencies: &DependencyFacts, native: &NativePackages) -> Result<(), ResolveError> {
        let asks = dependencies.base.value == Base::Alpine && !self.answers.allow_builds;
        if !asks || native.obstacles.is_empty() {
            return Ok(());
        }
        Err(ResolveError::no_wheels(&native.obstacles, &native.build))
    }
}
