//! The facts that decide what is installed and where: they are known for a project that nothing starts, too.

use crate::detect::installed::Installation;
use crate::detect::native;
use crate::detect::native::{Image, NativePackages, ObstacleKind};
use crate::detect::online::Online;
use crate::detect::{brought, conda, in_place};
use crate::knowledge::python_releases;
use crate::manifest::{Manifests, RequirementsFile};
use crate::model::{
    Base, BaseChoice, Command, Distribution, ExtraName, Fact, GroupName, Groups, Location, Members, Note, Origin, PackageManager,
    PackageName, PythonVersion, RelPath, Selection, Start, Suite,
};
use crate::wheel::Machine;

use super::resolver::{Resolver, detected_fact, located};
use super::{ResolveError, asked_parts};

/// The image, the manager, and the parts of the project that are installed.
#[derive(Debug, Clone)]
pub struct DependencyFacts {
    pub python: Fact<PythonVersion>,
    pub base: Fact<Base>,
    pub suite: Fact<Suite>,
    pub manager: Fact<PackageManager>,
    pub manifest: Fact<Option<RelPath>>,
    /// The machines that the image is for.
    pub platforms: Vec<Fact<Machine>>,
    pub selection: Selection,
    /// The extras and groups of the selection, each with its origin.
    pub extras: Vec<Fact<ExtraName>>,
    pub groups: Vec<Fact<GroupName>>,
    /// The member of a uv workspace that holds the application, where that is not the root.
    pub member: Fact<Option<PackageName>>,
    /// The project itself, where it is installed. `None` if it is copied and not installed.
    pub distribution: Option<Fact<Distribution>>,
}

impl DependencyFacts {
    /// Makes the selection what the extras, the groups and the member say.
    fn select(&mut self) {
        self.selection = Selection {
            members: self.member.value.as_ref().map_or(Members::Root, |name| Members::Named(name.clone())),
            extras: self.extras.iter().map(|fact| fact.value.clone()).collect(),
            groups: Groups::Named(self.groups.iter().map(|fact| fact.value.clone()).collect()),
        };
    }

    pub fn image(&self) -> Image {
        Image { python: self.python.value, base: self.base.value, suite: self.suite.value }
    }

    pub fn machines(&self) -> Vec<Machine> {
        self.platforms.iter().map(|fact| fact.value).collect()
    }

    pub fn installation<'a>(&'a self, manifests: &'a Manifests, online: Option<&'a Online>) -> Installation<'a> {
        let (manifest, installs_project) = (self.manifest.value.as_ref(), self.distribution.is_some());
        Installation::new(manifests, self.manager.value, manifest, installs_project, self.selection.clone()).with_online(online)
    }
}

impl Resolver<'_> {
    /// For a verb that does not care how the project starts, as long as its dependencies are known.
    pub fn dependencies(self) -> Result<(DependencyFacts, Vec<Note>), ResolveError> {
        let mut notes = self.manifests.notes.clone();
        let mut facts = self.image_and_manager(&mut notes)?;
        let start = self.start(facts.manifest.value.as_ref(), &mut Vec::new()).ok();
        self.select(&mut facts, start.as_ref().map(|(start, _)| start), &mut notes)?;
        self.settle_base(&mut facts, &mut notes);
        Ok((facts, notes))
    }

    /// What is settled before it is known how the project starts.
    pub(super) fn image_and_manager(self, notes: &mut Vec<Note>) -> Result<DependencyFacts, ResolveError> {
        notes.extend(self.detected.manager.notes.iter().cloned());
        let python = self.python(notes)?;
        let suite = self.suite(&python)?;
        let (manager, manifest) = self.manager(notes)?;
        let is_answered = self.answers.manager.is_some() || self.answers.manifest.is_some();
        if let Some(found) = self.detected.unsupported.as_ref().filter(|_| !is_answered) {
            let conda::Unsupported { message, at, hint } = found.clone();
            return Err(ResolveError::Unsupported { message, at, hint });
        }
        let base = match &self.answers.base {
            Some(Fact { value: BaseChoice::Named(base), origin }) => Fact::new(*base, origin.clone()),
            Some(Fact { value: BaseChoice::Auto, .. }) | None => Fact::default_value(Base::Slim),
        };
        let (platforms, selection) = (self.platforms(), Selection::default());
        let (extras, groups) = (self.answers.extras.clone(), self.answers.groups.clone());
        Ok(DependencyFacts {
            python,
            base,
            suite,
            manager,
            manifest,
            platforms,
            selection,
            extras,
            groups,
            member: Fact::default_value(None),
            distribution: None,
        })
    }

    /// Which project is installed, and which parts of it.
    pub(super) fn select(
        self,
        facts: &mut DependencyFacts,
        start: Option<&Start>,
        notes: &mut Vec<Note>,
    ) -> Result<(), ResolveError> {
        let manager = facts.manager.value;
        facts.member = self.member(manager, start)?;
        asked_parts::check(facts, self.manifests)?;
        let found = self.distribution(manager, facts.member.value.as_ref());
        notes.extend(found.notes);
        let installed = found.chosen.filter(|found| must_install(manager, &found.value, self.manifests, start));
        let installed = installed.and_then(|mut found| {
            let place = self.place(&found.value, start, facts.member.value.is_some(), notes)?;
            found.value.in_place = place == Place::Source;
            Some(found)
        });
        facts.distribution = installed.map(|finding| Fact::detected(finding.value, finding.at));
        self.extend_by_requirements(facts);
        facts.select();
        if let Some(start) = start {
            let manifest = facts.manifest.value.as_ref();
            let brought = brought::detect(self.manifests, self.frameworks, manager, manifest, &facts.selection, start);
            facts.extras.extend(brought.extras);
            facts.groups.extend(brought.groups);
            notes.extend(brought.notes);
            facts.select();
        }
        Ok(())
    }

    /// A requirements file that only installs the project says with which extras. Ex) `-e .[web]`
    fn extend_by_requirements(self, facts: &mut DependencyFacts) {
        if !matches!(facts.manager.value, PackageManager::Pyproject | PackageManager::Setuptools) {
            return;
        }
        let files = self.manifests.requirements.iter().filter(|file| !file.development);
        for own in files.filter_map(RequirementsFile::only_the_project) {
            for extra in &own.extras {
                if !facts.extras.iter().any(|fact| fact.value == *extra) {
                    facts.extras.push(Fact::detected(extra.clone(), own.at.clone()));
                }
            }
        }
    }

    /// Where the project is installed; `None` if only its source is copied.
    ///
    /// A wheel may lack what the code reads beside itself, and code may open its files by their path from the working folder.
    /// Then the project runs from its source, and it is installed in place if only an installation makes what starts it.
    fn place(self, distribution: &Distribution, start: Option<&Start>, is_member: bool, notes: &mut Vec<Note>) -> Option<Place> {
        let may_stay = !is_member && can_stay(distribution, self.manifests);
        let Some(first) = distribution.left_behind.first() else {
            let start = start.filter(|_| may_stay);
            let read = || in_place::reads_from_root(self.tree, distribution);
            let imported = || in_place::imports_from_root(self.tree, distribution);
            let (found, message) = match start.and_then(|_| read()) {
                Some(found) => {
                    let message = format!("{} opens `{}` below the working folder: {IN_PLACE}", found.why, found.value);
                    (found, message)
                }
                None => {
                    let Some(found) = start.and_then(|_| imported()) else { return Some(Place::SitePackages) };
                    let message = format!("{}, the folder of the source: {IN_PLACE}", found.why);
                    (found, message)
                }
            };
            notes.push(Note::info(message).at(found.at));
            return Some(Place::Source);
        };
        let is_module = first.extension() == Some("py");
        let kind = if is_module { "" } else { "data " };
        let more = match distribution.left_behind.len() {
            1 => String::new(),
            2 => format!(" and 1 other {kind}file"),
            count => format!(" and {} other {kind}files", count - 1),
        };
        let imported = if is_module { ", which its own code imports" } else { "" };
        let left = format!("the project's wheel does not hold `{first}`{more}{imported}");
        let hint = if is_module {
            "list every package, or let `find_packages()` do it"
        } else {
            "list data files in `[tool.setuptools.package-data]` or `MANIFEST.in`, or in the table of another backend"
        };
        let needs_installation = start.is_some_and(|start| runs_own_script(self.manifests, &start.command))
            || in_place::reads_metadata(self.tree, distribution);
        let (place, note) = match () {
            () if !needs_installation && distribution.compiled.is_none() => {
                (None, Note::info(format!("{left}, so the source is copied and not installed")))
            }
            () if may_stay => (Some(Place::Source), Note::info(format!("{left}: {IN_PLACE}"))),
            () => (Some(Place::SitePackages), Note::warning(left)),
        };
        notes.push(note.at(distribution.at.clone()).hint(hint));
        place
    }

    /// `--base auto`: Alpine where every dependency comes as a wheel there, else slim, with the reason.
    pub(super) fn settle_base(self, facts: &mut DependencyFacts, notes: &mut Vec<Note>) {
        let Some(Fact { value: BaseChoice::Auto, .. }) = &self.answers.base else { return };
        let installation = facts.installation(self.manifests, self.online);
        let lock = installation.lock().map(|lock| lock.at.clone());
        let at = lock.or_else(|| facts.manifest.value.clone().map(Location::file));
        let image = Image { base: Base::Alpine, ..facts.image() };
        let alpine = native::detect(&installation, image, &facts.machines());
        let against = against_alpine(&alpine);
        let message = match &against {
            Some(reason) => format!("base slim rather than alpine: {reason}"),
            None => "base alpine: every dependency comes as a wheel or as pure Python there".to_owned(),
        };
        let note = Note::info(message);
        notes.push(match &at {
            Some(at) => note.at(at.clone()),
            None => note,
        });
        let base = if against.is_some() { Base::Slim } else { Base::Alpine };
        facts.base = at.map_or_else(|| Fact::default_value(base), |at| Fact::new(base, Origin::Detected { at }));
    }

    fn python(self, notes: &mut Vec<Note>) -> Result<Fact<PythonVersion>, ResolveError> {
        let releases = python_releases();
        let fact = match &self.answers.python {
            Some(fact) => fact.clone(),
            None => {
                notes.extend(self.detected.python.notes.iter().cloned());
                let Some(chosen) = &self.detected.python.chosen else {
                    return Err(ResolveError::NoPython { notes: self.detected.python.notes.clone() });
                };
                detected_fact(chosen)
            }
        };
        if releases.get(fact.value).is_none() {
            let known = releases.releases.iter().map(|release| release.version.to_string()).collect::<Vec<_>>().join(", ");
            return Err(ResolveError::UnknownPython { python: fact.value, known });
        }
        Ok(fact)
    }

    /// The suite that the Python has images for; the newest one where nobody says otherwise.
    fn suite(self, python: &Fact<PythonVersion>) -> Result<Fact<Suite>, ResolveError> {
        let suites = python_releases().get(python.value).map(|release| release.suites.as_slice()).unwrap_or_default();
        match &self.answers.suite {
            Some(fact) if suites.contains(&fact.value) => Ok(fact.clone()),
            Some(fact) => {
                let suites = suites.iter().map(ToString::to_string).collect::<Vec<_>>().join(" or ");
                Err(ResolveError::NoSuite { python: python.value, suite: fact.value, suites })
            }
            None => Ok(Fact::default_value(suites.first().copied().unwrap_or(Suite::Trixie))),
        }
    }

    /// A named manager takes the file that was found for it; a named file decides the manager where it can.
    fn manager(self, notes: &mut Vec<Note>) -> Result<(Fact<PackageManager>, Fact<Option<RelPath>>), ResolveError> {
        let (answers, detection) = (self.answers, &self.detected.manager);
        let all = || detection.chosen.iter().chain(&detection.others);
        let by_file =
            answers.manifest.as_ref().and_then(|fact| all().find(|found| found.value.manifest.as_ref() == Some(&fact.value)));
        let manager = match (&answers.manager, &answers.manifest) {
            (Some(fact), _) => fact.clone(),
            (None, Some(file)) => match by_file {
                Some(found) => Fact::new(found.value.manager, file.origin.clone()),
                None => Fact::new(PackageManager::Pip, file.origin.clone()),
            },
            (None, None) => match &detection.chosen {
                Some(found) => located(found.value.manager, &found.at),
                None => Fact::default_value(PackageManager::None),
            },
        };
        if let Some(file) = &answers.manifest {
            if !self.tree.is_file(&file.value) {
                return Err(ResolveError::NoSuchPath { path: file.value.to_string(), flag: "manifest" });
            }
            return Ok((manager, file.clone().map(Some)));
        }
        let found = all().find(|found| found.value.manager == manager.value);
        if answers.manager.is_some() {
            // The remark that another manager was passed over is about a choice that the person has taken back.
            notes.retain(|note| !detection.notes.contains(note) || note.level == crate::model::Level::Warning);
        }
        // The manifest of a lock is no candidate beside the lock.
        let pyproject = self.manifests.pyproject.as_ref().filter(|_| manager.value == PackageManager::Pyproject);
        let manifest = match (found, pyproject) {
            (Some(found), _) => located(found.value.manifest.clone(), &found.at),
            (None, Some(file)) => located(Some(file.path.clone()), &Location::file(file.path.clone())),
            (None, None) => Fact::default_value(None),
        };
        Ok((manager, manifest))
    }

    /// Both that official images are mostly used on, where nobody says otherwise.
    fn platforms(self) -> Vec<Fact<Machine>> {
        let stated = &self.answers.platforms;
        if stated.is_empty() { Machine::ALL.map(Fact::default_value).into() } else { stated.clone() }
    }
}

/// What speaks against Alpine, in a few words; nothing where every dependency is known to come as a wheel.
fn against_alpine(alpine: &NativePackages) -> Option<String> {
    let of = |kind: ObstacleKind| -> Vec<&str> {
        alpine.obstacles.iter().filter(|obstacle| obstacle.kind == kind).map(|obstacle| obstacle.title.as_str()).collect()
    };
    let unknown: Vec<&str> = alpine.unknown.iter().map(AsRef::as_ref).collect();
    let parts =
        [("cannot be installed there", of(ObstacleKind::CannotInstall)), ("would be compiled", of(ObstacleKind::Compiled))];
    let mut parts: Vec<String> =
        parts.iter().filter(|(_, titles)| !titles.is_empty()).map(|(what, titles)| said(titles, what)).collect();
    if parts.is_empty() && !unknown.is_empty() {
        parts.push(said(&unknown, "may have no wheel there: no lock lists the files"));
    }
    (!parts.is_empty()).then(|| parts.join("; "))
}

/// Ex) "torch 2.6.0 and 2 others cannot be installed there"
fn said(titles: &[&str], what: &str) -> String {
    match titles {
        [one] => format!("{one} {what}"),
        [one, two] => format!("{one} and {two} {what}"),
        [first, rest @ ..] => format!("{first} and {} others {what}", rest.len()),
        [] => String::new(),
    }
}

/// Where an installed project's packages lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    SitePackages,
    /// In the folder that the source is copied to.
    Source,
}

/// How a note about it ends.
pub(super) const IN_PLACE: &str = "the project is installed in place, and its source is copied";

/// Whether the project can be installed in place: what is compiled has no place beside its source.
/// In a workspace the other members would be, too.
pub(super) fn can_stay(distribution: &Distribution, manifests: &Manifests) -> bool {
    distribution.compiled.is_none() && !distribution.packages.is_empty() && manifests.members.is_empty()
}

/// Whether the command names a console script of the project: as its program, or as a word that another program runs.
fn runs_own_script(manifests: &Manifests, command: &Command) -> bool {
    let pyproject = manifests.pyproject.iter().flat_map(|pyproject| &pyproject.scripts);
    let setup = manifests.setup.iter().flat_map(|setup| &setup.scripts);
    let mut own = pyproject.chain(setup).map(|script| script.name.as_str());
    let is_shell = matches!(command.words(), [_, option, ..] if option == "-c");
    let lines = command.words().iter().skip(2).filter(|_| is_shell).flat_map(|line| line.split_whitespace());
    let words: Vec<&str> = command.words().iter().map(String::as_str).chain(lines).collect();
    own.any(|name| words.contains(&name))
}

/// Whether the project is a plug-in of the program, which finds it by its metadata alone. Ex) `celery.commands` of `celery`
fn is_plugin_of(manifests: &Manifests, command: &Command) -> bool {
    let pyproject = manifests.pyproject.iter().flat_map(|pyproject| &pyproject.plugin_groups);
    let mut groups = pyproject.chain(manifests.setup.iter().flat_map(|setup| &setup.plugin_groups));
    groups.any(|group| group.split('.').next() == Some(command.program()))
}

/// Whether production must have the project installed: its manager does so, or the command is one that only an
/// installation makes.
fn must_install(manager: PackageManager, distribution: &Distribution, manifests: &Manifests, start: Option<&Start>) -> bool {
    match manager {
        _ if manager.installs_project() => true,
        PackageManager::Script | PackageManager::None => false,
        _ => {
            let script = start.is_some_and(|start| runs_own_script(manifests, &start.command));
            let is_plugin = start.is_some_and(|start| is_plugin_of(manifests, &start.command));
            let module = start.and_then(|start| Some(start.entrypoint.as_ref()?.module.top()));
            // Compiled modules are made where the project is built.
            let is_compiled = distribution.compiled.is_some()
                && distribution.packages.iter().any(|package| {
                    package.file_name().strip_suffix(".py").unwrap_or(package.file_name()) == module.unwrap_or_default()
                });
            let in_src =
                distribution.packages.iter().any(|package| package.top() == "src" && Some(package.file_name()) == module);
            script || is_plugin || in_src || is_compiled
        }
    }
}
