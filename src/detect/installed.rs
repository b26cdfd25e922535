//! What is installed for production: the lock's closure where there is a lock, the declarations elsewhere.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;

use crate::knowledge::native_package;
use crate::manifest::{FormatControl, Formats, Manifests, Part, PartName};
use crate::model::{
    Dependency, DependencySource, Groups, Location, Lock, LockedFile, LockedPackage, PackageManager, PackageName, PythonVersion,
    RelPath, Selection, Version, VersionSpecifiers, linux_environment,
};
use crate::wheel::{Machine, Policy, Release};

use super::online::Online;

/// How the project is installed: by what, from which file, and which parts of it.
///
/// Every question about the dependencies comes back to the same closures and file names, so what was read is kept.
pub struct Installation<'a> {
    pub manifests: &'a Manifests,
    pub manager: PackageManager,
    /// The requirements file that the manager installs from; `None` if it installs from another kind of file.
    pub manifest: Option<&'a RelPath>,
    /// The project itself is installed too, and with it what its metadata asks for.
    pub installs_project: bool,
    pub selection: Selection,
    /// What a package index answered, if one was asked. `None` if no index was asked.
    pub online: Option<&'a Online>,
    closures: RefCell<BTreeMap<(PythonVersion, Machine), Closure<'a>>>,
    /// By the address of the locked package.
    releases: Releases<'a>,
}

type Closure<'a> = Rc<[Installed<'a>]>;
type Releases<'a> = Rc<RefCell<HashMap<*const LockedPackage, Rc<Release<'a>>>>>;

/// One distribution that is installed.
#[derive(Debug, Clone)]
pub struct Installed<'a> {
    pub name: &'a PackageName,
    /// Known from the lock, from a pin or a constraint, or from the index. `None` if none of them says it.
    pub version: Option<Version>,
    /// The versions that are allowed, where nothing is locked; `None` if the version is locked, or no declaration limits it.
    pub specifiers: Option<&'a VersionSpecifiers>,
    pub source: &'a DependencySource,
    /// The index that the lock names. `None` if it names none.
    pub index: Option<&'a str>,
    /// The files that may be installed, as far as they are known.
    pub files: Vec<&'a LockedFile>,
    /// The same files by their names, ready to be judged.
    pub release: Rc<Release<'a>>,
    pub basis: Basis,
    pub formats: Formats,
    pub at: &'a Location,
    online: Option<&'a Online>,
}

/// What a dependency of a dependency is taken from.
static INDEX: DependencySource = DependencySource::Index;

/// Where the list of files comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Basis {
    Lock,
    Index,
    /// There is no list: what is known of the distribution in general has to do.
    Table,
}

impl<'a> Installed<'a> {
    /// Name and version, for messages. Ex) `psycopg2 2.9.10`
    pub fn title(&self) -> String {
        match &self.version {
            Some(version) => format!("{} {version}", self.name),
            None => self.name.to_string(),
        }
    }

    /// What is taken from a folder of the repository is built from source, and is not what an index calls by that name.
    pub fn is_local(&self) -> bool {
        matches!(self.source, DependencySource::Path { .. })
    }

    /// What the project allows for it.
    pub fn policy(&self) -> Policy {
        policy(self.formats)
    }

    /// What shows that a source archive is compiled: `Some(None)` is pure Python, and `None` one that was not looked through.
    pub fn inside_of(&self, sdist: &str) -> Option<Option<&'a str>> {
        self.online?.source(sdist)
    }

    /// The libraries that a wheel takes from the image; `None` if it was not looked through.
    pub fn libraries_of(&self, wheel: &str) -> Option<&'a [String]> {
        self.online?.libraries(wheel)
    }

    pub fn size_of(&self, name: &str) -> Option<u64> {
        self.files.iter().find(|file| &*file.name == name)?.size
    }
}

impl<'a> Installation<'a> {
    pub fn new(
        manifests: &'a Manifests,
        manager: PackageManager,
        manifest: Option<&'a RelPath>,
        installs_project: bool,
        selection: Selection,
    ) -> Self {
        let (closures, releases) = (RefCell::default(), Releases::default());
        Self { manifests, manager, manifest, installs_project, selection, online: None, closures, releases }
    }

    /// The same project with other parts of it.
    pub fn with_selection(&self, selection: Selection) -> Self {
        let releases = Rc::clone(&self.releases);
        Self {
            online: self.online,
            releases,
            ..Self::new(self.manifests, self.manager, self.manifest, self.installs_project, selection)
        }
    }

    /// The same project with what an index answered.
    pub fn with_online<'b>(&self, online: Option<&'b Online>) -> Installation<'b>
    where
        'a: 'b,
    {
        Installation {
            online,
            ..Installation::new(self.manifests, self.manager, self.manifest, self.installs_project, self.selection.clone())
        }
    }

    /// Every distribution that is installed on one Python and machine, as far as the files tell, sorted by name.
    pub fn packages(&self, python: PythonVersion, machine: Machine) -> Closure<'a> {
        if let Some(known) = self.closures.borrow().get(&(python, machine)) {
            return Rc::clone(known);
        }
        let packages: Closure<'a> = self.read(python, machine).into();
        self.closures.borrow_mut().insert((python, machine), Rc::clone(&packages));
        packages
    }

    fn read(&self, python: PythonVersion, machine: Machine) -> Vec<Installed<'a>> {
        let environment = linux_environment(python, machine.name());
        let formats = self.manifests.formats();
        let mut packages: Vec<Installed<'a>> = match self.lock() {
            Some(lock) => {
                let closure = lock.closure(&self.selection, &environment);
                let dependencies = closure.into_iter().filter(|package| !lock.graph.is_member(&package.name));
                dependencies.map(|package| self.locked(lock, package, python, &formats)).collect()
            }
            None => {
                let declared = self.declared().into_iter();
                let declared = declared.filter(|dependency| dependency.marker.evaluate(&environment, &self.selection.extras));
                let mut all: Vec<Installed<'a>> =
                    declared.flat_map(|dependency| self.with_extras(dependency, (python, machine), &formats)).collect();
                // What is declared itself says more than that something else depends on it.
                let named: Vec<PackageName> =
                    all.iter().filter(|one| one.specifiers.is_some()).map(|one| one.name.clone()).collect();
                all.retain(|one| one.specifiers.is_some() || !named.contains(one.name));
                all
            }
        };
        packages.sort_by(|a, b| (a.name, &a.version).cmp(&(b.name, &b.version)));
        packages.dedup_by(|a, b| (a.name, &a.version) == (b.name, &b.version));
        packages
    }

    /// The lock that the manager installs from. `None` if there is none, or it installs from no lock.
    pub fn lock(&self) -> Option<&'a Lock> {
        self.manifests.lock(self.manager.lock_format()?)
    }

    /// Where no lock decides: the chosen requirements file and what the installed project asks for, else every
    /// declaration for production.
    fn declared(&self) -> Vec<&'a Dependency> {
        let manifests = self.manifests;
        let file = self.requirements();
        let selected = self.selected();
        let Some(file) = file else { return manifests.production().chain(selected).collect() };
        let pyproject = manifests.pyproject.iter().flat_map(|file| &file.dependencies);
        let setup = manifests.setup.iter().flat_map(|setup| &setup.dependencies);
        let project = pyproject.chain(setup).filter(|_| self.installs_project);
        let listed = |dependency: &&Dependency| !file.dependencies.iter().any(|other| other.name == dependency.name);
        file.dependencies.iter().chain(project.chain(selected).filter(listed)).collect()
    }

    /// What the selected extras and groups declare.
    fn selected(&self) -> Vec<&'a Dependency> {
        if self.selection.extras.is_empty() && self.selection.groups == Groups::default() {
            return Vec::new();
        }
        let is_selected = |part: &Part<'_>| match &part.name {
            PartName::Extra(extra) => self.selection.extras.contains(extra),
            PartName::Group(group) => self.selection.groups.contains(group.as_str()),
        };
        let parts: Vec<Part<'a>> = self.manifests.parts();
        parts.into_iter().filter(is_selected).flat_map(|part| part.dependencies).collect()
    }

    /// The requirements file that pip installs. `None` if another manager installs, or the file is not read.
    pub(super) fn requirements(&self) -> Option<&'a crate::manifest::RequirementsFile> {
        let path = self.manifest.filter(|_| self.manager == PackageManager::Pip)?;
        self.manifests.requirements.iter().find(|file| file.path == *path)
    }

    fn locked(&self, lock: &Lock, package: &'a LockedPackage, python: PythonVersion, formats: &FormatControl) -> Installed<'a> {
        // uv leaves out of the list what the Pythons of the project cannot use, so that it says nothing of other Pythons.
        let covers = lock.requires_python.as_ref().is_none_or(|range| python.satisfies(range));
        let mut files: Vec<&LockedFile> = package.files.iter().filter(|_| covers).collect();
        let mut basis = if files.is_empty() { Basis::Table } else { Basis::Lock };
        if files.is_empty()
            && let (Some(online), Some(version)) = (self.online, &package.version)
        {
            let listed = online.files(&package.name, version, python, &package.hashes);
            basis = if listed.is_some() { Basis::Index } else { Basis::Table };
            files = listed.unwrap_or_default();
        }
        let named = url_file(&package.source).filter(|_| files.is_empty());
        let read = || Rc::new(Release::new(files.iter().map(|file| &*file.name).chain(named)));
        // A list that the lock gives is the same on every Python that the lock covers.
        let release = match basis {
            Basis::Lock => Rc::clone(self.releases.borrow_mut().entry(std::ptr::from_ref(package)).or_insert_with(read)),
            Basis::Index | Basis::Table => read(),
        };
        Installed {
            release,
            name: &package.name,
            version: package.version.clone(),
            specifiers: None,
            source: &package.source,
            index: package.index.as_deref(),
            files,
            basis,
            formats: formats.of(&package.name),
            at: &package.at,
            online: self.online,
        }
    }

    /// A declared distribution, and those that its extras are known to bring.
    fn with_extras(
        &self,
        dependency: &'a Dependency,
        place: (PythonVersion, Machine),
        formats: &FormatControl,
    ) -> Vec<Installed<'a>> {
        let own = self.unlocked(dependency, place, formats);
        let row = native_package(&dependency.name, own.version.as_ref()).filter(|_| !dependency.extras.is_empty());
        let names = row.iter().flat_map(|row| &row.extras).filter(|(extra, _)| dependency.extras.contains(extra));
        let depends = native_package(&dependency.name, own.version.as_ref()).into_iter().flat_map(|row| &row.brings);
        let depends: Vec<Installed<'a>> = depends
            .map(|name| Installed {
                name,
                version: None,
                specifiers: None,
                source: &INDEX,
                files: Vec::new(),
                release: Rc::new(Release::new(std::iter::empty())),
                basis: Basis::Table,
                formats: formats.of(name),
                ..own.clone()
            })
            .collect();
        let brought: Vec<Installed<'a>> = names
            .map(|(_, name)| Installed {
                name,
                files: Vec::new(),
                release: Rc::new(Release::new(std::iter::empty())),
                basis: Basis::Table,
                formats: formats.of(name),
                ..own.clone()
            })
            .collect();
        [own].into_iter().chain(brought).chain(depends).collect()
    }

    fn unlocked(
        &self,
        dependency: &'a Dependency,
        (python, machine): (PythonVersion, Machine),
        formats: &FormatControl,
    ) -> Installed<'a> {
        let file = self.requirements();
        let hashes = file.and_then(|file| file.hashes.get(&dependency.name)).map(Vec::as_slice).unwrap_or_default();
        let constraints = file.into_iter().flat_map(|file| &file.constraints);
        let constraint = constraints.filter(|other| other.name == dependency.name).find_map(pin);
        let pinned = pin(dependency).or(constraint);
        let asked = self.online.filter(|_| dependency.source == DependencySource::Index);
        let version = match asked {
            Some(online) if pinned.is_none() => {
                let policy = policy(formats.of(&dependency.name));
                online.newest(&dependency.name, &dependency.specifiers, (python, machine), policy)
            }
            _ => pinned,
        };
        let listed = match (asked, &version) {
            (Some(online), Some(version)) => online.files(&dependency.name, version, python, hashes),
            _ => None,
        };
        let basis = if listed.is_some() { Basis::Index } else { Basis::Table };
        let files = listed.unwrap_or_default();
        Installed {
            release: Rc::new(Release::new(files.iter().map(|file| &*file.name).chain(url_file(&dependency.source)))),
            name: &dependency.name,
            version,
            specifiers: Some(&dependency.specifiers),
            source: &dependency.source,
            index: None,
            basis,
            files,
            formats: formats.of(&dependency.name),
            at: &dependency.at,
            online: self.online,
        }
    }
}

fn policy(formats: Formats) -> Policy {
    match formats {
        Formats::Any => Policy::Any,
        Formats::OnlySource => Policy::OnlySource,
        Formats::OnlyWheels => Policy::OnlyWheels,
    }
}

/// A URL names its one file itself.
fn url_file(source: &DependencySource) -> Option<&str> {
    let DependencySource::Url(url) = source else { return None };
    url.split(['?', '#']).next()?.rsplit('/').next()
}

/// The version of an `==` without a wild card.
fn pin(dependency: &Dependency) -> Option<Version> {
    let exact = dependency.specifiers.iter().find(|specifier| *specifier.operator() == pep440_rs::Operator::Equal);
    exact.map(|specifier| specifier.version().clone())
}
