//! The application objects of the project, and which of them a container is meant for.

use ruff_python_ast::{Expr, ExprCall, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use super::evidence::Evidence;
use super::files::{is_chore, is_demonstration, is_helper};
use super::origin::{Origin, Resolver};
use super::runs::Run;
use crate::knowledge::{FrameworkRow, Interface, Kind};
use crate::model::{Attribute, Location, RelPath};
use crate::python::{Module, bindings, calls, literal};

/// Functions that return an application are factories when they are called one of these, or end like them.
const FACTORY_ENDINGS: &[&str] = &["app", "application", "asgi", "server", "wsgi"];

/// Module names, the likeliest for production first; a name that is not here comes after all of them.
const MODULES: &[&str] = &[
    "wsgi",
    "asgi",
    "main",
    "app",
    "api",
    "server",
    "application",
    "run",
    "bot",
    "web",
    "webapp",
    "service",
    "streamlit_app",
    "dashboard",
    "home",
    "hello",
    "index",
    "celery",
    "worker",
    "tasks",
];

const OBJECTS: &[&str] = &["app", "application", "api", "server", "asgi", "wsgi", "demo", "bot", "celery"];

/// Modules that re-export an application on purpose; any other that imports one merely uses it.
const DOORS: &[&str] = &["__init__", "__main__", "app", "application", "asgi", "main", "run", "server", "wsgi"];

/// One application object, or a function that makes it.
#[derive(Debug, Clone)]
pub struct Candidate<'a> {
    pub row: &'a FrameworkRow,
    pub interface: Interface,
    pub origin: Origin,
    pub file: RelPath,
    /// `None` if the file itself is the application.
    pub object: Option<Attribute>,
    /// The name that the framework's command takes it by; `None` if that is the object's. Ex) a spider's
    pub label: Option<String>,
    pub factory: bool,
    pub at: Location,
    pub why: String,
    pub rank: Rank,
}

impl Candidate<'_> {
    /// Another application includes it, or a program serves it beside its other work.
    pub fn is_part(&self) -> bool {
        self.rank.inner || self.rank.beside
    }
}

/// What decides between candidates, the weightiest first; the smaller is the better.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Rank {
    /// The project declares what it needs, but not this framework.
    undeclared: bool,
    /// Another application includes it.
    inner: bool,
    /// A program serves it beside its other work.
    beside: bool,
    /// It lies in a folder of helpers.
    helper: bool,
    kind: Kind,
    /// Names, depth, and being a factory, added up: no one of them decides alone.
    points: usize,
    /// Settings name another application, and not this one. Ex) Django's `WSGI_APPLICATION`
    unnamed: bool,
}

impl Rank {
    /// The project declares what it needs, but not this framework.
    pub fn is_undeclared(&self) -> bool {
        self.undeclared
    }

    pub fn is_inner(&self) -> bool {
        self.inner
    }

    pub fn is_beside(&self) -> bool {
        self.beside
    }

    pub fn is_helper(&self) -> bool {
        self.helper
    }

    pub fn set_unnamed(&mut self) {
        self.unnamed = true;
    }

    /// What no name outweighs.
    pub fn class(&self) -> (bool, bool, bool, bool, Kind) {
        (self.undeclared, self.inner, self.beside, self.helper, self.kind)
    }

    pub fn new(evidence: Evidence<'_>, row: &FrameworkRow, file: &RelPath, object: Option<&str>, factory: bool) -> Self {
        let place = |list: &[&str], name: &str| list.iter().position(|known| *known == name).unwrap_or(list.len());
        let stem = match file.file_name().strip_suffix(".py").unwrap_or_default() {
            "__init__" => file.parent().file_name().to_owned(),
            stem => stem.to_owned(),
        };
        let objects = object.map_or(0, |name| place(OBJECTS, name));
        Self {
            undeclared: evidence.has_manifest() && !evidence.declares_framework(row) && !evidence.offers_framework(row),
            inner: false,
            beside: false,
            helper: is_helper(file) || (evidence.is_packaged() && is_demonstration(file)),
            kind: row.kind,
            points: 2 * place(MODULES, &stem.to_ascii_lowercase())
                + 3 * objects
                + 6 * file.depth()
                + if factory { 5 } else { 0 }
                + if is_chore(file) { 60 } else { 0 },
            unnamed: false,
        }
    }
}

/// Every application object that an import of the module can reach.
pub fn find<'a>(evidence: Evidence<'a>, resolver: &Resolver<'a>, module: &Module) -> Vec<Candidate<'a>> {
    let mut found = Vec::new();
    let mut add = |name: &str, origin: Origin, factory: bool, offset: TextSize| {
        let Some((row, interface)) = resolver.framework(&origin) else { return };
        let Ok(object) = Attribute::new(name) else { return };
        let file = module.path().clone();
        let mut rank = Rank::new(evidence, row, &file, Some(name), factory);
        // Channels is there for what WSGI cannot do.
        if factory && is_for_others(name) {
            rank.points += 10;
        }
        if origin.callee.starts_with("channels.") {
            rank.points = rank.points.saturating_sub(3);
        }
        found.push(Candidate {
            row,
            interface,
            origin,
            rank,
            object: Some(object),
            label: None,
            factory,
            at: module.source.location(offset),
            why: module.source.line_at(offset),
            file,
        });
    };
    let unpacked = bindings::unpacked(module.statements()).into_iter().filter(|binding| resolver.makes_several(module, binding));
    for binding in module.bindings().into_iter().chain(unpacked).filter(|binding| !binding.guarded) {
        if let Some(origin) = resolver.origin(module, None, binding.value) {
            add(binding.name, origin, false, binding.range.start());
        }
    }
    // Ex) `make` of `FlaskGroup(create_app=make)`
    let handed_on: Vec<&str> = keywords(module, "create_app");
    let completed = completed(module);
    for function in bindings::functions(module.statements()) {
        let name = function.name.as_str();
        if completed.contains(&name) {
            continue;
        }
        let named = handed_on.contains(&name) || FACTORY_ENDINGS.iter().any(|ending| name.ends_with(ending));
        if named
            && bindings::takes_nothing(function)
            && let Some(origin) = resolver.returned(module, function)
        {
            add(name, origin, true, function.name.start());
        }
    }
    // A function that hands every request on is the application in its place.
    for function in bindings::functions(module.statements()) {
        if let Some(inner) = wrapped(function)
            && let Some(origin) = resolver.origin(module, Some(function), inner)
        {
            add(function.name.as_str(), origin, false, function.name.start());
        }
    }
    let stem = module.path().file_name().strip_suffix(".py").unwrap_or_default();
    if DOORS.contains(&stem) {
        for (name, offset) in reexports(module) {
            if let Some(origin) = resolver.exported(module, name) {
                add(name, origin, false, offset);
            }
        }
    }
    // A factory is for a server to call; anything else needs the object.
    found.retain(|candidate| !candidate.factory || candidate.interface != Interface::None);
    found.extend(settings(evidence, module));
    found
}

/// Whether the name says that the object is not for production. Ex) `create_test_app`
fn is_for_others(name: &str) -> bool {
    const OTHERS: &[&str] = &["debug", "dev", "development", "local", "test", "testing"];
    name.split('_').any(|word| OTHERS.contains(&word))
}

/// Factories that another factory of the module calls and adds to: that one makes the whole application. Ex) `create_app` of
/// `def create_production_app(): app = create_app(); connect(app); return app`
fn completed(module: &Module) -> Vec<&str> {
    let functions = bindings::functions(module.statements());
    let is_factory = |function: &&&StmtFunctionDef| {
        let name = function.name.as_str();
        FACTORY_ENDINGS.iter().any(|ending| name.ends_with(ending)) && bindings::takes_nothing(function)
    };
    let factories: Vec<_> = functions.iter().filter(is_factory).collect();
    let called = factories.iter().filter(|function| !is_for_others(function.name.as_str())).flat_map(|function| {
        let sites = calls(&function.body);
        let names = sites.into_iter().filter_map(|site| Some(site.call.func.as_name_expr()?.id.as_str()));
        names.filter(|name| *name != function.name.as_str()).collect::<Vec<_>>()
    });
    let called: Vec<&str> = called.collect();
    factories.iter().map(|function| function.name.as_str()).filter(|name| called.contains(name)).collect()
}

/// The names that calls of the module, decorators included, give to the keyword.
fn keywords<'m>(module: &'m Module, keyword: &str) -> Vec<&'m str> {
    if !module.source.text.contains(keyword) {
        return Vec::new();
    }
    let value = |call: &'m ExprCall| call.arguments.find_keyword(keyword)?.value.as_name_expr().map(|name| name.id.as_str());
    let decorators = bindings::functions(module.statements()).into_iter().flat_map(|function| &function.decorator_list);
    let decorating = decorators.filter_map(|decorator| decorator.expression.as_call_expr());
    calls(module.statements()).into_iter().map(|site| site.call).chain(decorating).filter_map(value).collect()
}

/// The application that the function calls with its own arguments. Ex) `inner` of `def application(environ, start_response):
/// return inner(environ, start_response)`
fn wrapped(function: &StmtFunctionDef) -> Option<&Expr> {
    let names: Vec<&str> = function.parameters.args.iter().map(|parameter| parameter.name().as_str()).collect();
    if !matches!(names.as_slice(), ["environ" | "env", "start_response"] | ["scope", "receive", "send"]) {
        return None;
    }
    let takes_all = |call: &&ExprCall| {
        let given = call.arguments.args.iter().map(|argument| argument.as_name_expr().map(|name| name.id.as_str()));
        given.eq(names.iter().map(|name| Some(*name)))
    };
    calls(&function.body).into_iter().map(|site| site.call).find(takes_all).map(|call| call.func.as_ref())
}

/// Whether another module can import an application, a router or something that makes one.
pub fn provides(resolver: &Resolver<'_>, module: &Module) -> bool {
    let bound = || module.bindings().iter().any(|binding| resolver.origin(module, None, binding.value).is_some());
    let made = || bindings::functions(module.statements()).iter().any(|function| resolver.returned(module, function).is_some());
    let passed_on = || {
        let mut names = reexports(module).into_iter().map(|(name, _)| name);
        names.any(|name| resolver.exported(module, name).is_some() || resolver.exports_factory(module, name))
    };
    let held = || {
        !bindings::classes(module.statements()).is_empty()
            && calls(module.statements()).iter().any(|site| resolver.made(module, site.function, site.call).is_some())
    };
    bound() || made() || passed_on() || held() || resolver.has_application_class(module)
}

/// The names that `from … import` binds at the top of the module.
fn reexports(module: &Module) -> Vec<(&str, TextSize)> {
    let mut names = Vec::new();
    bindings::own_statements(module.statements(), &mut |statement, guarded| {
        if let (Stmt::ImportFrom(import), false) = (statement, guarded) {
            names
                .extend(import.names.iter().map(|alias| (alias.asname.as_ref().unwrap_or(&alias.name).as_str(), import.start())));
        }
    });
    names
}

/// Classes that configure a framework. Ex) arq's `class WorkerSettings:`
fn settings<'a>(evidence: Evidence<'a>, module: &Module) -> Vec<Candidate<'a>> {
    let rows = evidence.frameworks.rows().iter().filter(|row| !row.settings_classes.is_empty());
    let used = rows
        .filter(|row| module.imports.paths().any(|path| row.imports.iter().any(|top| path.path.split('.').next() == Some(top))));
    let classes = bindings::classes(module.statements());
    used.flat_map(|row| {
        classes
            .iter()
            .filter(|class| row.settings_classes.iter().any(|name| name == class.name.as_str()))
            .map(move |class| (row, class))
    })
    .filter_map(|(row, class)| {
        let file = module.path().clone();
        let offset = class.name.start();
        Some(Candidate {
            row,
            interface: row.interface(),
            origin: Origin { file: file.clone(), offset, callee: String::new(), interface: None },
            object: Some(Attribute::new(class.name.as_str()).ok()?),
            label: None,
            factory: false,
            at: module.source.location(offset),
            why: module.source.line_at(offset),
            rank: Rank::new(evidence, row, &file, None, false),
            file,
        })
    })
    .collect()
}

/// Applications that the module puts inside others: `app.mount("/api", api)`, `gr.mount_gradio_app(app, demo)`,
/// `Dash(server=app)`.
pub fn included(resolver: &Resolver<'_>, module: &Module) -> Vec<Origin> {
    let mut found = Vec::new();
    for site in calls(module.statements()) {
        let name = match site.call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => continue,
        };
        let arguments = &site.call.arguments;
        let origin = |expression: &Expr| resolver.origin(module, site.function, expression);
        match name {
            "mount" | "Mount" | "add_subapp" | "merge" => {
                let values = arguments.args.iter().chain(arguments.keywords.iter().map(|keyword| &keyword.value));
                found.extend(values.filter(|value| literal::string(value).is_none()).filter_map(origin));
            }
            "mount_gradio_app" => found.extend(arguments.find_argument_value("blocks", 1).and_then(origin)),
            "Dash" => {
                let inside_another = arguments.find_keyword("server").and_then(|keyword| origin(&keyword.value)).is_some();
                found.extend(resolver.made(module, site.function, site.call).filter(|_| inside_another));
            }
            _ => {}
        }
    }
    found
}

/// An application that only the program around it can reach, but that the program runs. `None` if no framework is known for it,
/// or it could not be followed.
pub fn of_run<'a>(evidence: Evidence<'a>, run: &Run<'a>) -> Option<Candidate<'a>> {
    let row = run.framework?;
    Some(Candidate {
        row,
        interface: Interface::None,
        origin: run.origin.clone()?,
        file: run.file.clone(),
        object: None,
        label: None,
        factory: false,
        at: run.at.clone(),
        why: run.why.clone(),
        rank: Rank::new(evidence, row, &run.file, None, false),
    })
}

/// Puts the best first, with `included` and `beside` behind the others, and keeps one candidate per application: the same object is often reachable by several names.
pub fn order<'a>(mut candidates: Vec<Candidate<'a>>, included: &[Origin], beside: &[Origin]) -> Vec<Candidate<'a>> {
    for candidate in &mut candidates {
        candidate.rank.inner = included.iter().any(|origin| origin.is_same(&candidate.origin));
        candidate.rank.beside = beside.iter().any(|origin| origin.is_same(&candidate.origin));
    }
    // Whatever a server can run comes before what only a program can.
    let served = |candidate: &Candidate<'_>| (candidate.object.is_none(), candidate.interface == Interface::None);
    candidates.sort_by(|a, b| (served(a), &a.rank, &a.file, &a.object).cmp(&(served(b), &b.rank, &b.file, &b.object)));
    let mut kept: Vec<Candidate<'a>> = Vec::new();
    for candidate in candidates {
        // What speaks WSGI may also be there as ASGI, which another server runs.
        let is_both = |other: &Candidate<'_>| {
            other.interface != candidate.interface
                && [other.interface, candidate.interface].iter().all(|one| *one != Interface::None)
        };
        let is_it = |other: &Candidate<'_>| other.origin.is_same(&candidate.origin) && !is_both(other);
        if !kept.iter().any(is_it) {
            kept.push(candidate);
        }
    }
    kept.sort_by(|a, b| (&a.rank, &a.file, &a.object).cmp(&(&b.rank, &b.file, &b.object)));
    kept
}
