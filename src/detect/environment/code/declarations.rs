//! Variables that a call declares or an attribute names, rather than read one: options of a command line, a schema, settings.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::super::names::Named;
use super::super::read::{Use, kind_of_type};
use super::super::site::Site;
use super::Finder;
use crate::knowledge::environment_readers;

impl<'a> Finder<'a, '_> {
    /// `typer.Option(envvar="X")`, `click.option("--x", envvar=["X", "Y"])`
    pub(super) fn option(&mut self, call: &'a ExprCall) {
        let Some(keyword) = call.arguments.find_keyword("envvar") else { return };
        let elements = match &keyword.value {
            Expr::List(list) => list.elts.as_slice(),
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let kind = call.arguments.find_keyword("type").and_then(|keyword| kind_of_type(&keyword.value).0);
        let default = call.arguments.find_keyword("default").map(|keyword| &keyword.value);
        for element in elements {
            for name in self.texts(element) {
                self.take(&Site { default, kind, ..Site::default() }, &name, element.start(), Use::default());
            }
        }
    }

    /// `environ.Env(DEBUG=(bool, False), HOSTS=list)`
    pub(super) fn schema(&mut self, call: &'a ExprCall) {
        for keyword in &call.arguments.keywords {
            let Some(name) = keyword.arg.as_ref().map(ToString::to_string) else { continue };
            let (cast, default) = match &keyword.value {
                Expr::Tuple(pair) => (pair.elts.first(), pair.elts.get(1)),
                cast => (Some(cast), None),
            };
            let (kind, stand_in) = cast.map(kind_of_type).unwrap_or_default();
            let site = Site { default, kind, stand_in, guards: default.is_some(), ..Site::default() };
            self.take(&site, &name, keyword.start(), Use::default());
        }
    }

    /// `settings.NAME` of an object whose attributes are variables.
    pub(super) fn setting(&mut self, expression: &'a Expr, name: &str) {
        let Some(Named::Instance { class, rest, prefix }) = self.named(expression) else { return };
        let Some(row) = environment_readers().prefixed.iter().find(|row| row.name == class) else { return };
        if rest == name {
            let prefix = prefix.unwrap_or_else(|| row.prefix.clone());
            let full = format!("{}_{name}", prefix.to_uppercase());
            self.take(&Site::default(), &full, expression.start(), Use::default());
        }
    }
}
