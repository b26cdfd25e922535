//! What a development stage installs besides production's dependencies.

use crate::facts::{ProjectFacts, ResolveError};
use crate::manifest::{Manifests, Pyproject, RequirementsFile};
use crate::model::{Dependency, ExtraName, GroupName};

use super::literal::literal;

/// What the development stage installs on top: the groups, extras or files that hold the test runner, and the usual ones.
pub(super) struct DevSelection<'a> {
    pub groups: Vec<GroupName>,
    pub extras: Vec<ExtraName>,
    pub files: Vec<&'a RequirementsFile>,
    /// The application is a member of a workspace and its tests run with what the root declares: uv installs that only
    /// together with all members.
    pub whole_workspace: bool,
}

impl<'a> DevSelection<'a> {
    /// `default_groups` are those that the manager installs without being asked.
    pub(super) fn of(
        manifests: &'a Manifests,
        facts: &ProjectFacts,
        default_groups: impl Fn(&'a Pyproject) -> Vec<&'a str>,
        names_every_group: bool,
    ) -> Self {
        let runner = facts.test_runner.as_ref();
        let has_runner = |dependencies: &[Dependency]| {
            runner.is_some_and(|runner| dependencies.iter().any(|dependency| dependency.name == *runner))
        };
        let usual = |name: &str| matches!(name, "dev" | "test" | "tests" | "testing");
        let mut chosen = Self { groups: Vec::new(), extras: Vec::new(), files: Vec::new(), whole_workspace: false };
        let runs_tests =
            |pyproject: &&Pyproject| pyproject.groups.values().chain(pyproject.extras.values()).any(|list| has_runner(list));
        let member =
            manifests.members.iter().find(|file| file.name.as_ref().map(|(name, _)| name) == facts.member.value.as_ref());
        let member = member.filter(|_| facts.member.value.is_some());
        chosen.whole_workspace = member.is_some_and(|member| !runs_tests(&member))
            && manifests.pyproject.as_ref().is_some_and(|root| runs_tests(&root));
        let pyproject = member.filter(|_| !chosen.whole_workspace).or(manifests.pyproject.as_ref());
        if let Some(pyproject) = pyproject {
            let by_default = default_groups(pyproject);
            let exported = |name: &GroupName| names_every_group && !pyproject.optional_groups.contains(name);
            let groups =
                pyproject.groups.iter().filter(|(name, list)| usual(name.as_str()) || has_runner(list) || exported(name));
            chosen.groups = groups.map(|(name, _)| name.clone()).filter(|name| !by_default.contains(&name.as_str())).collect();
            let in_a_group = pyproject.groups.values().any(|list| has_runner(list));
            if !in_a_group {
                let extras = pyproject.extras.iter().filter(|(_, list)| has_runner(list));
                chosen.extras = extras.map(|(name, _)| name.clone()).take(1).collect();
            }
        }
        let development = manifests.requirements.iter().filter(|file| file.development);
        chosen.files = development.clone().filter(|file| has_runner(&file.dependencies)).take(1).collect();
        if chosen.files.is_empty() {
            chosen.files = development.filter(|file| file.path.as_str().contains("dev")).take(1).collect();
        }
        chosen
    }

    /// The groups, and what the extras hold, without the project that has them.
    pub(super) fn literal_words(&self, pyproject: &Pyproject) -> Result<Vec<String>, ResolveError> {
        let groups = self.groups.iter().flat_map(|group| ["--group".to_owned(), group.to_string()]);
        let extras = pyproject.extras.iter().filter(|(name, _)| self.extras.contains(name));
        Ok(groups.chain(literal(extras.flat_map(|(_, list)| list))?).collect())
    }

    pub(super) fn words(&self, group_flag: &str, extra_flag: &str) -> Vec<String> {
        let groups = self.groups.iter().flat_map(|group| [group_flag.to_owned(), group.to_string()]);
        groups.chain(self.extras.iter().flat_map(|extra| [extra_flag.to_owned(), extra.to_string()])).collect()
    }
}
