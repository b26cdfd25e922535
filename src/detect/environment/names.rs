//! What a name stands for: something of a package, an object that is made from one, or a function of the project.

use std::collections::HashMap;

use ruff_python_ast::{Expr, ExprCall, StmtFunctionDef};

use crate::model::RelPath;
use crate::python::{Definition, ImportPath, Module, Project, Target};

/// Names followed before the search gives up.
const DEEPEST: usize = 10;

/// What an expression names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Named {
    /// A dotted name outside the project. Ex) `os.environ.get`
    External(String),
    /// An object that a call of `class` made, and the attributes behind it. Ex) `environ.Env` and `db`
    Instance { class: String, rest: String, prefix: Option<String> },
    /// A function of the project.
    Function { file: RelPath, name: String },
}

/// Follows names through the project.
pub struct Names<'p> {
    pub project: &'p Project<'p>,
    /// The keyword of the constructors whose value is kept, by class. Ex) `envvar_prefix`
    pub kept: HashMap<&'p str, &'p str>,
}

impl Names<'_> {
    /// What the expression names, seen from the function of the module. `None` if it names nothing that is known.
    pub fn of(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<Named> {
        self.resolve(module, function, expression, DEEPEST)
    }

    fn resolve(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr, depth: usize) -> Option<Named> {
        let depth = depth.checked_sub(1)?;
        let root = root(expression)?;
        let is_imported = module.imports.get(root).is_some();
        if let Some(function) = function
            && !is_imported
        {
            if let Some(binding) = module.local(function, root) {
                let (_, rest) = dotted(expression)?;
                return self.value(module, Some(function), binding.value, &rest, depth);
            }
            // `def load(env: Env)`: the parameter is an object of the class.
            if let Some(annotation) = annotation(function, root) {
                let (_, rest) = dotted(expression)?;
                return match self.resolve(module, None, annotation, depth)? {
                    Named::External(class) => Some(Named::Instance { class, rest, prefix: None }),
                    _ => None,
                };
            }
        }
        // Most names are those of parameters and loops.
        if !is_imported && module.imports.stars().is_empty() && !module.defines(root) {
            return None;
        }
        match self.project.target(module, expression)? {
            Target::External(name) => Some(Named::External(name)),
            Target::Project { file, rest } => self.exported(&*self.project.module(&file)?, &rest, depth),
            Target::Local(name) => self.exported(module, &name, depth),
        }
    }

    fn exported(&self, module: &Module, name: &str, depth: usize) -> Option<Named> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        match module.definition(first) {
            Some(Definition::Function(_)) if rest.is_empty() => {
                Some(Named::Function { file: module.path().clone(), name: first.to_owned() })
            }
            Some(Definition::Function(_) | Definition::Class(_)) => None,
            Some(Definition::Values(values)) => values.into_iter().find_map(|value| self.value(module, None, value, rest, depth)),
            None => {
                let import = module.imports.get(first).cloned().or_else(|| {
                    let star = module.imports.stars().first()?;
                    let path = if star.path.is_empty() { first.to_owned() } else { format!("{}.{first}", star.path) };
                    Some(ImportPath { level: star.level, path })
                })?;
                let path = if rest.is_empty() { import.path } else { format!("{}.{rest}", import.path) };
                match self.project.import(module.path(), &ImportPath { level: import.level, path }) {
                    Target::External(name) => Some(Named::External(name)),
                    Target::Project { file, rest } => {
                        let other = self.project.module(&file).filter(|other| other.path() != module.path())?;
                        self.exported(&other, &rest, depth)
                    }
                    Target::Local(_) => None,
                }
            }
        }
    }

    /// What a value stands for, with attributes behind it.
    fn value(
        &self,
        module: &Module,
        function: Option<&StmtFunctionDef>,
        value: &Expr,
        rest: &str,
        depth: usize,
    ) -> Option<Named> {
        match value {
            Expr::Call(call) => match self.resolve(module, function, &call.func, depth)? {
                Named::External(class) => {
                    let prefix = self.prefix(&class, call);
                    Some(Named::Instance { class, rest: rest.to_owned(), prefix })
                }
                _ => None,
            },
            Expr::Name(_) | Expr::Attribute(_) => Some(match self.resolve(module, function, value, depth)? {
                Named::External(name) => Named::External(behind(name, rest)),
                Named::Instance { class, rest: before, prefix } => Named::Instance { class, rest: behind(before, rest), prefix },
                function @ Named::Function { .. } => rest.is_empty().then_some(function)?,
            }),
            _ => None,
        }
    }

    fn prefix(&self, class: &str, call: &ExprCall) -> Option<String> {
        let value = &call.arguments.find_keyword(self.kept.get(class)?)?.value;
        crate::python::literal::string(value).map(str::to_owned)
    }
}

fn annotation<'f>(function: &'f StmtFunctionDef, name: &str) -> Option<&'f Expr> {
    let parameters = &function.parameters;
    let mut all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
    all.find(|parameter| parameter.parameter.name.as_str() == name)?.parameter.annotation.as_deref()
}

fn behind(name: String, rest: &str) -> String {
    match (name.is_empty(), rest.is_empty()) {
        (_, true) => name,
        (true, false) => rest.to_owned(),
        (false, false) => format!("{name}.{rest}"),
    }
}

/// The name that a dotted name begins with. `None` if it is no dotted name.
pub fn root(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => root(&attribute.value),
        _ => None,
    }
}

/// `root.a.b` as its root and what follows. `None` if it is no dotted name.
pub fn dotted(expression: &Expr) -> Option<(&str, String)> {
    match expression {
        Expr::Name(name) => Some((name.id.as_str(), String::new())),
        Expr::Attribute(attribute) => {
            let (root, rest) = dotted(&attribute.value)?;
            Some((root, behind(rest, attribute.attr.as_str())))
        }
        _ => None,
    }
}
