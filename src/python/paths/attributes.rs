//! What attributes of objects and classes stand for.

use ruff_python_ast::{Expr, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::super::bindings::{self, bindings, returns};
use super::super::{Module, literal};
use super::tables::is_table;
use super::text::join;
use super::{Each, Found, Object, Paths, Scope, Site, entered};
use crate::knowledge::home_folders;

impl Paths<'_> {
    /// What an attribute of the object stands for. `None` if `each` gives no answer for it.
    pub(super) fn attribute(&self, object: Object<'_>, name: &str, depth: usize, each: Each<'_>) -> Option<String> {
        let depth = self.step(depth)?;
        match object {
            Object::Class { module, class, call } => self.of_class(module, class, call, name, depth, each),
            Object::Keywords { module, function, arguments } => {
                each(module, function, Found::Value(&arguments.find_keyword(name)?.value), depth)
            }
            Object::External { module, function, class, arguments } => {
                let argument = arguments.find_argument_value("appname", 0);
                let argument = argument.and_then(|argument| self.text(module, function, argument, depth));
                let folder = home_folders().of_attribute(class, name, argument.as_deref())?;
                Some(join(&self.home, &folder))
            }
            // What a class around it gives the table of a file.
            Object::Table { module, function, table } if is_table(module) => {
                let mut items = table.items.iter();
                let item = items.find(|item| item.key.as_ref().and_then(literal::string) == Some(name))?;
                each(module, function, Found::Value(&item.value), depth)
            }
            Object::Table { .. } | Object::List { .. } => None,
        }
    }

    fn of_class(
        &self,
        module: &Module,
        class: &StmtClassDef,
        call: Option<&Site<'_>>,
        name: &str,
        depth: usize,
        each: Each<'_>,
    ) -> Option<String> {
        let methods = bindings::functions(&class.body);
        // Classes without a constructor of their own take their fields by name.
        if let Some(site) = call
            && !methods.iter().any(|method| method.name.as_str() == "__init__")
            && let Some(keyword) = site.arguments.find_keyword(name)
            && let Some(found) = each(site.module, site.function, Found::Value(&keyword.value), depth)
        {
            return Some(found);
        }
        for (method, value) in bindings::assigned_to_self(class, name) {
            let scope = match call {
                Some(call) if method.name.as_str() == "__init__" => Some(Scope { definition: method, call: Some(call) }),
                _ => entered(Some(method)),
            };
            if let Some(found) = each(module, scope, Found::Value(value), depth) {
                return Some(found);
            }
        }
        let bound = bindings(&class.body);
        let mut bound = bound.iter().rev().filter(|binding| binding.name == name).peekable();
        if bound.peek().is_some() {
            return bound.find_map(|binding| each(module, None, Found::Value(binding.value), depth));
        }
        if let Some(method) = methods.iter().find(|method| method.name.as_str() == name) {
            if !is_property(method) {
                return each(module, None, Found::Function(method), depth);
            }
            let scope = Some(Scope { definition: method, call: None });
            return returns(method).into_iter().find_map(|value| each(module, scope, Found::Value(value), depth));
        }
        if let Some(inner) = bindings::classes(&class.body).into_iter().find(|inner| inner.name.as_str() == name) {
            return each(module, None, Found::Class(inner), depth);
        }
        let mut declared = class.body.iter().filter_map(|statement| match statement {
            Stmt::AnnAssign(field) if field.value.is_none() => Some(field),
            _ => None,
        });
        let is_it = |target: &Expr| matches!(target, Expr::Name(own) if own.id.as_str() == name);
        if let Some(field) = declared.find(|field| is_it(&field.target)) {
            return self.annotated(module, &field.annotation, depth, each);
        }
        if !self.follows.get() {
            return None;
        }
        let bases = class.arguments.iter().flat_map(|arguments| arguments.args.iter());
        bases.filter(|base| !class_is(module, class, base)).find_map(|base| {
            self.objects(module, None, base, depth, &mut |object, depth| match object {
                Object::Class { module, class, .. } => self.attribute(Object::Class { module, class, call }, name, depth, each),
                _ => None,
            })
        })
    }
}

/// Whether reading the attribute calls the method.
fn is_property(method: &StmtFunctionDef) -> bool {
    method.decorator_list.iter().any(|decorator| {
        let name = match &decorator.expression {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return false,
        };
        matches!(name, "property" | "cached_property" | "computed_field" | "classproperty")
    })
}

/// Whether the base is named like the class itself, as in `class Config(shop.Config)` of the same file.
fn class_is(module: &Module, class: &StmtClassDef, base: &Expr) -> bool {
    matches!(base, Expr::Name(name) if name.id == class.name.id && module.imports.get(class.name.as_str()).is_none())
        && base.range().start() > class.range().start()
}
