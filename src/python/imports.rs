//! What a file imports, under which names.

use std::collections::BTreeMap;

use ruff_python_ast::visitor::{Visitor, walk_stmt};
use ruff_python_ast::{Expr, Stmt};

/// The names that a file's import statements bind, wherever in the file they stand.
#[derive(Debug, Default)]
pub struct Imports {
    bound: BTreeMap<String, ImportPath>,
    /// What later statements bind to a name that is bound already. Ex) the import in the `except` of another
    others: Vec<(String, ImportPath)>,
    stars: Vec<ImportPath>,
    /// Modules of `import a.b`, which binds `a` alone.
    below: Vec<ImportPath>,
}

/// A dotted path as an import statement writes it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ImportPath {
    /// How many dots it starts with; 0 is an absolute import.
    pub level: u32,
    pub path: String,
}

/// What a name or attribute expression refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A name of the file itself, with the attributes that follow. Ex) `app.server`
    Local(String),
    Imported(ImportPath),
}

impl ImportPath {
    fn child(&self, name: &str) -> Self {
        let path = if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) };
        Self { level: self.level, path }
    }
}

impl Imports {
    pub fn collect(statements: &[Stmt]) -> Self {
        let mut imports = Self::default();
        for statement in statements {
            imports.visit_stmt(statement);
        }
        imports
    }

    /// Where an imported name comes from. `None` if the file does not import the name.
    pub fn get(&self, name: &str) -> Option<&ImportPath> {
        self.bound.get(name)
    }

    /// The expression as the later imports of its name spell it. Ex) `from config import Config` under `except ImportError`
    pub fn alternatives(&self, expression: &Expr) -> Vec<ImportPath> {
        let Some(first) = first_name(expression).filter(|_| !self.others.is_empty()) else { return Vec::new() };
        let (Some(Reference::Imported(path)), Some(bound)) = (self.reference(expression), self.bound.get(first)) else {
            return Vec::new();
        };
        let rest = &path.path[bound.path.len()..];
        let others = self.others.iter().filter(|(name, _)| name == first);
        others.map(|(_, other)| ImportPath { level: other.level, path: format!("{}{rest}", other.path) }).collect()
    }

    /// The name that the file gives to the module. `None` if it gives none. Ex) `me` after `import mesop as me`
    pub fn name_of(&self, module: &str) -> Option<&str> {
        let is_it = |(_, path): &(&String, &ImportPath)| path.level == 0 && path.path == module;
        self.bound.iter().find(is_it).map(|(name, _)| name.as_str())
    }

    /// Modules that everything is imported from. Ex) `from bottle import *`
    pub fn stars(&self) -> &[ImportPath] {
        &self.stars
    }

    /// Every module that is loaded, with what is taken from it.
    pub fn loaded(&self) -> impl Iterator<Item = &ImportPath> {
        self.paths().chain(&self.below).chain(self.others.iter().map(|(_, path)| path))
    }

    /// Every imported path.
    pub fn paths(&self) -> impl Iterator<Item = &ImportPath> {
        self.bound.values().chain(&self.stars)
    }

    fn bind(&mut self, name: &str, path: ImportPath) {
        match self.bound.get(name) {
            None => {
                self.bound.insert(name.to_owned(), path);
            }
            Some(known) if *known != path => self.others.push((name.to_owned(), path)),
            Some(_) => {}
        }
    }

    /// Resolves `name.attribute.attribute` through the imports; `None` for any other expression.
    pub fn reference(&self, expression: &Expr) -> Option<Reference> {
        let mut path = String::new();
        Some(match self.spell(expression, &mut path)? {
            Some(level) => Reference::Imported(ImportPath { level, path }),
            None => Reference::Local(path),
        })
    }

    /// Writes what the expression names, and gives the level where it is imported.
    fn spell(&self, expression: &Expr, into: &mut String) -> Option<Option<u32>> {
        match expression {
            Expr::Name(name) => {
                let imported = self.bound.get(name.id.as_str());
                into.push_str(imported.map_or(name.id.as_str(), |imported| &imported.path));
                Some(imported.map(|imported| imported.level))
            }
            Expr::Attribute(attribute) => {
                let level = self.spell(&attribute.value, into)?;
                if !into.is_empty() {
                    into.push('.');
                }
                into.push_str(attribute.attr.as_str());
                Some(level)
            }
            _ => None,
        }
    }
}

/// The name that an attribute, or an attribute of one, begins with.
fn first_name(expression: &Expr) -> Option<&str> {
    match expression {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Attribute(attribute) => first_name(&attribute.value),
        _ => None,
    }
}

impl<'a> Visitor<'a> for Imports {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::Import(import) => {
                for alias in &import.names {
                    let path = alias.name.as_str();
                    // `import a.b` binds `a`; `import a.b as c` binds `c` to `a.b`.
                    let (name, path) = match &alias.asname {
                        Some(name) => (name.as_str(), path),
                        None => {
                            self.below.push(ImportPath { level: 0, path: path.to_owned() });
                            let top = path.split('.').next().unwrap_or(path);
                            (top, top)
                        }
                    };
                    self.bind(name, ImportPath { level: 0, path: path.to_owned() });
                }
            }
            Stmt::ImportFrom(import) => {
                let module =
                    ImportPath { level: import.level, path: import.module.as_ref().map(ToString::to_string).unwrap_or_default() };
                for alias in &import.names {
                    if alias.name.as_str() == "*" {
                        self.stars.push(module.clone());
                    } else {
                        let name = alias.asname.as_ref().unwrap_or(&alias.name).as_str();
                        self.bind(name, module.child(alias.name.as_str()));
                    }
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    // No import statement stands inside an expression.
    fn visit_expr(&mut self, _: &'a Expr) {}
}
