//! One file of the project with its imports, ready to be asked what its names stand for.

use std::collections::HashSet;

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};

use super::bindings::{self, Binding};
use super::{Imports, SourceFile};
use crate::model::RelPath;

pub struct Module {
    pub source: SourceFile,
    pub imports: Imports,
    /// Every name that the module defines, so that most questions are answered without walking its statements.
    defined: HashSet<String>,
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
        let statements = source.statements();
        let functions = bindings::functions(statements).into_iter().map(|function| function.name.to_string());
        let classes = bindings::classes(statements).into_iter().map(|class| class.name.to_string());
        let values = bindings::bindings(statements).into_iter().map(|binding| binding.name.to_owned());
        let defined = functions.chain(classes).chain(values).collect();
        Self { source, imports, defined }
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

    /// What the module itself defines under the name; an import is no definition.
    pub fn definition(&self, name: &str) -> Option<Definition<'_>> {
        if !self.defined.contains(name) {
            return None;
        }
        if let Some(function) = bindings::functions(self.statements()).into_iter().find(|function| function.name.as_str() == name)
        {
            return Some(Definition::Function(function));
        }
        if let Some(class) = bindings::classes(self.statements()).into_iter().find(|class| class.name.as_str() == name) {
            return Some(Definition::Class(class));
        }
        let values: Vec<_> =
            self.bindings().into_iter().filter(|binding| binding.name == name).map(|binding| binding.value).collect();
        (!values.is_empty()).then_some(Definition::Values(values))
    }

    /// Whether the file has `if __name__ == "__main__":`.
    pub fn has_main_guard(&self) -> bool {
        self.statements().iter().any(|statement| matches!(statement, Stmt::If(branch) if bindings::is_main_guard(&branch.test)))
    }
}
