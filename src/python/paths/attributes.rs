//! What attributes of objects and classes come to.

use ruff_python_ast::{Expr, StmtClassDef};

use super::super::bindings::{self, bindings, returns};
use super::super::{Definition, Module, Target};
use super::text::join;
use super::{Function, Paths, entered};
use crate::knowledge::home_folders;

impl Paths<'_> {
    /// An attribute of the object that the expression makes.
    pub(super) fn of_object(
        &self,
        module: &Module,
        function: Function<'_>,
        made: &Expr,
        name: &str,
        depth: usize,
    ) -> Option<String> {
        let Expr::Call(call) = made else { return None };
        if let Some(Target::External(class)) = self.project.target(module, &call.func) {
            let argument = call.arguments.find_argument_value("appname", 0);
            let argument = argument.and_then(|argument| self.text(module, function, argument, depth));
            let folder = home_folders().of_attribute(&class, name, argument.as_deref())?;
            return Some(join(&self.home, &folder));
        }
        self.of_class(module, &call.func, name, depth)
    }

    /// An attribute of the class that the expression names, or of what a function returns that makes one.
    pub(super) fn of_class(&self, module: &Module, class: &Expr, name: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let (other, class) = match self.project.target(module, class)? {
            Target::Local(class) => (None, class),
            Target::Project { file, rest } => (Some(self.project.module(&file)?), rest),
            Target::External(_) => return None,
        };
        let module = other.as_deref().unwrap_or(module);
        match module.definition(&class)? {
            Definition::Class(class) => self.attribute(module, class, name, depth),
            Definition::Function(function) => returns(function).into_iter().find_map(|value| match value {
                Expr::Call(call) => self.of_class(module, &call.func, name, depth),
                _ => None,
            }),
            Definition::Values(_) => None,
        }
    }

    pub(super) fn attribute(&self, module: &Module, class: &StmtClassDef, name: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        if let Some((first, rest)) = name.split_once('.') {
            return self.attribute_of_attribute(module, class, first, rest, depth);
        }
        let made = bindings::assigned_to_self(class, name).into_iter();
        let mut made = made.filter_map(|(method, value)| self.text(module, entered(Some(method)), value, depth));
        if let Some(value) = made.next() {
            return Some(value);
        }
        let bound = bindings(&class.body);
        let Some(binding) = bound.iter().rev().find(|binding| binding.name == name) else {
            let mut bases = class.arguments.iter().filter(|_| self.follows.get()).flat_map(|arguments| arguments.args.iter());
            return bases.find_map(|base| self.of_class(module, base, name, depth));
        };
        // Names inside a class body may be its own attributes.
        self.text(module, None, binding.value, depth).or_else(|| match binding.value {
            Expr::Name(other) => self.attribute(module, class, other.id.as_str(), depth),
            _ => None,
        })
    }

    /// An attribute of the object or the class that an attribute is. Ex) `Config.paths.data`
    fn attribute_of_attribute(
        &self,
        module: &Module,
        class: &StmtClassDef,
        name: &str,
        rest: &str,
        depth: usize,
    ) -> Option<String> {
        let made = bindings::assigned_to_self(class, name).into_iter();
        let mut made = made.filter_map(|(method, value)| self.of_object(module, entered(Some(method)), value, rest, depth));
        if let Some(value) = made.next() {
            return Some(value);
        }
        let bound = bindings(&class.body);
        let mut bound = bound.iter().rev().filter(|binding| binding.name == name);
        let found = bound.find_map(|binding| self.of_object(module, None, binding.value, rest, depth));
        found.or_else(|| {
            let mut inner = bindings::classes(&class.body).into_iter().filter(|inner| inner.name.as_str() == name);
            inner.find_map(|inner| self.attribute(module, inner, rest, depth))
        })
    }
}
