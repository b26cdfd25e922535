//! Everything that the project's code says about applications, read once.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use super::address::Address;
use super::assemble::{Application, Assembled, assemble, takes_port};
use super::beside::{self, Beside};
use super::candidate::{self, Candidate, Rank};
use super::evidence::Evidence;
use super::files::{self, Scanned};
use super::import_index::{self, ImportIndex};
use super::import_root::{ImportRoots, Importable, module_path};
use super::origin::{Origin, Resolver};
use super::ports::{self, Stated};
use super::routes::Routes;
use super::runs::{self, Run, Runner};
use super::shown::{self, Shower, Shown};
use super::{django, marks, options, package_runs, pages, serving};
use crate::knowledge::{FrameworkRow, Interface, Kind};
use crate::manifest::ScriptEntry;
use crate::model::{Attribute, Entrypoint, HealthCheck, Location, Note, RelPath, Start};
use crate::python::{Definition, ImportPath, Project, Target, calls, first_effect, literal};

pub struct Survey<'a> {
    pub evidence: Evidence<'a>,
    pub scanned: Vec<Scanned>,
    pub resolver: Resolver<'a>,
    pub runs: Vec<Run<'a>>,
    /// The applications that a program serves beside its other work.
    pub beside: Vec<Beside>,
    /// Best first.
    pub candidates: Vec<Candidate<'a>>,
    routes: Routes,
    index: ImportIndex,
    shown: OnceCell<Vec<Shown>>,
    usual_port: OnceCell<Option<Stated>>,
}

impl<'a> Survey<'a> {
    pub fn new(evidence: Evidence<'a>) -> Self {
        let scanned = files::scan(evidence);
        let frameworks = evidence.frameworks;
        let servers = frameworks.servers().iter().flat_map(|server| &server.runs).filter_map(|name| name.split('.').next());
        // A package of the project may have the name of a framework that it does not use. Ex) `panel/`
        let own = |name: &str| ["", "src/"].iter().any(|root| evidence.has_module(&format!("{root}{name}")));
        let rows =
            frameworks.rows().iter().filter(|row| evidence.declares_framework(row) || !row.imports.iter().any(|top| own(top)));
        let external = rows.flat_map(|row| &row.imports).map(String::as_str).chain(servers).map(str::to_owned).collect();
        let project = Project::new(evidence.tree, evidence.package_roots(), external);
        let mut survey = Self {
            evidence,
            resolver: Resolver::new(project, frameworks),
            runs: Vec::new(),
            beside: Vec::new(),
            candidates: Vec::new(),
            routes: Routes::default(),
            index: ImportIndex::new(&scanned),
            scanned,
            shown: OnceCell::new(),
            usual_port: OnceCell::new(),
        };
        survey.read();
        survey
    }

    fn read(&mut self) {
        let mut candidates = Vec::new();
        let mut found_pages = Vec::new();
        let mut included = Vec::new();
        let paths = self.worth_reading();
        for path in &paths {
            let Some(module) = self.resolver.project.module(path) else { continue };
            candidates.extend(candidate::find(self.evidence, &self.resolver, &module));
            found_pages.extend(pages::find(self.evidence, &self.resolver, &module));
            found_pages.extend(marks::find(self.evidence, &self.resolver, &module));
            included.extend(candidate::included(&self.resolver, &module));
            self.runs.extend(runs::find(&self.resolver, &module));
            self.routes.read(&self.resolver, &module);
        }
        let by_packages = package_runs::find(&self.resolver, &self.scanned, &self.runs);
        self.runs.extend(by_packages);
        self.beside = self.served_beside(&paths);
        // What is for work on the program alone imports its first page as well.
        let imported: OnceCell<BTreeSet<RelPath>> = OnceCell::new();
        let find_imported = || {
            let others = self.scanned.iter().filter(|other| !files::is_for_development(&other.path));
            others.flat_map(|other| self.imported_by(other).into_iter().filter(|path| *path != other.path)).collect()
        };
        let imported = |path: &RelPath| imported.get_or_init(find_imported).contains(path);
        if let Some(row) = self.resolver.frameworks.get("django") {
            candidates.extend(self.named_by_settings(row, &candidates));
        }
        candidates.extend(pages::only_first_pages(found_pages, &imported));
        candidates.extend(pages::other_files(self.evidence));
        if candidates.is_empty() {
            candidates.extend(pages::default(self.evidence, &self.scanned));
        }
        candidates.extend(self.runs.iter().filter(|run| run.by_script).filter_map(|run| candidate::of_run(self.evidence, run)));
        self.rank_by_settings(&mut candidates);
        let beside: Vec<Origin> = self.beside.iter().map(|served| served.origin.clone()).collect();
        self.candidates = candidate::order(candidates, &included, &beside);
        // What a framework's own repository defines is for others to use.
        if self.evidence.is_known_itself() {
            self.candidates.clear();
        }
        // Parts whose whole was not found: the program that puts them together is the better choice.
        if self.candidates.iter().all(Candidate::is_part) {
            self.candidates.clear();
        }
    }

    /// Django's application where no call shows it, because something else is around it: what the settings name, or what a module
    /// for servers beside `manage.py` binds under the usual name.
    fn named_by_settings(&self, row: &'a FrameworkRow, known: &[Candidate<'a>]) -> Vec<Candidate<'a>> {
        const USUAL: &str = "application";
        if known.iter().any(|candidate| candidate.row.name == row.name) || !self.evidence.declares_framework(row) {
            return Vec::new();
        }
        let roots = self.roots();
        let settings = self.scanned.iter().filter(|file| django::may_be_settings(&file.path));
        let settings = settings.filter_map(|file| self.resolver.project.module(&file.path));
        let mut named: Vec<String> = settings.flat_map(|module| django::applications(&module)).collect();
        let has_manage = self.scanned.iter().any(|file| file.path.file_name() == "manage.py");
        let for_servers = self.scanned.iter().filter(|file| has_manage && file.path.file_name() == "wsgi.py");
        named.extend(for_servers.filter_map(|file| Some(format!("{}.{USUAL}", roots.of(&file.path).module?))));
        let candidate = |name: &String| {
            let (module_name, object) = name.rsplit_once('.')?;
            let of_module = |file: &&Scanned| roots.of(&file.path).module.is_some_and(|module| module.as_str() == module_name);
            let file = self.scanned.iter().find(of_module)?.path.clone();
            let module = self.resolver.project.module(&file)?;
            let binding = module.bindings().into_iter().find(|binding| binding.name == object)?;
            let offset = binding.range.start();
            let interface = if file.file_name().starts_with("asgi") { Interface::Asgi } else { Interface::Wsgi };
            Some(Candidate {
                row,
                interface,
                origin: Origin { file: file.clone(), offset, callee: String::new(), interface: Some(interface) },
                object: Attribute::new(object).ok(),
                label: None,
                factory: false,
                at: module.source.location(offset),
                why: module.source.line_at(offset),
                rank: Rank::new(self.evidence, row, &file, Some(object), false),
                file,
            })
        };
        named.iter().filter_map(candidate).take(1).collect()
    }

    /// The applications that the code serves beside other work. A declared server that only a command starts, such as gunicorn,
    /// is there to serve one by itself.
    fn served_beside(&self, paths: &[RelPath]) -> Vec<Beside> {
        let mut servers = self.evidence.frameworks.servers().iter();
        if servers.any(|server| server.runs.is_empty() && self.evidence.has_server(server)) {
            return Vec::new();
        }
        let modules = paths.iter().filter_map(|path| self.resolver.project.module(path));
        modules.flat_map(|module| beside::find(&self.resolver, &self.runs, &module)).collect()
    }

    /// Of several applications that are alike in everything else, Django's settings name the one that is served.
    fn rank_by_settings(&self, candidates: &mut [Candidate<'a>]) {
        let of_django = |candidate: &&mut Candidate<'a>| candidate.row.name.as_str() == "django";
        if candidates.iter_mut().filter(of_django).count() < 2 {
            return;
        }
        let files = self.scanned.iter().filter(|file| django::may_be_settings(&file.path));
        let modules = files.filter_map(|file| self.resolver.project.module(&file.path));
        let named: Vec<String> = modules.flat_map(|module| django::applications(&module)).collect();
        if named.is_empty() {
            return;
        }
        let roots = self.roots();
        for candidate in candidates.iter_mut().filter(of_django) {
            let module = roots.of(&candidate.file).module;
            let is_named = named.iter().any(|name| {
                name.rsplit_once('.').is_some_and(|(module_name, _)| module.as_ref().is_some_and(|m| m.as_str() == module_name))
            });
            if !is_named {
                candidate.rank.set_unnamed();
            }
        }
    }

    /// The lines of the project's own files that start programs, read where they are asked for.
    pub fn shown(&self) -> &[Shown] {
        self.shown.get_or_init(|| shown::read(self))
    }

    /// The port that the project's settings or documents speak of, where its image exposes none. `None` if none of them does.
    pub fn usual_port(&self) -> Option<Stated> {
        let find = || {
            let of_images = || shown::port_of_images(self);
            ports::of_settings(self)
                .or_else(|| ports::of_configuration(self))
                .or_else(|| shown::port_of_lines(self))
                .or_else(of_images)
                .or_else(|| ports::of_examples(self))
                .or_else(|| shown::port_of_documents(self))
        };
        self.usual_port.get_or_init(find).clone()
    }

    /// The file of the project that an import of a file leads to. `None` if it leads out of the project.
    pub fn leads_to(&self, from: &RelPath, import: &crate::python::ImportPath) -> Option<RelPath> {
        match self.resolver.project.import(from, import) {
            Target::Project { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The files that import something the knowledge speaks of, and those that import an application from one of these:
    /// a `wsgi.py` that only says `from shop import create_app` is the best entry point there is.
    fn worth_reading(&self) -> Vec<RelPath> {
        let mut chosen: BTreeSet<RelPath> =
            self.scanned.iter().filter(|file| file.relevant).map(|file| file.path.clone()).collect();
        let mut fresh = chosen.clone();
        self.resolver.project.prepare(chosen.iter());
        let mut edges = None;
        for _ in 0..3 {
            let provides = |path: &RelPath| {
                self.resolver.project.module(path).is_some_and(|module| candidate::provides(&self.resolver, &module))
            };
            let providers: BTreeSet<RelPath> = fresh.into_iter().filter(provides).collect();
            if providers.is_empty() {
                break;
            }
            let edges = edges
                .get_or_insert_with(|| self.scanned.iter().map(|file| (&file.path, self.imported_by(file))).collect::<Vec<_>>());
            let importers = edges.iter().filter(|(path, imported)| !chosen.contains(*path) && !imported.is_disjoint(&providers));
            fresh = importers.map(|(path, _)| (*path).clone()).collect();
            chosen.extend(fresh.iter().cloned());
        }
        chosen.into_iter().collect()
    }

    /// The files of the project that the file imports.
    pub fn imported_by(&self, file: &Scanned) -> BTreeSet<RelPath> {
        file.imports.iter().filter_map(|import| self.leads_to(&file.path, import)).collect()
    }

    /// Where the file does something when it is run as a program. `None` if it only defines things.
    pub fn effect(&self, file: &RelPath) -> Option<Location> {
        let module = self.resolver.project.module(file)?;
        if !module.source.is_valid() {
            // A file for another Python may do anything.
            return Some(Location::file(file.clone()));
        }
        first_effect(module.statements()).map(|offset| module.source.location(offset))
    }

    /// The project's name as its metadata or its folder gives it, in lower case and with hyphens. `None` if neither gives one.
    pub fn name(&self) -> Option<String> {
        self.evidence.project_name()
    }

    pub fn roots(&self) -> ImportRoots<'_> {
        ImportRoots::new(self.evidence, &self.resolver.project, &self.scanned, &self.index)
    }

    pub fn health(&self, origin: &Origin) -> Option<HealthCheck> {
        let route = django::health(&self.resolver, origin).or_else(|| self.routes.health(origin));
        route.or_else(|| self.described(origin))
    }

    /// FastAPI's own page where the constructor moves it or, with `openapi_url=None`, takes it away.
    fn described(&self, origin: &Origin) -> Option<HealthCheck> {
        let module = self.resolver.project.module(&origin.file)?;
        let site = calls(module.statements()).into_iter().find(|site| site.call.start() == origin.offset)?;
        let keyword = site.call.arguments.find_keyword("openapi_url")?;
        match literal::string(&keyword.value) {
            Some(path) => HealthCheck::new(path, true).ok(),
            None => HealthCheck::new("/", false).ok(),
        }
    }

    /// The file's own folder as the one to run in, where the application names files that exist only there:
    /// `Jinja2Templates(directory="templates")` and `open("model.json")` are read from the working directory.
    fn beside_its_files(&self, file: &RelPath, interface: Interface) -> Option<Importable> {
        /// Calls whose text is a path below some other folder.
        const ELSEWHERE: &[&str] =
            &["join", "joinpath", "render_template", "send_from_directory", "TemplateResponse", "template"];
        let folder = file.parent();
        let importable = self.roots().of(file);
        // A package's modules import each other by the package's name.
        let scanned = import_index::find(&self.scanned, file)?;
        let alone = scanned
            .imports
            .iter()
            .all(|import| import.level == 0 && self.leads_to(file, import).is_none_or(|path| path == *file));
        if interface == Interface::None || folder == importable.root || !alone {
            return None;
        }
        let exists = |root: &RelPath, name: &str| {
            root.join(name).is_ok_and(|path| !path.is_root() && self.evidence.tree.kind(&path).is_some())
        };
        let only_here = |name: &str| exists(&folder, name) && !exists(&importable.root, name);
        let module = self.resolver.project.module(file)?;
        let names_neighbour = calls(module.statements()).into_iter().any(|site| {
            let callee = match site.call.func.as_ref() {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => return false,
            };
            let directory = site.call.arguments.find_keyword("directory").map(|keyword| &keyword.value);
            let directory = directory.filter(|_| interface == Interface::Asgi).and_then(literal::string);
            let first = site.call.arguments.find_positional(0).and_then(literal::string).filter(|text| text.contains('.'));
            directory.is_some_and(only_here) || (!ELSEWHERE.contains(&callee) && first.is_some_and(only_here))
        });
        names_neighbour
            .then(|| Importable { module: module_path(&folder, file), root: folder })
            .filter(|found| found.module.is_some())
    }

    /// The port that the file of the candidate states, where it is no Python.
    fn stated_port(&self, candidate: &Candidate<'a>) -> Option<Stated> {
        if let Some(port_file) = &candidate.row.port_file
            && let Ok(path) = RelPath::parse(&port_file.path)
        {
            return pages::stated_port(&self.evidence.tree.text(&path).ok()??, std::slice::from_ref(&port_file.key), &path);
        }
        let page = candidate.row.pages.iter().find(|page| page.is_called(candidate.file.file_name()))?;
        pages::stated_port(&self.evidence.tree.text(&candidate.file).ok()??, &page.port_keys, &candidate.file)
    }

    /// The usual port of the project, where it is that of the candidate: one of several applications may be meant.
    fn usual_port_of(&self, candidate: &Candidate<'a>) -> Option<Stated> {
        let is_web = |other: &&Candidate<'a>| other.row.kind < Kind::Worker && !other.is_part() && !other.rank.is_helper();
        let is_only = self.candidates.iter().filter(is_web).all(|other| other.row.name == candidate.row.name);
        let has_none = || ports::of_project(self.evidence).is_none();
        (takes_port(candidate.row) && is_only && has_none()).then(|| self.usual_port()).flatten()
    }

    /// The folder in which a line of the project's own files starts the candidate. Ex) `cd api` above `flask --app site run`
    fn place_shown(&self, candidate: &Candidate<'a>) -> Option<Importable> {
        let (object, file) = (candidate.object.as_ref()?, &candidate.file);
        let mut lines = self.shown().iter().filter(|line| !matches!(line.by, Shower::Image | Shower::Workflow));
        let root = lines.find_map(|line| line.place(self, file, object))?;
        // A document may leave out what makes the imports of the file possible. Ex) `import back.db` in a line below `cd back`
        let imports = &import_index::find(&self.scanned, file)?.imports;
        let is_there = |top: &str| {
            let exists = |name: &str| root.join(name).is_ok_and(|path| self.evidence.tree.kind(&path).is_some());
            exists(top) || exists(&format!("{top}.py"))
        };
        let own = imports.iter().filter(|import| import.level == 0 && self.leads_to(file, import).is_some());
        if own.filter_map(|import| import.path.split('.').next()).any(|top| !is_there(top)) {
            return None;
        }
        Some(Importable { module: module_path(&root, file), root }).filter(|found| found.module.is_some())
    }

    /// What the command of the project calls, and the file of it. Both are `None` for a target that cannot be read; the file for one
    /// of another project as well.
    pub fn target_of(&self, entry: &ScriptEntry) -> (Option<Entrypoint>, Option<RelPath>) {
        let target: Option<Entrypoint> = entry.target.split('[').next().and_then(|target| target.trim().parse().ok());
        let file = target.as_ref().and_then(|target| {
            let import = ImportPath { level: 0, path: target.module.as_str().to_owned() };
            match self.resolver.project.import(&self.evidence.folder(), &import) {
                Target::Project { file, .. } => Some(file),
                _ => None,
            }
        });
        (target, file)
    }

    /// The way to start a candidate.
    pub fn assemble(&self, candidate: &Candidate<'a>) -> Assembled {
        let importable = self.roots().of(&candidate.file);
        let shown = self.place_shown(candidate);
        let importable = shown.or_else(|| self.beside_its_files(&candidate.file, candidate.interface)).unwrap_or(importable);
        let application = Application {
            row: candidate.row,
            interface: candidate.interface,
            file: Some(candidate.file.clone()),
            importable,
            object: candidate.object.clone(),
            factory: candidate.factory,
            label: candidate.label.clone(),
            port: self.stated_port(candidate).or_else(|| self.usual_port_of(candidate)),
            health: self.health(&candidate.origin),
            at: Some(candidate.at.clone()),
            shares_its_program: candidate.row.kind < Kind::Worker
                && self.runs.iter().any(|run| {
                    let other = run.framework.is_some_and(|row| row.kind > Kind::Service);
                    run.file == candidate.file && run.by_script && other
                }),
        };
        // `bottle.run()` without an application runs the default one.
        let runs_default = |run: &Run<'_>| match run.runner {
            Runner::Framework(row) => run.origin.is_none() && row.name == candidate.row.name && run.file == candidate.file,
            Runner::Server(_) => false,
        };
        let runs_it =
            |run: &&Run<'_>| run.origin.as_ref().is_some_and(|origin| origin.is_same(&candidate.origin)) || runs_default(run);
        let runs: Vec<&Run<'_>> = self.runs.iter().filter(runs_it).collect();
        let mut assembled = assemble(self.evidence, &application, &runs);
        // A program whose options say where it listens.
        let is_program = |run: &&&Run<'_>, start: &Start| {
            let is_started = run.by_script && run.listens && start.file.as_ref() == Some(&run.file);
            is_started && run.address == Address::Unknown && start.command.program() == "python"
        };
        if let Some(start) = assembled.start.as_mut()
            && let Some(run) = runs.iter().find(|run| is_program(run, start))
        {
            assembled.notes.extend(options::settle(self, start, &serving::modules(self, &run.file)));
        }
        assembled
    }

    /// The way to start what a person named, whether or not parsing found it.
    pub fn by_entrypoint(&self, entrypoint: &Entrypoint, row: Option<&'a FrameworkRow>) -> Assembled {
        let found = self.candidates.iter().find(|candidate| {
            let module = self.roots().of(&candidate.file).module;
            module.as_ref() == Some(&entrypoint.module) && candidate.object == entrypoint.attribute
        });
        let (file, root) = self.locate(entrypoint);
        let origin = self.origin_of(entrypoint, &root).or_else(|| found.map(|candidate| candidate.origin.clone()));
        let known = origin.as_ref().and_then(|origin| self.resolver.framework(origin));
        let row = row.or(known.map(|(row, _)| row)).or_else(|| self.declared_web());
        let Some(row) = row else {
            let message = format!("no declared framework runs `{entrypoint}`");
            let note = Note::warning(message).hint("name the framework with `--framework`, or give the command with `--cmd`");
            return Assembled { start: None, development: false, notes: vec![note] };
        };
        let interface = known.filter(|(found, _)| found.name == row.name).map_or(row.interface(), |(_, interface)| interface);
        let application = Application {
            row,
            interface,
            file,
            importable: Importable { root, module: Some(entrypoint.module.clone()) },
            object: entrypoint.attribute.clone(),
            factory: entrypoint.factory || self.is_factory(entrypoint),
            label: None,
            port: None,
            health: origin.as_ref().and_then(|origin| self.health(origin)),
            at: found.map(|candidate| candidate.at.clone()),
            shares_its_program: false,
        };
        let runs: Vec<&Run<'_>> =
            self.runs.iter().filter(|run| run.origin.as_ref().zip(origin.as_ref()).is_some_and(|(a, b)| a.is_same(b))).collect();
        assemble(self.evidence, &application, &runs)
    }

    /// The file of the entry point's module and the folder that its name starts from.
    pub(super) fn locate(&self, entrypoint: &Entrypoint) -> (Option<RelPath>, RelPath) {
        let tail = entrypoint.module.as_str().replace('.', "/");
        let ends = |path: &RelPath| {
            let name = path.as_str().strip_suffix(".py").unwrap_or_default();
            let name = name.strip_suffix("/__init__").unwrap_or(name);
            let root = name.strip_suffix(&tail)?;
            (root.is_empty() || root.ends_with('/')).then(|| RelPath::parse(root).ok()).flatten()
        };
        let mut found: Vec<(RelPath, RelPath)> =
            self.scanned.iter().filter_map(|file| Some((ends(&file.path)?, file.path.clone()))).collect();
        found.sort_by_key(|(root, _)| (root.depth(), root.clone()));
        found.into_iter().next().map_or((None, RelPath::root()), |(root, file)| (Some(file), root))
    }

    /// The folder that the entry point's module must be imported from; `None` if it is the root, or is installed from.
    pub fn only_place_of(&self, entrypoint: &Entrypoint) -> Option<RelPath> {
        let (_, root) = self.locate(entrypoint);
        (!root.is_root() && !self.evidence.installs_from(&root)).then_some(root)
    }

    fn is_factory(&self, entrypoint: &Entrypoint) -> bool {
        let (Some(attribute), (Some(file), _)) = (&entrypoint.attribute, self.locate(entrypoint)) else { return false };
        let module = self.resolver.project.module(&file);
        module.is_some_and(|module| matches!(module.definition(attribute.as_str()), Some(Definition::Function(_))))
    }

    /// The first framework that the project declares and that a server can run.
    fn declared_web(&self) -> Option<&'a FrameworkRow> {
        self.resolver.frameworks.rows().iter().find(|row| !row.servers.is_empty() && self.evidence.declares_framework(row))
    }
}
