//! What the project says it depends on, as the questions that the start asks.

use pep440_rs::Operator;

use crate::knowledge::{CommandRow, FrameworkRow, Frameworks, ServerRow};
use crate::manifest::{Manifests, Part, ScriptEntry};
use crate::model::{Dependency, Lock, PackageName, RelPath, Version, named_requirement};
use crate::tree::ProjectTree;
use crate::witness::{Said, Witness};

use super::Scope;

/// The project and the knowledge that it is judged by.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    pub tree: &'a ProjectTree,
    pub manifests: &'a Manifests,
    pub frameworks: &'a Frameworks,
    /// What the dependencies are installed from; `None` if that is not known, or there are none.
    pub manifest: Option<&'a RelPath>,
    pub scope: Scope<'a>,
    /// The project's own Dockerfile. `None` if there is none.
    pub witness: Option<&'a Witness>,
}

impl<'a> Evidence<'a> {
    /// Whether the project declares the distribution, or its lock resolved it for production.
    pub fn installs(&self, name: &PackageName) -> bool {
        self.declared(name).is_some()
            || self.manifests.locks.iter().flat_map(Lock::production).any(|package| package.name == *name)
    }

    /// The declaration of a name in what is installed.
    fn declared(&self, name: &PackageName) -> Option<&'a Dependency> {
        self.manifests.installed(name, self.manifest).or_else(|| self.of_witness().find(|dependency| dependency.name == *name))
    }

    /// The extras and groups that the project's own Dockerfile installs.
    fn of_witness(&self) -> impl Iterator<Item = &'a Dependency> {
        let manifests = self.manifests;
        self.witness.into_iter().flat_map(move |witness| {
            let installs = &witness.installs;
            let has = |list: &[Said<String>], name: &str| list.iter().any(|said| said.value == name);
            let pyproject = manifests.pyproject.iter();
            let extras =
                pyproject.clone().flat_map(|file| &file.extras).chain(manifests.setup.iter().flat_map(|setup| &setup.extras));
            let extras = extras.filter(move |(name, _)| has(&installs.extras, name.as_ref())).map(|(_, list)| list);
            let groups = pyproject.flat_map(|file| &file.groups);
            let groups = groups.filter(move |(name, _)| has(&installs.groups, name.as_str())).map(|(_, list)| list);
            extras.chain(groups).flatten()
        })
    }

    /// The project's name as its metadata or its folder gives it, in lower case and with hyphens. `None` if neither gives one.
    pub fn project_name(&self) -> Option<String> {
        let setup = self.manifests.setup.as_ref().filter(|_| self.folder().is_root());
        let stated = self.pyproject().and_then(|pyproject| pyproject.name.as_ref());
        let stated = stated.or(setup.and_then(|setup| setup.name.as_ref())).map(|(name, _)| name.to_string());
        let folder = || self.tree.root()?.file_name()?.to_str().map(str::to_owned);
        Some(stated.or_else(folder)?.to_ascii_lowercase().replace(['_', '.'], "-"))
    }

    /// The commands that an installation of the project makes.
    pub fn scripts(&self) -> impl Iterator<Item = &'a ScriptEntry> {
        let pyproject = self.manifests.pyproject.iter().flat_map(|pyproject| &pyproject.scripts);
        pyproject.chain(self.manifests.setup.iter().flat_map(|setup| &setup.scripts))
    }

    pub fn declares_framework(&self, row: &FrameworkRow) -> bool {
        row.distributions.iter().any(|name| self.installs(name)) || self.installs_extension(row)
    }

    /// Whether the project declares a distribution that extends the framework, and so brings it. Ex) `Flask-RESTful`
    fn installs_extension(&self, row: &FrameworkRow) -> bool {
        let extends = |name: &PackageName| row.extensions.iter().any(|prefix| name.as_ref().starts_with(prefix.as_str()));
        !row.extensions.is_empty() && self.manifests.production().any(|dependency| extends(&dependency.name))
    }

    pub fn has_server(&self, server: &ServerRow) -> bool {
        let is_whole = server.with_one_of.is_empty() || server.with_one_of.iter().any(|name| self.installs(name));
        let is_brought = || server.brought_by.iter().any(|requirement| self.declares_requirement(requirement));
        is_whole && (self.installs(&server.distribution) || is_brought())
    }

    /// Whether an extra or a group that is not for development brings the server: it is then installed with that part.
    pub fn offers_server(&self, server: &ServerRow) -> bool {
        self.offers(|part| {
            part.declares(&server.distribution, None).is_some()
                || server.brought_by.iter().any(|requirement| {
                    named_requirement(requirement).is_some_and(|(name, extras)| part.declares(&name, extras.first()).is_some())
                })
        })
    }

    /// Whether the project itself does not depend on the framework, but an extra or a group of it does.
    pub fn is_optional_framework(&self, row: &FrameworkRow) -> bool {
        !self.declares_framework(row) && self.offers_framework(row)
    }

    /// Whether only groups for development bring the framework.
    pub fn is_framework_of_development(&self, row: &FrameworkRow) -> bool {
        let brings = |part: &Part<'_>| row.distributions.iter().any(|name| part.declares(name, None).is_some());
        !self.declares_framework(row) && self.offers_framework(row) && !self.offers(brings)
    }

    /// Whether some extra or group brings the framework.
    pub fn offers_framework(&self, row: &FrameworkRow) -> bool {
        self.manifests.parts().iter().any(|part| row.distributions.iter().any(|name| part.declares(name, None).is_some()))
    }

    fn offers(&self, brings: impl Fn(&Part<'_>) -> bool) -> bool {
        self.manifests.parts().iter().any(|part| !part.development && brings(part))
    }

    /// Whether neither the project nor an extra or group of it, which is then installed too, declares one of the
    /// distributions that the framework cannot start without.
    pub fn lacks_what_starts(&self, row: &FrameworkRow) -> bool {
        let is_offered = |requirement: &String| {
            named_requirement(requirement).is_some_and(|(name, extras)| {
                self.manifests.parts().iter().any(|part| part.declares(&name, extras.first()).is_some())
            })
        };
        !row.needs.is_empty()
            && !row.needs.iter().any(|requirement| self.declares_requirement(requirement) || is_offered(requirement))
    }

    /// Whether `name` or `name[extra]` is declared.
    pub fn declares_requirement(&self, requirement: &str) -> bool {
        let Some((name, extras)) = named_requirement(requirement) else { return false };
        let declared = self.declared(&name);
        declared.is_some_and(|dependency| extras.iter().all(|extra| dependency.extras.contains(extra)))
    }

    /// Whether the project is a framework or server itself: it has the name of its distribution and the module of that name, and
    /// where the framework's applications are made from a name of that module, it has this name too.
    pub fn is_known_itself(&self) -> bool {
        let setup = self.manifests.setup.as_ref().filter(|_| self.folder().is_root());
        let name = self.pyproject().and_then(|pyproject| pyproject.name.as_ref());
        let Some((name, _)) = name.or(setup.and_then(|setup| setup.name.as_ref())) else { return false };
        let rows = self.frameworks.rows().iter().flat_map(|row| &row.distributions);
        let mut known = rows.chain(self.frameworks.servers().iter().map(|server| &server.distribution));
        let module = name.as_ref().replace('-', "_");
        let has_module = |path: String| self.folder().join(&path).is_ok_and(|path| self.has_module(path.as_str()));
        known.any(|known| known == name)
            && ["", "src/"].iter().any(|root| has_module(format!("{root}{module}")))
            && self.defines_framework(name, &module)
    }

    /// Whether what makes the framework's applications from the module may be the project's own: an application that happens to be
    /// called like a framework does not have it.
    fn defines_framework(&self, name: &PackageName, module: &str) -> bool {
        let rows = self.frameworks.rows().iter().filter(|row| row.distributions.contains(name));
        let constructors = rows.flat_map(|row| row.constructors.values().flatten());
        let beginning = format!("{module}.");
        let made: Vec<&str> = constructors
            .filter(|constructor| constructor.starts_with(&beginning))
            .filter_map(|constructor| constructor.rsplit('.').next())
            .collect();
        let is_own = |path: &&RelPath| path.extension() == Some("py") && path.as_str().split('/').any(|part| part == module);
        let has = |path: &RelPath| {
            let text = self.tree.text(path).ok().flatten();
            text.is_some_and(|text| made.iter().any(|name| text.contains(name)))
        };
        let alone = format!("{module}.py");
        made.is_empty() || self.tree.walk().files.iter().filter(|path| is_own(path) || path.file_name() == alone).any(has)
    }

    /// Whether the project has a module or package at this path, without its ending.
    pub fn has_module(&self, path: &str) -> bool {
        let is_file = |path: String| RelPath::parse(&path).is_ok_and(|path| self.tree.is_file(&path));
        is_file(format!("{path}.py")) || is_file(format!("{path}/__init__.py"))
    }

    /// The version that will be installed, where a lock or a `==` pin says so. `None` if neither does.
    pub fn version(&self, name: &PackageName) -> Option<Version> {
        let locked = self.manifests.locks.iter().flat_map(|lock| &lock.packages).find(|package| package.name == *name);
        locked.and_then(|package| package.version.clone()).or_else(|| {
            let dependency = self.declared(name)?;
            let mut pins = dependency.specifiers.iter().filter(|specifier| *specifier.operator() == Operator::Equal);
            pins.next().map(|specifier| specifier.version().clone())
        })
    }

    /// Whether every version that may be installed is this one or a later one.
    pub fn is_at_least(&self, name: &PackageName, since: &Version) -> bool {
        if let Some(version) = self.version(name) {
            return version >= *since;
        }
        let bounds = [Operator::GreaterThanEqual, Operator::GreaterThan, Operator::TildeEqual];
        let declared = self.declared(name);
        declared.is_some_and(|dependency| {
            let mut lower = dependency.specifiers.iter().filter(|specifier| bounds.contains(specifier.operator()));
            lower.any(|specifier| specifier.version() >= since)
        })
    }

    /// Whether the server can run this: a version that is not pinned is taken to be new enough.
    pub fn allows(&self, server: &ServerRow, command: &CommandRow) -> bool {
        match (&command.since, self.version(&server.distribution)) {
            (Some(since), Some(version)) => version >= *since,
            _ => true,
        }
    }

    /// Whether the project builds into a wheel, which brings the commands that it declares.
    pub fn is_packaged(&self) -> bool {
        let has_setup = self.folder().is_root() && self.manifests.setup.is_some();
        let Some(pyproject) = self.pyproject() else { return has_setup };
        match (&pyproject.build_system, &pyproject.uv, &pyproject.poetry) {
            (_, Some(uv), _) if uv.package.is_some() => uv.package == Some(true),
            (Some(_), _, Some(poetry)) => poetry.package_mode,
            (build_system, _, _) => build_system.is_some() || has_setup,
        }
    }

    /// Whether what lies below `folder` is imported from site-packages.
    pub fn installs_from(&self, folder: &RelPath) -> bool {
        let member = self.folder();
        let is_src = member.join("src").is_ok_and(|src| src == *folder) || (!member.is_root() && member == *folder);
        self.is_packaged() && (is_src || self.package_roots().contains(folder))
    }

    /// Folders that a build backend's table says packages are imported from.
    pub fn package_roots(&self) -> Vec<RelPath> {
        let member = self.folder();
        let named = self.pyproject().into_iter().flat_map(|pyproject| pyproject.tables.source_folders());
        let setup = self.manifests.setup.iter().filter(|_| member.is_root()).flat_map(|setup| setup.options.source_folders());
        let mut roots: Vec<RelPath> = named.chain(setup).filter_map(|folder| member.join(folder.as_str()).ok()).collect();
        roots.retain(|root| !root.is_root());
        roots.sort_unstable();
        roots.dedup();
        roots
    }

    /// Whether any file declares dependencies; a project without manifests cannot be held to its declarations.
    pub fn has_manifest(&self) -> bool {
        let manifests = self.manifests;
        // One that only configures tools declares nothing.
        let of_pyproject = manifests.pyproject.as_ref().is_some_and(|file| {
            let has_tables = file.has_project || file.build_system.is_some() || file.poetry.is_some() || file.uv.is_some();
            has_tables || !file.dependencies.is_empty() || !file.groups.is_empty()
        });
        let of_setup = manifests
            .setup
            .as_ref()
            .is_some_and(|setup| setup.name.is_some() || !setup.dependencies.is_empty() || setup.dependencies_unknown.is_some());
        let files = of_pyproject || of_setup || manifests.pipfile.is_some();
        files || !manifests.requirements.is_empty() || !manifests.scripts.is_empty() || !manifests.locks.is_empty()
    }
}

/// Looks at a project that exists only in memory, with its manifests and what its own Dockerfile says.
#[cfg(test)]
pub(crate) fn of_files<T>(files: &[(&str, &str)], look: impl FnOnce(Evidence<'_>) -> T) -> T {
    let tree = ProjectTree::in_memory(files.iter().copied());
    let manifests = Manifests::read(&tree).unwrap();
    let frameworks = Frameworks::built_in();
    let witness = crate::witness::read(&tree, &manifests).witness;
    look(Evidence {
        tree: &tree,
        manifests: &manifests,
        frameworks: &frameworks,
        manifest: None,
        scope: Scope::Root,
        witness: witness.as_ref(),
    })
}
