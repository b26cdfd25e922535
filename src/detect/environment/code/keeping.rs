//! What keeps the value of a read for other code, and what the code demands of the values that other code keeps.

use ruff_python_ast::{Expr, ExprCall, Stmt};

use super::super::held::{Around, Demand, Held, attribute, held};
use super::super::helpers::has_raise;
use super::super::read::Use;
use super::Finder;
use crate::python::{class_of, defining};

impl<'a> Finder<'a, '_> {
    fn around(&self) -> Around<'a> {
        Around { function: self.function, class: self.class }
    }

    /// Whether the program ends with the statements: by an error, or where the function that the start runs last returns.
    pub(super) fn ends(&self, statements: &[Stmt]) -> bool {
        let is_last = || self.scope().is_some_and(|function| self.at_start.is_last(self.module.path(), function));
        let is_asked = || self.scope().is_some_and(|function| self.at_start.is_asked(self.module.path(), function));
        has_raise(statements)
            || match statements.last() {
                Some(Stmt::Return(result)) => {
                    let is_false = matches!(result.value.as_deref(), Some(Expr::BooleanLiteral(value)) if !value.value);
                    is_last() || (is_false && is_asked())
                }
                _ => false,
            }
    }

    /// What keeps a value that the target takes. `None` if nothing that is known does. Ex) `TOKEN`, a field of a class,
    /// `self.token`
    pub(super) fn kept_in(&self, target: &Expr) -> Option<Held> {
        let (class, name) = match target {
            Expr::Name(name) if self.function.is_none() => (self.within, &name.id),
            Expr::Attribute(own) if matches!(own.value.as_ref(), Expr::Name(name) if matches!(name.id.as_str(), "self" | "cls")) => {
                (Some(self.class?), &own.attr.id)
            }
            _ => return None,
        };
        let class = class.map(|class| class.name.to_string());
        Some(Held { file: self.module.path().clone(), class, name: name.to_string() })
    }

    /// The class of the project that the call makes an object from. `None` if it is another call, or is given no values by name.
    /// Ex) `Config(token=…)`, `cls(token=…)`
    pub(super) fn made(&self, call: &ExprCall) -> Option<(crate::model::RelPath, String)> {
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return None,
        };
        if call.arguments.keywords.is_empty() {
            return None;
        }
        if name == "cls" {
            return Some((self.module.path().clone(), self.class?.name.to_string()));
        }
        let is_class = name.starts_with(|first: char| first.is_ascii_uppercase());
        is_class.then(|| class_of(self.names.project, self.module, &call.func)).flatten()
    }

    /// What keeps the value of the keyword of a call that makes an object. `None` if it is another call.
    pub(super) fn field_of(&self, class: &(crate::model::RelPath, String), keyword: &str) -> Option<Held> {
        let (file, class) = defining(self.names.project, class.clone(), keyword)?;
        Some(Held { file, class: Some(class), name: keyword.to_owned() })
    }

    /// What the expression names of what others keep. Ex) `config.TOKEN`, `getattr(settings, name)`
    pub(super) fn kept(&self, expression: &'a Expr) -> Vec<Held> {
        match expression {
            Expr::Call(call) => match (call.func.as_ref(), call.arguments.args.as_ref()) {
                (Expr::Name(function), [object, name, ..]) if function.id.as_str() == "getattr" => {
                    let held = |name: String| attribute(self.names.project, self.module, self.around(), object, &name);
                    self.texts(name).into_iter().filter_map(held).collect()
                }
                _ => Vec::new(),
            },
            // The uses of a name of the file itself are followed without.
            Expr::Name(name) if self.function.is_none() && self.module.defines(name.id.as_str()) => Vec::new(),
            Expr::Name(_) | Expr::Attribute(_) => {
                held(self.names.project, self.module, self.around(), expression).into_iter().collect()
            }
            _ => Vec::new(),
        }
    }

    /// The program fails here without what the expression names.
    pub(super) fn demand(&mut self, expression: &'a Expr, used: &Use<'a>) {
        if self.certain() {
            let held = self.kept(expression);
            self.demand_held(held, used);
        }
    }

    pub(super) fn demand_held(&mut self, held: Vec<Held>, used: &Use<'a>) {
        if self.certain() {
            let fails_empty = used.fails_empty || self.demands;
            self.found.demands.extend(held.into_iter().map(|held| Demand { held, fails_empty, kind: used.kind }));
        }
    }
}
