//! Lists that the names of missing variables are put in, and that are asked for before the program goes on.
//! Ex) `missing = [name for name in NAMES if not os.environ.get(name)]`, `if missing: sys.exit(1)`

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{CmpOp, Expr, ExprDict, Stmt, StmtFor};
use ruff_text_size::Ranged;

use super::super::conditions::{absent, missing};
use super::super::constants;
use super::super::held::Held;
use super::super::loops::Loop;
use super::super::read::Use;
use super::{Finder, Local};
use crate::python::{Definition, bindings};

/// What a list is filled for want of.
#[derive(Debug, Clone)]
pub enum Lacked<'a> {
    /// A read, by its index.
    Read(usize),
    /// A name that may hold one.
    Name(Local<'a>),
    /// What other code keeps.
    Held(Held),
}

impl<'a> Finder<'a, '_> {
    /// A list that the value fills with what is missing.
    pub(super) fn gathers(&mut self, list: &'a str, value: &'a Expr) {
        let local = self.local(list);
        self.collected.retain(|(known, _)| *known != local);
        let generators = match value {
            Expr::ListComp(made) => &made.generators,
            Expr::SetComp(made) => &made.generators,
            Expr::DictComp(made) => &made.generators,
            _ => return,
        };
        let before = self.loops.len();
        self.loops.extend(generators.iter().map(Loop::of_comprehension));
        generators.iter().flat_map(|generator| &generator.ifs).for_each(|test| self.collect(list, test));
        self.loops.truncate(before);
    }

    /// What the list is filled for want of where the condition holds.
    pub(super) fn collect(&mut self, list: &'a str, test: &'a Expr) {
        let list = self.local(list);
        let outer = self.collecting.replace(list);
        self.filling.push(test.range());
        if absent(test).is_some() {
            self.visit_expr(test);
        }
        for one in missing(test).into_iter().flat_map(|one| self.meant(one)).collect::<Vec<_>>() {
            match one {
                Expr::Name(name) => {
                    self.collected.push((list, Lacked::Name(self.local(name.id.as_str()))));
                    let kept = self.kept(one);
                    self.collected.extend(kept.into_iter().map(|held| (list, Lacked::Held(held))));
                }
                other => {
                    let held = self.attributes(other);
                    self.collected.extend(held.into_iter().map(|index| (list, Lacked::Read(index))));
                    let kept = self.kept(other);
                    self.collected.extend(kept.into_iter().map(|held| (list, Lacked::Held(held))));
                    self.visit_expr(other);
                }
            }
        }
        self.collecting = outer;
    }

    /// The program stops where the list is not empty.
    pub(super) fn stops_for(&mut self, test: &'a Expr) {
        let Some(list) = filled(test) else { return };
        if let Expr::Named(named) = test {
            self.gathers(list, &named.value);
        }
        let list = self.local(list);
        let lacked: Vec<Lacked<'a>> =
            self.collected.iter().filter(|(known, _)| *known == list).map(|(_, lacked)| lacked.clone()).collect();
        for lacked in lacked {
            match lacked {
                Lacked::Name((_, name)) => self.used(name, Use { fails: true, fails_empty: true, ..Use::default() }),
                Lacked::Read(index) => self.stops_without(index),
                Lacked::Held(held) => self.demand_held(vec![held], &Use { fails_empty: true, ..Use::default() }),
            }
        }
    }

    /// What a loop binds the name to, one by one; any other expression means itself. Ex) `TOKEN` of `for value in (TOKEN,)`
    pub(super) fn meant(&self, expression: &'a Expr) -> Vec<&'a Expr> {
        let Expr::Name(name) = expression else { return vec![expression] };
        let looped = self.in_loop(name.id.as_str()).map(|(repeat, column)| self.elements(repeat.over, column));
        looped.filter(|elements| !elements.is_empty()).unwrap_or_else(|| vec![expression])
    }

    /// The reads whose values the attributes hold that the expression names. Ex) `Config.TOKEN`, `getattr(cls, name)`
    pub(super) fn attributes(&self, expression: &'a Expr) -> Vec<usize> {
        let (of, names) = match expression {
            Expr::Attribute(attribute) => (attribute.value.as_ref(), vec![attribute.attr.to_string()]),
            Expr::Call(call) => match (call.func.as_ref(), call.arguments.args.as_ref()) {
                (Expr::Name(function), [of, name, ..]) if function.id.as_str() == "getattr" => (of, self.texts(name)),
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
        let Expr::Name(of) = of else { return Vec::new() };
        let is_class = || matches!(self.module.definition(of.id.as_str()), Some(Definition::Class(_)));
        if !(matches!(of.id.as_str(), "self" | "cls") && self.class.is_some() || is_class()) {
            return Vec::new();
        }
        let is_one = |(scope, bound): &Local<'_>| scope.is_none() && names.iter().any(|name| name == bound);
        self.bound.iter().filter(|(local, _)| is_one(local)).map(|(_, index)| *index).collect()
    }

    /// The value of the read is asked for where the program ends without it.
    pub(super) fn stops_without(&mut self, index: usize) {
        if self.certain() {
            let read = &mut self.found.reads[index];
            read.raises |= !read.guards && (!read.defaulted || read.is_empty);
        }
    }

    /// Whether the loop goes over something that is written out, so that what it holds runs.
    pub(super) fn goes_over_names(&self, repeat: &'a StmtFor) -> bool {
        let column = repeat.target.is_tuple_expr().then_some(0);
        let list = self.list(&repeat.iter);
        !self.elements(&repeat.iter, column).is_empty()
            || list.is_some_and(|list| !constants::texts(self.names.project, self.module, list, column).is_empty())
    }

    /// The elements of what a loop goes over, or their parts, as the module writes them out.
    fn elements(&self, over: &'a Expr, column: Option<usize>) -> Vec<&'a Expr> {
        let within = match over {
            Expr::Call(call) if call.arguments.is_empty() => match call.func.as_ref() {
                Expr::Attribute(of) => Some((of.attr.as_str(), of.value.as_ref())),
                _ => None,
            },
            _ => None,
        };
        if let Some((method, of)) = within {
            let is_values = matches!((method, column), ("values", None) | ("items", Some(1)));
            return match self.written(of) {
                Some(Expr::Dict(ExprDict { items, .. })) if is_values => items.iter().map(|item| &item.value).collect(),
                _ => Vec::new(),
            };
        }
        let elements = match self.written(over) {
            Some(Expr::List(list)) => &list.elts,
            Some(Expr::Tuple(tuple)) => &tuple.elts,
            _ => return Vec::new(),
        };
        let part = |element: &'a Expr| match (column, element) {
            (None, element) => Some(element),
            (Some(column), Expr::Tuple(parts)) => parts.elts.get(column),
            (Some(column), Expr::List(parts)) => parts.elts.get(column),
            _ => None,
        };
        elements.iter().filter_map(part).collect()
    }

    /// What the expression is, or the only value of the name that it is.
    fn written(&self, expression: &'a Expr) -> Option<&'a Expr> {
        let Expr::Name(name) = expression else { return Some(expression) };
        if let Some(function) = self.function
            && let Some(value) = constants::bound(self.module, function, name.id.as_str())
        {
            return value;
        }
        match self.module.definition(name.id.as_str())? {
            Definition::Values(values) => match values.as_slice() {
                [only] => Some(only),
                _ => None,
            },
            _ => None,
        }
    }
}

/// The list that the statements add something to, where the program goes on behind them. `None` if they add to none.
/// Ex) `missing.append("TOKEN")`
pub fn appended(statements: &[Stmt]) -> Option<&str> {
    let mut found = None;
    bindings::own_statements(statements, &mut |statement, _| {
        if let Stmt::Expr(expression) = statement
            && let Expr::Call(call) = expression.value.as_ref()
            && let Expr::Attribute(method) = call.func.as_ref()
            && let Expr::Name(list) = method.value.as_ref()
            && matches!(method.attr.as_str(), "append" | "add")
        {
            found = Some(list.id.as_str());
        }
    });
    found
}

/// The list that has something in it where the condition holds. Ex) `missing`, `len(missing) > 0`, `missing := […]`
fn filled(test: &Expr) -> Option<&str> {
    match test {
        Expr::Name(name) => Some(name.id.as_str()),
        Expr::Named(named) => filled(&named.target),
        Expr::Call(call) => match (call.func.as_ref(), call.arguments.args.as_ref()) {
            (Expr::Name(function), [Expr::Name(list)]) if function.id.as_str() == "len" => Some(list.id.as_str()),
            _ => None,
        },
        Expr::Compare(compare) if matches!(compare.ops.as_ref(), [CmpOp::Gt | CmpOp::NotEq]) => filled(&compare.left),
        _ => None,
    }
}
