//! Which member of a uv workspace the image is for, and what follows from it.

use super::ResolveError;
use super::resolver::Resolver;
use crate::detect::start::Scope;
use crate::detect::{distribution, member, sources};
use crate::manifest::{Manifests, Pyproject};
use crate::model::{
    Detection, Distribution, Fact, ImageName, Location, Note, Origin, PackageManager, PackageName, RelPath, SourcePath, Start,
};

impl<'a> Resolver<'a> {
    /// The projects below the root, where some of them start something.
    pub(super) fn nothing_starts(self, mut notes: Vec<Note>) -> ResolveError {
        let projects = &self.detected.projects;
        let runnable: Vec<_> = projects.iter().filter(|project| project.runnable).collect();
        match runnable.first().filter(|_| self.answers.member.is_none()) {
            Some(first) => ResolveError::ProjectsBelow {
                count: runnable.len(),
                first: first.command(),
                notes: runnable.iter().map(|project| project.note()).chain(self.others_below()).collect(),
            },
            None => {
                let named: Vec<String> = projects.iter().map(|project| format!("`{}`", project.path)).collect();
                if !named.is_empty() {
                    notes.push(Note::info(format!("the projects in {} start nothing either", named.join(", "))));
                }
                ResolveError::NoStart { notes }
            }
        }
    }

    /// The projects in which no start was found, which a person may know better.
    fn others_below(self) -> Option<Note> {
        let others = self.detected.projects.iter().filter(|project| !project.runnable);
        let named: Vec<String> = others.map(|project| format!("`{}`", project.path)).collect();
        (!named.is_empty()).then(|| Note::info(format!("no start was found in {}", named.join(", "))))
    }

    /// The member that a person named, or the only one that starts something.
    fn named_member(self) -> Result<Option<(&'a Pyproject, Origin)>, ResolveError> {
        let members = &self.manifests.members;
        if let Some(fact) = &self.answers.member {
            let Some(found) = self.manifests.member(fact.value.as_str()) else {
                let known: Vec<String> = members.iter().map(|file| file.path.parent().to_string()).collect();
                return Err(ResolveError::NoSuchMember { given: fact.value.to_string(), known: known.join(", ") });
            };
            return Ok(Some((found, fact.origin.clone())));
        }
        let found = self.detected.member.as_ref().and_then(|folder| self.manifests.member(folder.as_str()));
        Ok(found.map(|file| (file, Origin::Detected { at: Location::file(file.path.clone()) })))
    }

    /// The name of the image for a member; `None` if it is not for a member.
    pub(super) fn name_of_member(self) -> Option<Fact<ImageName>> {
        let (file, _) = self.named_member().ok()??;
        let (name, at) = file.name.as_ref()?;
        Some(Fact::detected(ImageName::from_free_text(name.as_ref())?, at.clone()))
    }

    /// The pyproject.toml of the member, else the root's. `None` if there is neither.
    pub(super) fn project_file(self) -> Option<&'a Pyproject> {
        let member = self.named_member().ok().flatten().map(|(file, _)| file);
        member.or(self.manifests.pyproject.as_ref())
    }

    /// Its folder.
    pub(super) fn member_folder(self) -> Result<Option<RelPath>, ResolveError> {
        Ok(self.named_member()?.map(|(file, _)| file.path.parent()))
    }

    /// Whose files a start is looked for in; a start that a person names may lie anywhere.
    pub(super) fn scope(self, member: Option<&RelPath>) -> Scope<'_> {
        match member {
            Some(member) => Scope::Member(member),
            None if self.answers.command.is_some() || self.answers.entrypoint.is_some() => Scope::Everything,
            None => Scope::Root,
        }
    }

    /// The member by its name. A start that a person named decides, where nothing else does.
    pub(super) fn member(
        self,
        manager: PackageManager,
        start: Option<&Start>,
    ) -> Result<Fact<Option<PackageName>>, ResolveError> {
        if let Some((file, origin)) = self.named_member()? {
            if manager != PackageManager::Uv {
                return Err(ResolveError::MemberWithoutLock { member: file.path.parent().to_string() });
            }
            return Ok(Fact::new(file.name.as_ref().map(|(name, _)| name.clone()), origin));
        }
        let found = member::detect(self.manifests, manager, start.and_then(|start| start.file.as_ref()));
        let file = self.manifests.members.iter().find(|file| file.name.as_ref().map(|(name, _)| name) == found.as_ref());
        Ok(match (found, file) {
            (Some(name), Some(file)) => Fact::detected(Some(name), Location::file(file.path.clone())),
            (name, _) => Fact::default_value(name),
        })
    }

    /// What is installed as a package: the member, where one is built, else the project at the root.
    pub(super) fn distribution(self, manager: PackageManager, member: Option<&PackageName>) -> Detection<Distribution> {
        let Some(folder) = member.and_then(|name| self.folder_of(name)) else {
            return distribution::detect(self.tree, self.manifests, manager);
        };
        let below = self.tree.below(&folder);
        let Ok(own) = Manifests::read(&below) else { return Detection::nothing() };
        let mut found = distribution::detect(&below, &own, manager);
        if let Some(finding) = &mut found.chosen {
            let value = &mut finding.value;
            for path in value.packages.iter_mut().chain(&mut value.build_inputs).chain(&mut value.left_behind) {
                *path = from_root(&folder, path);
            }
            if let Some(compiled) = &mut value.compiled {
                compiled.at.file = from_root(&folder, &compiled.at.file);
            }
            finding.value.at.file = from_root(&folder, &finding.value.at.file);
            finding.at.file = from_root(&folder, &finding.at.file);
        }
        for at in found.notes.iter_mut().filter_map(|note| note.at.as_mut()) {
            at.file = from_root(&folder, &at.file);
        }
        found
    }

    /// What is copied for a member: its own files, and none of the other members'. `None` if the member is not known.
    pub(super) fn sources_of_member(
        self,
        member: &PackageName,
        start: &Start,
        installed: Option<&Distribution>,
    ) -> Option<sources::Sources> {
        let folder = self.folder_of(member)?;
        let start = Start { file: start.file.as_ref().and_then(|file| from_member(&folder, file)), ..start.clone() };
        let installed = installed.map(|whole| Distribution {
            packages: whole.packages.iter().filter_map(|package| from_member(&folder, package)).collect(),
            ..whole.clone()
        });
        let mut found = sources::detect(&self.tree.below(&folder), Some(&start), installed.as_ref());
        found.paths =
            found.paths.iter().filter_map(|path| SourcePath::new(&from_root(&folder, &path.to_rel_path())).ok()).collect();
        Some(found)
    }

    fn folder_of(self, member: &PackageName) -> Option<RelPath> {
        let is_it = |file: &&Pyproject| file.name.as_ref().is_some_and(|(name, _)| name == member);
        Some(self.manifests.members.iter().find(is_it)?.path.parent())
    }
}

fn from_root(folder: &RelPath, path: &RelPath) -> RelPath {
    folder.join(path.as_str()).unwrap_or_else(|_| path.clone())
}

fn from_member(folder: &RelPath, path: &RelPath) -> Option<RelPath> {
    RelPath::parse(path.as_str().strip_prefix(folder.as_str())?.strip_prefix('/')?).ok()
}
