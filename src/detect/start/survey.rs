//! Everything that the project's code says about applications, read once.

use std::collections::BTreeSet;

use super::assemble::{Application, Assembled, assemble};
use super::candidate::{self, Candidate};
use super::evidence::Evidence;
use super::files::{self, Scanned};
use super::import_root::{ImportRoots, Importable};
use super::origin::{Origin, Resolver};
use super::routes::Routes;
use super::runs::{self, Run};
use super::{django, pages};
use crate::knowledge::FrameworkRow;
use crate::model::{Entrypoint, HealthCheck, Note, RelPath};
use crate::python::{Definition, Project, Target};

pub struct Survey<'a> {
    pub evidence: Evidence<'a>,
    pub scanned: Vec<Scanned>,
    pub resolver: Resolver<'a>,
    pub runs: Vec<Run<'a>>,
    /// Best first.
    pub candidates: Vec<Candidate<'a>>,
    routes: Routes,
}

impl<'a> Survey<'a> {
    pub fn new(evidence: Evidence<'a>) -> Self {
        let scanned = files::scan(evidence);
        let frameworks = evidence.frameworks;
        let servers = frameworks.servers().iter().flat_map(|server| &server.runs).filter_map(|name| name.split('.').next());
        let external = frameworks.rows().iter().flat_map(|row| &row.imports).map(String::as_str).chain(servers).map(str::to_owned).collect();
        let project = Project::new(evidence.tree, evidence.package_roots(), external);
        let mut survey = Self {
            evidence,
            resolver: Resolver { project, frameworks },
            runs: Vec::new(),
            candidates: Vec::new(),
            routes: Routes::default(),
            scanned,
        };
        survey.read();
        survey
    }

    fn read(&mut self) {
        let mut candidates = Vec::new();
        let mut found_pages = Vec::new();
        let mut included = Vec::new();
        for path in self.to_parse() {
            let Some(module) = self.resolver.project.module(&path) else { continue };
            candidates.extend(candidate::find(self.evidence, &self.resolver, &module));
            found_pages.extend(pages::find(self.evidence, &self.resolver, &module));
            included.extend(candidate::included(&self.resolver, &module));
            self.runs.extend(runs::find(&self.resolver, &module));
            self.routes.read(&self.resolver, &module);
        }
        let imported = |path: &RelPath| {
            let mut others = self.scanned.iter().filter(|other| other.path != *path);
            others.any(|other| other.imports.iter().any(|import| self.leads_to(&other.path, import).as_ref() == Some(path)))
        };
        candidates.extend(pages::only_first_pages(found_pages, &imported));
        self.candidates = candidate::order(candidates, &included);
    }

    fn leads_to(&self, from: &RelPath, import: &crate::python::ImportPath) -> Option<RelPath> {
        match self.resolver.project.import(from, import) {
            Target::Project { file, .. } => Some(file),
            _ => None,
        }
    }

    /// The files that import something the knowledge speaks of, and those that import one of these: a `wsgi.py` that
    /// only says `from shop import create_app` is the best entry point there is.
    fn to_parse(&self) -> Vec<RelPath> {
        let mut chosen: BTreeSet<&RelPath> = self.scanned.iter().filter(|file| file.relevant).map(|file| &file.path).collect();
        for _ in 0..2 {
            let importers: Vec<&RelPath> = self
                .scanned
                .iter()
                .filter(|file| !chosen.contains(&file.path))
                .filter(|file| file.imports.iter().any(|import| self.leads_to(&file.path, import).is_some_and(|path| chosen.contains(&path))))
                .map(|file| &file.path)
                .collect();
            chosen.extend(importers);
        }
        chosen.into_iter().cloned().collect()
    }

    pub fn roots(&self) -> ImportRoots<'_> {
        ImportRoots::new(self.evidence, &self.scanned)
    }

    pub fn health(&self, origin: &Origin) -> Option<HealthCheck> {
        django::health(&self.resolver, origin).or_else(|| self.routes.health(origin))
    }

    /// The way to start a candidate.
    pub fn assemble(&self, candidate: &Candidate<'a>) -> Assembled {
        let application = Application {
            row: candidate.row,
            interface: candidate.interface,
            file: Some(candidate.file.clone()),
            importable: self.roots().of(&candidate.file),
            object: candidate.object.clone(),
            factory: candidate.factory,
            health: self.health(&candidate.origin),
            at: Some(candidate.at.clone()),
        };
        let runs: Vec<&Run<'_>> = self
            .runs
            .iter()
            .filter(|run| run.origin.as_ref().is_some_and(|origin| origin.is_same(&candidate.origin)))
            .collect();
        assemble(self.evidence, &application, &runs)
    }

    /// The way to start what a person named, whether or not parsing found it.
    pub fn from_entrypoint(&self, entrypoint: &Entrypoint, row: Option<&'a FrameworkRow>) -> Assembled {
        let found = self.candidates.iter().find(|candidate| {
            let module = self.roots().of(&candidate.file).module;
            module.as_ref() == Some(&entrypoint.module) && candidate.object == entrypoint.attribute
        });
        let (file, root) = self.locate(entrypoint);
        let origin = self.origin_of(entrypoint, &root).or_else(|| found.map(|candidate| candidate.origin.clone()));
        let known = origin.as_ref().and_then(|origin| self.resolver.framework(origin));
        let row = row.or(known.map(|(row, _)| row)).or_else(|| self.declared_web());
        let Some(row) = row else {
            let message = format!("`{entrypoint}` is an application of no framework that the project declares");
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
            health: origin.as_ref().and_then(|origin| self.health(origin)),
            at: found.map(|candidate| candidate.at.clone()),
        };
        let runs: Vec<&Run<'_>> =
            self.runs.iter().filter(|run| run.origin.as_ref().zip(origin.as_ref()).is_some_and(|(a, b)| a.is_same(b))).collect();
        assemble(self.evidence, &application, &runs)
    }

    /// The file of the entry point's module and the folder that its name starts from.
    fn locate(&self, entrypoint: &Entrypoint) -> (Option<RelPath>, RelPath) {
        let tail = entrypoint.module.as_str().replace('.', "/");
        let ends = |path: &RelPath| {
            let name = path.as_str().strip_suffix(".py").unwrap_or_default();
            let name = name.strip_suffix("/__init__").unwrap_or(name);
            let root = name.strip_suffix(&tail)?;
            (root.is_empty() || root.ends_with('/')).then(|| RelPath::parse(root).ok()).flatten()
        };
        let mut found: Vec<(RelPath, RelPath)> = self.scanned.iter().filter_map(|file| Some((ends(&file.path)?, file.path.clone()))).collect();
        found.sort_by_key(|(root, _)| (root.depth(), root.clone()));
        found.into_iter().next().map_or((None, RelPath::root()), |(root, file)| (Some(file), root))
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
