//! A module of settings, loaded as Python loads it with an empty environment: which variables it cannot do without, and
//! whether it sets `STATIC_ROOT`.
//!
//! Only the branches that such an environment takes are followed, so that no variable is invented that would switch
//! something on: `if os.environ.get("AWS_BUCKET"): …` demands nothing of what stands below it.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use ruff_python_ast::{ExceptHandler, Expr, Stmt, StmtIf, StmtImportFrom, StmtTry};
use ruff_text_size::Ranged;

use super::hosts;
use super::stand_in::Wanted;
use super::value::{Known, Value};
use crate::model::{EnvName, Location, RelPath};
use crate::python::{ImportPath, Module, Project, Target};
use crate::tree::ProjectTree;

/// The names that a module binds.
pub type Scope = BTreeMap<String, Value>;

/// What loading the settings takes.
pub struct Settings {
    /// Each variable with a value that lets the settings load.
    pub variables: BTreeMap<EnvName, String>,
    /// Where `STATIC_ROOT` is set; `None` if no branch that is taken sets it.
    pub static_root: Option<Location>,
    /// The variable that alone says which hosts are served, where Django serves none without it; `None` otherwise.
    pub hosts: Option<EnvName>,
    /// The files that loading the settings runs, as far as they are the project's.
    pub files: BTreeSet<RelPath>,
}

pub struct Loader<'a> {
    pub project: Project<'a>,
    /// Variables that have a stand-in.
    pub demanded: BTreeMap<String, String>,
    /// Defaults of `environ.Env(DEBUG=(bool, False))`.
    pub schemes: BTreeMap<String, Value>,
    /// How many `try` statements around would catch a missing variable.
    pub forgiving: usize,
    /// Whether something failed in the `try` statement that is being read.
    pub failed: bool,
    static_root: Option<Location>,
    hosts: Option<String>,
    modules: BTreeMap<RelPath, Rc<Scope>>,
    loading: BTreeSet<RelPath>,
}

impl Settings {
    /// `None` if the dotted module is no file below the folder.
    pub fn load(tree: &ProjectTree, folder: &RelPath, module: &str) -> Option<Self> {
        // A variable that turns out to be needed late may decide a branch before it, so loading is repeated.
        const ROUNDS: usize = 4;
        let import = ImportPath { level: 0, path: module.to_owned() };
        let mut demanded = BTreeMap::new();
        let (mut static_root, mut hosts) = (None, None);
        let mut files = BTreeSet::new();
        for _ in 0..ROUNDS {
            let before = demanded.len();
            let mut loader = Loader {
                project: Project::new(tree, vec![folder.clone()], BTreeSet::new()),
                demanded,
                schemes: BTreeMap::new(),
                forgiving: 0,
                failed: false,
                static_root: None,
                hosts: None,
                modules: BTreeMap::new(),
                loading: BTreeSet::new(),
            };
            let from = folder.join("manage.py").ok()?;
            let Target::Project { file, .. } = loader.project.import(&from, &import) else { return None };
            let names = loader.module(&file);
            // A server that shows its errors answers on the machine itself without.
            let is_strict = names.get("DEBUG").is_none_or(|debug| debug.truth() == Some(false));
            hosts = loader.hosts.filter(|_| is_strict);
            (demanded, static_root, files) = (loader.demanded, loader.static_root, loader.loading);
            if demanded.len() == before {
                break;
            }
        }
        let variables = demanded.into_iter().filter_map(|(name, value)| Some((EnvName::new(&name).ok()?, value))).collect();
        let hosts = hosts.and_then(|name| EnvName::new(&name).ok());
        Some(Self { variables, static_root, hosts, files })
    }
}

impl Loader<'_> {
    /// The names of a module of the project, which is loaded once.
    fn module(&mut self, file: &RelPath) -> Rc<Scope> {
        if let Some(known) = self.modules.get(file) {
            return known.clone();
        }
        let Some(module) = self.project.module(file).filter(|_| self.loading.insert(file.clone())) else {
            return Rc::default();
        };
        let mut scope = Scope::new();
        self.block(&module, module.statements(), &mut scope);
        let scope = Rc::new(scope);
        self.modules.insert(file.clone(), scope.clone());
        scope
    }

    fn block(&mut self, module: &Module, statements: &[Stmt], scope: &mut Scope) {
        for statement in statements {
            self.statement(module, statement, scope);
        }
    }

    fn statement(&mut self, module: &Module, statement: &Stmt, scope: &mut Scope) {
        match statement {
            Stmt::Assign(assign) => {
                let value = self.assigned(module, scope, &assign.value);
                for target in &assign.targets {
                    self.bind(module, target, &value, scope);
                }
                if assign.targets.iter().any(names_hosts) {
                    self.hosts = hosts::only_variable(&self.project, module, &assign.value);
                }
            }
            Stmt::AnnAssign(assign) => {
                if let Some(value) = &assign.value {
                    let value = self.assigned(module, scope, value);
                    self.bind(module, &assign.target, &value, scope);
                }
                if let Some(value) = assign.value.as_ref().filter(|_| names_hosts(&assign.target)) {
                    self.hosts = hosts::only_variable(&self.project, module, value);
                }
            }
            Stmt::AugAssign(assign) => {
                self.hosts.take_if(|_| names_hosts(&assign.target));
                self.evaluate(module, scope, &assign.value, &Wanted::default());
                self.bind(module, &assign.target, &Value::default(), scope);
            }
            Stmt::Expr(expression) => {
                // Ex) `ALLOWED_HOSTS.append("localhost")`
                if let Expr::Call(call) = expression.value.as_ref()
                    && let Expr::Attribute(method) = call.func.as_ref()
                {
                    self.hosts.take_if(|_| names_hosts(&method.value));
                }
                self.evaluate(module, scope, &expression.value, &Wanted::default());
            }
            Stmt::If(branch) => self.branch(module, branch, scope),
            Stmt::Try(attempt) => self.attempt(module, attempt, scope),
            Stmt::With(with) => {
                for item in &with.items {
                    self.evaluate(module, scope, &item.context_expr, &Wanted::default());
                }
                self.block(module, &with.body, scope);
            }
            Stmt::For(repeat) => {
                self.evaluate(module, scope, &repeat.iter, &Wanted::default());
                self.block(module, &repeat.body, scope);
            }
            Stmt::ClassDef(class) => self.block(module, &class.body, &mut scope.clone()),
            Stmt::ImportFrom(import) => self.import(module, import, scope),
            _ => {}
        }
    }

    /// As [`Loader::evaluate`]; defaults that `environ.Env(…)` sets out are kept.
    fn assigned(&mut self, module: &Module, scope: &Scope, value: &Expr) -> Value {
        if let Expr::Call(call) = value {
            for keyword in &call.arguments.keywords {
                if let (Some(name), Expr::Tuple(pair)) = (&keyword.arg, &keyword.value)
                    && let [_, default] = pair.elts.as_slice()
                {
                    let default = self.evaluate(module, scope, default, &Wanted::default());
                    self.schemes.insert(name.to_string(), default);
                }
            }
        }
        self.evaluate(module, scope, value, &Wanted::default())
    }

    fn bind(&mut self, module: &Module, target: &Expr, value: &Value, scope: &mut Scope) {
        let Expr::Name(name) = target else { return };
        if name.id.as_str() == "STATIC_ROOT" {
            let is_set = value.known != Some(Known::None) && value.known != Some(Known::Text(String::new()));
            self.static_root = is_set.then(|| module.source.location(target.start()));
        }
        scope.insert(name.id.to_string(), value.clone());
    }

    /// `if`: the branch that is taken, or all of them where the condition is not known.
    fn branch(&mut self, module: &Module, branch: &StmtIf, scope: &mut Scope) {
        let first = (Some(branch.test.as_ref()), branch.body.as_slice());
        let others = branch.elif_else_clauses.iter().map(|clause| (clause.test.as_ref(), clause.body.as_slice()));
        for (test, body) in std::iter::once(first).chain(others) {
            let value = match test {
                Some(test) => self.evaluate(module, scope, test, &Wanted::default()),
                None => Value::boolean(true),
            };
            match value.truth() {
                Some(false) => {}
                // `if not SECRET_KEY: raise …` demands the variable.
                _ if ends_the_program(body) => {
                    if value.truth() == Some(true) {
                        for name in &value.variables {
                            self.demand(name, &Wanted::default());
                        }
                    }
                }
                Some(true) => return self.block(module, body, scope),
                None => self.block(module, body, scope),
            }
        }
    }

    /// `try`: the handlers run where something fails that they let pass.
    fn attempt(&mut self, module: &Module, attempt: &StmtTry, scope: &mut Scope) {
        let lets_pass = |handler: &&ExceptHandler| {
            let ExceptHandler::ExceptHandler(handler) = handler;
            !ends_the_program(&handler.body)
        };
        let handlers: Vec<&ExceptHandler> = attempt.handlers.iter().filter(lets_pass).collect();
        let outer = std::mem::take(&mut self.failed);
        let passes = usize::from(!handlers.is_empty());
        self.forgiving += passes;
        self.block(module, &attempt.body, scope);
        self.forgiving -= passes;
        let failed = std::mem::replace(&mut self.failed, outer);
        if failed {
            for ExceptHandler::ExceptHandler(handler) in handlers {
                self.block(module, &handler.body, scope);
            }
        } else {
            self.block(module, &attempt.orelse, scope);
        }
        self.block(module, &attempt.finalbody, scope);
    }

    /// `from .base import *`, and names taken from a module of the project.
    fn import(&mut self, module: &Module, import: &StmtImportFrom, scope: &mut Scope) {
        let path = import.module.as_ref().map(ToString::to_string).unwrap_or_default();
        let path = ImportPath { level: import.level, path };
        let file = match self.project.import(module.path(), &path) {
            Target::Project { file, rest } if rest.is_empty() => file,
            _ => {
                self.failed |= import.level > 0;
                return;
            }
        };
        let names = self.module(&file);
        for alias in &import.names {
            if alias.name.as_str() == "*" {
                scope.extend(names.iter().map(|(name, value)| (name.clone(), value.clone())));
            } else if let Some(value) = names.get(alias.name.as_str()) {
                scope.insert(alias.asname.as_ref().unwrap_or(&alias.name).to_string(), value.clone());
            } else {
                let child = ImportPath { level: path.level, path: format!("{}.{}", path.path, alias.name) };
                if let Target::Project { file, rest } = self.project.import(module.path(), &child)
                    && rest.is_empty()
                {
                    self.module(&file);
                }
            }
        }
    }
}

/// The setting of the hosts that Django serves.
fn names_hosts(target: &Expr) -> bool {
    matches!(target, Expr::Name(name) if name.id.as_str() == "ALLOWED_HOSTS")
}

/// Whether the block ends what loads it: it raises, or calls `sys.exit`.
fn ends_the_program(body: &[Stmt]) -> bool {
    body.iter().any(|statement| match statement {
        Stmt::Raise(_) => true,
        Stmt::Expr(expression) => match expression.value.as_ref() {
            Expr::Call(call) => match call.func.as_ref() {
                Expr::Name(name) => matches!(name.id.as_str(), "exit" | "quit"),
                Expr::Attribute(attribute) => attribute.attr.as_str() == "exit",
                _ => false,
            },
            _ => false,
        },
        _ => false,
    })
}
