//! One file of the project with its imports, ready to be asked what its names stand for.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};

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
    /// The names that a function binds, by where the function stands: most are asked for many names that they do not bind.
    locals: RefCell<HashMap<TextSize, HashSet<String>>>,
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
            let own = std::slice::from_ref(statement);
            let functions = bindings::functions(own).into_iter().map(|function| function.name.as_str());
            let classes = bindings::classes(own).into_iter().map(|class| class.name.as_str());
            let values = bindings::bindings(own).into_iter().map(|binding| binding.name);
            for name in functions.chain(classes).chain(values) {
                let places = defined.entry(name.to_owned()).or_default();
                if places.last() != Some(&index) {
                    places.push(index);
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

    /// The first binding of the name in the body of a function of this module.
    pub fn local<'f>(&self, function: &'f StmtFunctionDef, name: &str) -> Option<Binding<'f>> {
        let mut locals = self.locals.borrow_mut();
        let names = locals
            .entry(function.range.start())
            .or_insert_with(|| bindings::bindings(&function.body).iter().map(|binding| binding.name.to_owned()).collect());
        if !names.contains(name) {
            return None;
        }
        bindings::bindings(&function.body).into_iter().find(|binding| binding.name == name)
    }

    /// What the module itself defines under the name; an import is no definition.
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
