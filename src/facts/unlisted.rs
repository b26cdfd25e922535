//! What the program imports and nothing brings: it is warned of, or the start is not taken.

use super::error::candidates;
use super::{ResolveError, Resolver};
use crate::detect::unlisted::{self, Unlisted};
use crate::knowledge::modules;
use crate::model::{Location, Note, Origin, PackageManager, Start};

impl Resolver<'_> {
    /// A module or a framework that no file asks for will not be there. A start that was found is not taken where it
    /// certainly ends at such an import; who states the start is warned.
    ///
    /// What may be brought by something else is installed too, where no lock decides. The distributions are returned with a
    /// remark.
    pub(super) fn unlisted(
        self,
        manager: PackageManager,
        start: &Start,
        origin: &Origin,
    ) -> Result<(Vec<String>, Option<Note>), ResolveError> {
        let found = unlisted::detect(self.tree, self.manifests, start);
        let certain: Vec<_> = found.iter().filter(|one| one.certain).collect();
        if let Some(first) = certain.first().filter(|_| matches!(origin, Origin::Detected { .. })) {
            // A lone program beside projects that say what they install is none of them.
            if manager == PackageManager::None && !self.detected.projects.is_empty() {
                return Err(self.nothing_starts(Vec::new()));
            }
            return Err(ResolveError::MissingDependency {
                module: first.module.clone(),
                at: Box::new(first.at.clone()),
                distributions: certain.iter().map(|one| one.distribution.clone()).collect(),
                flag: start.flag(),
                // What would be started, and of several programs the others: a person may have meant one of them.
                notes: candidates(&self.detected.start),
            });
        }
        let is_open = manager != PackageManager::None && !self.manifests.lists_everything();
        let added = |one: &&Unlisted| is_open && !one.certain && !modules().is_asked(&one.module);
        let added: Vec<String> = found.iter().filter(added).map(|one| one.distribution.clone()).collect();
        let note = self.unlisted_note(manager, start, &found, added.len() == found.len());
        Ok((added, note))
    }

    fn unlisted_note(self, manager: PackageManager, start: &Start, found: &[Unlisted], all_added: bool) -> Option<Note> {
        if let Some(first) = found.first() {
            let quoted = |names: Vec<&String>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ");
            let modules = quoted(found.iter().map(|one| &one.module).collect());
            let distributions = quoted(found.iter().map(|one| &one.distribution).collect());
            let message = format!("`{}` imports {modules}, which no file of the project lists as a dependency", first.at.file);
            if all_added {
                let are = if found.len() == 1 { "is" } else { "are" };
                let message = format!("{message}, so {distributions} {are} installed too");
                return Some(Note::info(message).at(first.at.clone()).hint(format!("add {distributions} to the dependencies")));
            }
            let file = if manager == PackageManager::None { "a requirements.txt" } else { "the dependencies" };
            return Some(Note::warning(message).at(first.at.clone()).hint(format!("add {distributions} to {file}")));
        }
        let row = self.frameworks.get(start.framework.as_str()).filter(|_| manager == PackageManager::None)?;
        let name = row.distributions.first()?;
        let note = Note::warning(format!("the code uses {name}, but no file of the project lists dependencies"))
            .hint(format!("write a requirements.txt that names `{name}`, and run pydock again"));
        Some(match &start.file {
            Some(file) => note.at(Location::file(file.clone())),
            None => note,
        })
    }
}
