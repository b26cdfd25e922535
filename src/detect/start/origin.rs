//! Where an application object comes from: the call that makes it, through names, factories, wrappers and re-exports.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use super::routes::ROUTERS;
use crate::knowledge::{FrameworkRow, Frameworks, Interface, Kind};
use crate::model::RelPath;
use crate::python::{Definition, ImportPath, Module, Project, Reference, Target, bindings};

/// Names followed before the search gives up; a real program needs four or five.
const DEEPEST: usize = 12;

/// Callables that take an application and give back something that is served in its place.
const WRAPPERS: &[&str] = &["ASGIApp", "CORS", "ProxyFix", "WSGIApp", "WhiteNoise", "WsgiToAsgi", "cors", "mount_gradio_app"];

/// The call that makes an object, which is the object's identity.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    pub file: RelPath,
    pub offset: TextSize,
    /// The qualified callable. Ex) `fastapi.FastAPI`
    pub callee: String,
    /// What the object speaks, where a wrapper changed it; `None` if that is what its framework speaks.
    pub interface: Option<Interface>,
}

impl Origin {
    /// Whether both are the same object, wrapped or not.
    pub fn is_same(&self, other: &Self) -> bool {
        self.file == other.file && self.offset == other.offset
    }
}

/// Follows names to origins.
pub struct Resolver<'a> {
    pub project: Project<'a>,
    pub frameworks: &'a Frameworks,
    /// What names of modules, and what functions by their place, were found to be: the same few are asked for all the time.
    names: RefCell<HashMap<(RelPath, String), Option<Origin>>>,
    functions: RefCell<HashMap<(RelPath, TextSize), Option<Origin>>>,
}

impl<'a> Resolver<'a> {
    pub fn new(project: Project<'a>, frameworks: &'a Frameworks) -> Self {
        Self { project, frameworks, names: RefCell::default(), functions: RefCell::default() }
    }

    /// The framework of an origin that is an application and not a router. `None` if it is not an application.
    pub fn framework(&self, origin: &Origin) -> Option<(&'a FrameworkRow, Interface)> {
        let (row, interface) = self.frameworks.constructor(&origin.callee)?;
        Some((row, origin.interface.unwrap_or(interface)))
    }

    /// The origin of an expression in the module, inside the function where one is given. `None` if no call that makes it was
    /// found.
    pub fn origin(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<Origin> {
        self.expression(module, function, expression, DEEPEST)
    }

    /// Whether the call gives the application and something more. Ex) `app, rt = fast_app()`
    pub fn makes_several(&self, module: &Module, binding: &bindings::Binding<'_>) -> bool {
        let Expr::Call(call) = binding.value else { return false };
        let Some(Target::External(name)) = self.project.target(module, &call.func) else { return false };
        self.frameworks.rows().iter().any(|row| row.marks.unpacked.contains(&name))
    }

    /// The origin of a name of the module, as an import from elsewhere would see it. `None` if no call that makes it was found.
    pub fn exported(&self, module: &Module, name: &str) -> Option<Origin> {
        self.name(module, name, DEEPEST)
    }

    /// The origin of what the call makes. `None` if the call makes nothing that is known.
    pub fn made(&self, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall) -> Option<Origin> {
        self.call(module, function, call, DEEPEST)
    }

    /// Whether a class of the module makes an application when it is called.
    pub fn has_application_class(&self, module: &Module) -> bool {
        let bases = bindings::classes(module.statements()).into_iter().filter_map(|class| class.arguments.as_ref());
        bases.flat_map(|arguments| arguments.args.iter()).any(|base| match self.project.target(module, base) {
            Some(Target::External(name)) => self.is_known(&name),
            _ => false,
        })
    }

    /// The origin of what the function returns. `None` if no call that makes it was found.
    pub fn returned(&self, module: &Module, function: &StmtFunctionDef) -> Option<Origin> {
        self.function(module, function, DEEPEST)
    }

    /// Whether a name of the module, as an import from elsewhere would see it, is a function that makes an application.
    pub fn exports_factory(&self, module: &Module, name: &str) -> bool {
        self.leads_to_factory(module, name, DEEPEST)
    }

    fn leads_to_factory(&self, module: &Module, name: &str, depth: usize) -> bool {
        let Some(depth) = depth.checked_sub(1) else { return false };
        match module.definition(name) {
            Some(Definition::Function(function)) => self.function(module, function, depth).is_some(),
            Some(_) => false,
            None => self.defining(module, name).is_some_and(|(other, rest)| self.leads_to_factory(&other, &rest, depth)),
        }
    }

    fn expression(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr, depth: usize) -> Option<Origin> {
        let depth = depth.checked_sub(1)?;
        match expression {
            Expr::Call(call) => self.call(module, function, call, depth),
            Expr::Await(awaited) => self.expression(module, function, &awaited.value, depth),
            Expr::Named(named) => self.expression(module, function, &named.value, depth),
            Expr::If(choice) => self
                .expression(module, function, &choice.body, depth)
                .or_else(|| self.expression(module, function, &choice.orelse, depth)),
            Expr::Name(_) | Expr::Attribute(_) => match self.target(module, function, expression)? {
                Target::External(_) => None,
                Target::Project { file, rest } => self.name(&*self.project.module(&file)?, &rest, depth),
                Target::Local(name) => {
                    let (first, attributes) = split(&name);
                    if first == "self" {
                        let mut values = bindings::self_attributes(module.statements(), attributes).into_iter();
                        return values.find_map(|value| self.expression(module, function, value, depth));
                    }
                    let local = function.map(|function| bindings::bindings(&function.body)).unwrap_or_default();
                    let mut values = local.iter().filter(|binding| binding.name == first).peekable();
                    if values.peek().is_some() {
                        let found = values.find_map(|binding| self.expression(module, function, binding.value, depth))?;
                        return self.attribute(found, attributes);
                    }
                    self.name(module, &name, depth)
                }
            },
            _ => None,
        }
    }

    /// What the expression names. A name that the function binds goes before those that `from … import *` may bring.
    fn target(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<Target> {
        if let Some(function) = function.filter(|_| !module.imports.stars().is_empty())
            && let Some(Reference::Local(name)) = module.imports.reference(expression)
            && bindings::bindings(&function.body).iter().any(|binding| binding.name == split(&name).0)
        {
            return Some(Target::Local(name));
        }
        self.project.target(module, expression)
    }

    fn name(&self, module: &Module, name: &str, depth: usize) -> Option<Origin> {
        let depth = depth.checked_sub(1)?;
        let key = (module.path().clone(), name.to_owned());
        if let Some(known) = self.names.borrow().get(&key) {
            return known.clone();
        }
        let found = self.find_name(module, name, depth);
        self.names.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_name(&self, module: &Module, name: &str, depth: usize) -> Option<Origin> {
        let (first, attributes) = split(name);
        match module.definition(first) {
            Some(Definition::Values(values)) => {
                let found = values.into_iter().find_map(|value| self.expression(module, None, value, depth))?;
                self.attribute(found, attributes)
            }
            Some(_) => None,
            None => self.elsewhere(module, name).into_iter().find_map(|(other, rest)| self.name(&other, &rest, depth)),
        }
    }

    /// The modules of the project that a name may be imported from, and what it is called there.
    fn elsewhere(&self, module: &Module, name: &str) -> Vec<(Rc<Module>, String)> {
        let (first, attributes) = split(name);
        let with = |path: &ImportPath, name: &str| {
            let path_text = [path.path.as_str(), name].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
            ImportPath { level: path.level, path: path_text }
        };
        let paths: Vec<ImportPath> = match module.imports.get(first) {
            Some(path) => vec![with(path, attributes)],
            None => module.imports.stars().iter().map(|star| with(star, name)).collect(),
        };
        let targets = paths.iter().filter_map(|path| match self.project.import(module.path(), path) {
            Target::Project { file, rest } => Some((self.project.module(&file)?, rest)),
            _ => None,
        });
        targets.filter(|(other, _)| other.path() != module.path()).collect()
    }

    /// The module that defines a name which this one imports, and what it is called there. Each module is asked once:
    /// packages whose modules import everything from each other have more ways through them than can be walked.
    fn defining(&self, module: &Module, name: &str) -> Option<(Rc<Module>, String)> {
        let mut seen = HashSet::from([(module.path().clone(), name.to_owned())]);
        let mut open = self.elsewhere(module, name);
        open.reverse();
        while let Some((other, rest)) = open.pop() {
            if !seen.insert((other.path().clone(), rest.clone())) {
                continue;
            }
            if other.definition(split(&rest).0).is_some() {
                return Some((other, rest));
            }
            open.extend(self.elsewhere(&other, &rest).into_iter().rev());
        }
        None
    }

    /// The application behind an attribute, for the one kind of attribute that a server can run. Ex) dash's `app.server`
    fn attribute(&self, origin: Origin, attributes: &str) -> Option<Origin> {
        if attributes.is_empty() {
            return Some(origin);
        }
        let (row, _) = self.frameworks.constructor(&origin.callee)?;
        (row.wsgi_attribute.as_deref() == Some(attributes)).then_some(Origin { interface: Some(Interface::Wsgi), ..origin })
    }

    fn call(&self, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall, depth: usize) -> Option<Origin> {
        let target = self.project.target(module, &call.func);
        let found = match &target {
            Some(Target::External(name)) if self.is_known(name) => {
                Some(Origin { file: module.path().clone(), offset: call.start(), callee: name.clone(), interface: None })
            }
            Some(Target::Project { file, rest }) => self.made_by(&*self.project.module(file)?, rest, (module, call), depth),
            Some(Target::Local(name)) => self.made_by(module, name, (module, call), depth),
            _ => None,
        };
        let found = found.or_else(|| self.built_by(module, function, call, depth));
        found.or_else(|| self.wrapped(module, function, call, depth))
    }

    fn is_known(&self, callee: &str) -> bool {
        self.frameworks.constructor(callee).is_some() || ROUTERS.contains(&callee)
    }

    /// What a call of the project's own function or class makes.
    fn made_by(&self, module: &Module, name: &str, site: (&Module, &ExprCall), depth: usize) -> Option<Origin> {
        let depth = depth.checked_sub(1)?;
        match module.definition(name) {
            Some(Definition::Function(function)) => self.function(module, function, depth),
            Some(Definition::Class(class)) => class.arguments.as_ref()?.args.iter().find_map(|base| {
                let file = site.0.path().clone();
                match self.project.target(module, base)? {
                    Target::External(callee) if self.is_known(&callee) => {
                        Some(Origin { file, offset: site.1.start(), callee, interface: None })
                    }
                    Target::Project { file, rest } => self.made_by(&*self.project.module(&file)?, &rest, site, depth),
                    Target::Local(name) => self.made_by(module, &name, site, depth),
                    Target::External(_) => None,
                }
            }),
            Some(Definition::Values(_)) => None,
            None => self
                .made_by_method(module, name, depth)
                .or_else(|| self.defining(module, name).and_then(|(other, rest)| self.made_by(&other, &rest, site, depth))),
        }
    }

    /// What a method returns, called on a class of the module or on an object that the module makes of one.
    /// Ex) `Loader.load_app()`, `loader.load_app()`
    fn made_by_method(&self, module: &Module, name: &str, depth: usize) -> Option<Origin> {
        let (owner, method) = split(name);
        match module.definition(owner)? {
            Definition::Class(class) => {
                let method = bindings::functions(&class.body).into_iter().find(|function| function.name.as_str() == method)?;
                self.function(module, method, depth)
            }
            Definition::Values(values) => values.into_iter().find_map(|value| {
                let Expr::Call(call) = value else { return None };
                match self.project.target(module, &call.func)? {
                    Target::Project { file, rest } => {
                        self.class_method(&*self.project.module(&file)?, &format!("{rest}.{method}"), depth)
                    }
                    Target::Local(class) => self.class_method(module, &format!("{class}.{method}"), depth),
                    Target::External(_) => None,
                }
            }),
            Definition::Function(_) => None,
        }
    }

    /// What the method of a class returns, wherever the class comes from.
    fn class_method(&self, module: &Module, name: &str, depth: usize) -> Option<Origin> {
        let depth = depth.checked_sub(1)?;
        match module.definition(split(name).0) {
            Some(Definition::Class(_)) => self.made_by_method(module, name, depth),
            Some(_) => None,
            None => self.defining(module, name).and_then(|(other, rest)| self.class_method(&other, &rest, depth)),
        }
    }

    fn function(&self, module: &Module, function: &StmtFunctionDef, depth: usize) -> Option<Origin> {
        let key = (module.path().clone(), function.start());
        if let Some(known) = self.functions.borrow().get(&key) {
            return known.clone();
        }
        let found = self.find_returned(module, function, depth);
        self.functions.borrow_mut().insert(key, found.clone());
        found
    }

    fn find_returned(&self, module: &Module, function: &StmtFunctionDef, depth: usize) -> Option<Origin> {
        let returned =
            bindings::returns(function).into_iter().find_map(|value| self.expression(module, Some(function), value, depth));
        returned.or_else(|| {
            let Target::External(callee) = self.project.target(module, function.returns.as_deref()?)? else { return None };
            self.is_known(&callee).then(|| Origin {
                file: module.path().clone(),
                offset: function.start(),
                callee,
                interface: None,
            })
        })
    }

    /// A builder: `ApplicationBuilder().token(token).build()` makes what its first call makes, and gradio's
    /// `demo.queue()` is `demo`.
    fn built_by(&self, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall, depth: usize) -> Option<Origin> {
        let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
        if !attribute.value.is_call_expr() && attribute.attr.as_str() != "queue" {
            return None;
        }
        let origin = self.expression(module, function, &attribute.value, depth)?;
        let (row, _) = self.frameworks.constructor(&origin.callee)?;
        matches!(row.kind, Kind::Bot | Kind::Ui | Kind::Worker).then_some(origin)
    }

    fn wrapped(&self, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall, depth: usize) -> Option<Origin> {
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return None,
        };
        if !name.ends_with("Middleware") && !WRAPPERS.contains(&name) {
            return None;
        }
        let values = call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
        let found = values.into_iter().find_map(|value| self.expression(module, function, value, depth))?;
        let interface = if matches!(name, "WsgiToAsgi" | "ASGIApp") { Some(Interface::Asgi) } else { found.interface };
        Some(Origin { interface, ..found })
    }
}

fn split(name: &str) -> (&str, &str) {
    name.split_once('.').unwrap_or((name, ""))
}
