//! The parts of a project that are installed only when they are asked for: extras and dependency groups.

use super::Manifests;
use super::requirements::is_development_name;
use crate::model::{Dependency, ExtraName, GroupName, PackageName};

/// One extra or group, by the name that an installer takes.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    pub name: PartName,
    pub dependencies: Vec<&'a Dependency>,
    /// What it is for, by its name. Ex) `dev`, `test`, `docs`
    pub development: bool,
}

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum PartName {
    Extra(ExtraName),
    Group(GroupName),
}

impl Part<'_> {
    /// The line that asks for a distribution, with an extra of it where one is meant. `None` if no line does.
    pub fn declares(&self, name: &PackageName, extra: Option<&ExtraName>) -> Option<&Dependency> {
        let is =
            |dependency: &&&Dependency| dependency.name == *name && extra.is_none_or(|extra| dependency.extras.contains(extra));
        self.dependencies.iter().find(is).copied()
    }
}

impl Manifests {
    /// Every extra and group of the project and of the members of its workspace. An extra that names other extras of the
    /// project has their dependencies too.
    pub fn parts(&self) -> Vec<Part<'_>> {
        let mut parts = Vec::new();
        for file in self.pyproject.iter().chain(&self.members) {
            let own = file.name.as_ref().map(|(name, _)| name);
            let is_own = |dependency: &&Dependency| Some(&dependency.name) == own;
            for (name, list) in &file.extras {
                let referred = list.iter().filter(is_own).flat_map(|dependency| &dependency.extras);
                let further = referred.filter_map(|extra| file.extras.get(extra)).flatten();
                let dependencies = list.iter().filter(|dependency| !is_own(dependency)).chain(further).collect();
                parts.push(Part {
                    name: PartName::Extra(name.clone()),
                    dependencies,
                    development: is_development_name(name.as_ref()),
                });
            }
            for (name, list) in &file.groups {
                let dependencies = list.iter().collect();
                parts.push(Part {
                    name: PartName::Group(name.clone()),
                    dependencies,
                    development: is_development_name(name.as_str()),
                });
            }
        }
        for (name, list) in self.setup.iter().flat_map(|setup| &setup.extras) {
            let name = PartName::Extra(name.clone());
            if !parts.iter().any(|part| part.name == name) {
                let PartName::Extra(extra) = &name else { continue };
                let development = is_development_name(extra.as_ref());
                parts.push(Part { dependencies: list.iter().collect(), development, name });
            }
        }
        parts
    }
}
