//! One file of the project with its imports, ready to be asked what its names stand for.

use std::cell::RefCell;
use std::collections::HashMap;

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::TextSize;

use super::bindings::{self, Binding};
use super::{Imports, SourceFile};
use crate::model::RelPath;

pub struct Module {
    pub source: SourceFile,
    pub imports: Imports,
    /// For every name that the module defines, the statements of its top level that do so: a question about one name walks
    /// these alone.
    defined: HashMap<String, Vec<usize>>,
    /// The names that a function binds, by where the function stands, each with the place of the statement of its body that does
    /// so first: most are asked for many names that they do not bind.
    locals: RefCell<HashMap<TextSize, HashMap<String, usize>>>,
}

/// What a name of a module stands for.
pub enum Definition<'a> {
    Function(&'a StmtFunctionDef),
    Class(&'a StmtClassDef),
    /// The values that are bound to it, in order.
    Values(Vec<&'a Expr>),
}

impl Module {
    pub fn new(source: SourceFile) -> Self {
        let imports = Imports::collect(source.statements());
        let mut defined: HashMap<String, Vec<usize>> = HashMap::new();
        for (index, statement) in source.statements().iter().enumerate() {
            let mut define = |name: &str| match defined.get_mut(name) {
                Some(places) if places.last() == Some(&index) => {}
                Some(places) => places.push(index),
                None => {
                    defined.insert(name.to_owned(), vec![index]);
                }
            };
            match statement {
                Stmt::FunctionDef(function) => define(function.name.as_str()),
                Stmt::ClassDef(class) => define(class.name.as_str()),
                Stmt::Import(_) | Stmt::ImportFrom(_) => {}
                _ => {
                    let own = std::slice::from_ref(statement);
                    bindings::functions(own).into_iter().for_each(|function| define(function.name.as_str()));
                    bindings::classes(own).into_iter().for_each(|class| define(class.name.as_str()));
                    bindings::bindings(own).into_iter().for_each(|binding| define(binding.name));
                }
            }
        }
        Self { source, imports, defined, locals: RefCell::default() }
    }

    pub fn path(&self) -> &RelPath {
        &self.source.path
    }

    pub fn statements(&self) -> &[Stmt] {
        self.source.statements()
    }

    pub fn bindings(&self) -> Vec<Binding<'_>> {
        bindings::bindings(self.statements())
    }

    /// Whether [`Self::local`] has something under the name.
    pub fn binds(&self, function: &StmtFunctionDef, name: &str) -> bool {
        let mut locals = self.locals.borrow_mut();
        locals.entry(function.range.start()).or_insert_with(|| bindings::first_bound(&function.body)).contains_key(name)
    }

    /// The first binding of the name in the body of a function of this module. `None` if the body does not bind it.
    pub fn local<'f>(&self, function: &'f StmtFunctionDef, name: &str) -> Option<Binding<'f>> {
        let mut locals = self.locals.borrow_mut();
        let names = locals.entry(function.range.start()).or_insert_with(|| bindings::first_bound(&function.body));
        let place = *names.get(name)?;
        bindings::bindings_at(&function.body, place).into_iter().find(|binding| binding.name == name)
    }

    /// Whether [`Self::definition`] has something under the name.
    pub fn defines(&self, name: &str) -> bool {
        self.defined.contains_key(name)
    }

    /// What the module itself defines under the name; an import is no definition. `None` if the module defines nothing under it.
    pub fn definition(&self, name: &str) -> Option<Definition<'_>> {
        let places = self.defined.get(name)?;
        let own = || places.iter().map(|index| std::slice::from_ref(&self.statements()[*index]));
        if let Some(function) = own().flat_map(bindings::functions).find(|function| function.name.as_str() == name) {
            return Some(Definition::Function(function));
        }
        if let Some(class) = own().flat_map(bindings::classes).find(|class| class.name.as_str() == name) {
            return Some(Definition::Class(class));
        }
        let bound = own().flat_map(bindings::bindings).filter(|binding| binding.name == name);
        let values: Vec<_> = bound.map(|binding| binding.value).collect();
        (!values.is_empty()).then_some(Definition::Values(values))
    }

    /// Whether the file has `if __name__ == "__main__":`.
    pub fn has_main_guard(&self) -> bool {
        self.statements().iter().any(|statement| matches!(statement, Stmt::If(branch) if bindings::is_main_guard(&branch.test)))
    }
}
