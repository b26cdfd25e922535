//! The names that an expression stands for.

use ruff_python_ast::{Expr, ExprCall};
use ruff_text_size::Ranged;

use super::super::constants;
use super::super::loops::{Loop, Shape};
use super::super::names::{Named, dotted};
use super::super::read::Use;
use super::super::site::Site;
use super::Finder;
use crate::knowledge::environment_readers;

/// Variables of a function followed before the search gives up.
const DEEPEST: usize = 4;

impl<'a> Finder<'a, '_> {
    /// The loop that binds the name, and the part of its elements. `None` if no loop binds it.
    pub(super) fn in_loop(&self, name: &str) -> Option<(Loop<'a>, Option<usize>)> {
        self.loops.iter().rev().find_map(|repeat| Some((*repeat, repeat.column(name)?)))
    }

    /// What stands in the expression, and what is put around it. A variable that the function binds once is followed.
    pub(super) fn shaped(&self, name: &'a Expr) -> (&'a Expr, Shape) {
        let (mut within, mut shape) = Shape::of(name);
        for _ in 0..DEEPEST {
            let (Expr::Name(local), Some(function)) = (within, self.function) else { break };
            if self.in_loop(local.id.as_str()).is_some() {
                break;
            }
            let Some(Some(value)) = constants::bound(self.module, function, local.id.as_str()) else { break };
            let (inner, around) = Shape::of(value);
            (within, shape) = (inner, shape.around(&around));
            // `name = name.upper()` ends at the parameter.
            if matches!(inner, Expr::Name(name) if name.id == local.id) {
                break;
            }
        }
        (within, shape)
    }

    /// The texts that the expression stands for: of a literal, of a constant, or of every element of a list.
    pub(super) fn texts(&self, name: &'a Expr) -> Vec<String> {
        let (within, shape) = self.shaped(name);
        let looped = dotted(within).and_then(|(root, _)| self.in_loop(root));
        let constant = |expression: &Expr| constants::text(self.names.project, self.module, self.function, expression);
        if looped.is_none()
            && let Some(text) = constant(name)
        {
            return vec![text];
        }
        let texts: Vec<String> = match (within, looped) {
            (Expr::Name(_), Some((repeat, column))) => self
                .list(repeat.over)
                .map(|list| constants::texts(self.names.project, self.module, list, column))
                .unwrap_or_default(),
            (Expr::List(_) | Expr::Tuple(_), None) => constants::texts(self.names.project, self.module, within, None),
            (within, None) => constant(within).into_iter().collect(),
            _ => Vec::new(),
        };
        texts.iter().map(|text| shape.apply(text)).collect()
    }

    /// The list that a loop goes over. `None` if it is a parameter of the function, or bound more often than once.
    pub(super) fn list(&self, over: &'a Expr) -> Option<&'a Expr> {
        let (Expr::Name(name), Some(function)) = (over, self.function) else { return Some(over) };
        constants::bound(self.module, function, name.id.as_str()).unwrap_or(Some(over))
    }

    /// `map(os.environ.get, ("A", "B"))`
    pub(super) fn mapped(&mut self, call: &'a ExprCall) -> bool {
        let (Expr::Name(function), [reader, names]) = (call.func.as_ref(), call.arguments.args.as_ref()) else { return false };
        if function.id.as_str() != "map" {
            return false;
        }
        let Some(Named::External(path)) = self.named(reader) else { return false };
        let rows = environment_readers();
        let is_get = path.strip_suffix(".get").is_some_and(|mapping| rows.mappings.iter().any(|known| known == mapping));
        if !is_get && rows.function(&path).is_none() {
            return false;
        }
        let list = self.list(names).map(|list| constants::texts(self.names.project, self.module, list, None));
        for name in list.unwrap_or_default() {
            self.take(&Site::default(), &name, names.start(), Use::default());
        }
        true
    }
}
