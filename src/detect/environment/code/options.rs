//! Options of the command line that the start command does not give, and the conditions that they decide.
//!
//! A program that takes a value as an option or as a variable needs the variable in a container whose command has no such
//! option.

use std::collections::HashMap;

use ruff_python_ast::{BoolOp, Expr, ExprCall, UnaryOp};

use super::super::at_start::AtStart;
use super::super::conditions::is_none;
use super::Finder;
use crate::python::options::names_options;
use crate::python::{Module, calls, literal};

/// The options that the module declares, by the attributes that hold their values.
#[derive(Debug, Default)]
pub struct Options<'a>(HashMap<String, Declared<'a>>);

#[derive(Debug, Clone, Copy)]
struct Declared<'a> {
    flag: &'a str,
    /// It is neither given nor has it a default.
    is_absent: bool,
}

impl<'a> Options<'a> {
    pub fn of(module: &'a Module, at_start: &AtStart) -> Self {
        let mut found: HashMap<String, Declared<'a>> = HashMap::new();
        if DECLARING.iter().any(|name| module.source.text.contains(name)) {
            for site in calls(module.statements()) {
                let Some((name, declared)) = declared(site.call, at_start) else { continue };
                found.entry(name).and_modify(|other| other.is_absent &= declared.is_absent).or_insert(declared);
            }
        }
        Self(found)
    }

    /// The option whose value the expression is. Ex) `args.token`
    fn get(&self, expression: &Expr) -> Option<Declared<'a>> {
        let Expr::Attribute(attribute) = expression else { return None };
        let is_holder = matches!(attribute.value.as_ref(), Expr::Name(name) if names_options(name.id.as_str()));
        self.0.get(attribute.attr.as_str()).copied().filter(|_| is_holder)
    }

    /// Its flag, which no variable is called like. `None` if it is not a declared option.
    pub fn flag(&self, expression: &Expr) -> Option<&'a str> {
        self.get(expression).map(|declared| declared.flag)
    }
}

/// The methods of argparse and optparse that declare an option.
const DECLARING: [&str; 2] = ["add_argument", "add_option"];

fn declared<'a>(call: &'a ExprCall, at_start: &AtStart) -> Option<(String, Declared<'a>)> {
    let keyword = |name: &str| call.arguments.find_keyword(name).map(|keyword| &keyword.value);
    let flags = flags(call)?;
    let flag = *flags.iter().find(|flag| flag.starts_with("--")).or(flags.first())?;
    let name = keyword("dest").and_then(literal::string).unwrap_or_else(|| flag.trim_start_matches('-'));
    let has_value = keyword("default").is_some_and(|default| !default.is_none_literal_expr())
        || keyword("action").and_then(literal::string) == Some("store_false")
        || keyword("required").is_some_and(|required| !literal_false(required));
    let is_absent = !has_value && !flags.iter().any(|flag| at_start.may_give(flag));
    Some((name.replace('-', "_"), Declared { flag, is_absent }))
}

fn literal_false(expression: &Expr) -> bool {
    matches!(expression, Expr::BooleanLiteral(literal) if !literal.value)
}

/// The flags of the option that the call declares. `None` for any other call, and for an argument without a flag.
fn flags(call: &ExprCall) -> Option<Vec<&str>> {
    let Expr::Attribute(method) = call.func.as_ref() else { return None };
    let flags: Vec<&str> = call.arguments.args.iter().filter_map(literal::string).collect();
    let is_one = DECLARING.contains(&method.attr.as_str()) && flags.iter().all(|flag| flag.starts_with('-'));
    (is_one && !flags.is_empty()).then_some(flags)
}

/// The flag and the default of the option that the call declares. `None` if it states no default, or no flag. Ex) `--token`,
/// `os.environ.get("TOKEN")`
pub fn stated_default(call: &ExprCall) -> Option<(&str, &Expr)> {
    let default = &call.arguments.find_keyword("default")?.value;
    let flags = flags(call)?;
    let flag = flags.iter().find(|flag| flag.starts_with("--")).or(flags.first())?;
    Some((flag, default))
}

impl<'a> Finder<'a, '_> {
    /// Whether the condition holds, where only options decide it. `None` if something else decides it. Ex) it does for
    /// `not args.token` if `--token` is not given
    pub(super) fn by_options(&self, test: &Expr) -> Option<bool> {
        match test {
            Expr::UnaryOp(not) if not.op == UnaryOp::Not => self.by_options(&not.operand).map(|holds| !holds),
            Expr::BoolOp(several) => {
                let ending = several.op == BoolOp::Or;
                let parts = || several.values.iter().map(|part| self.by_options(part));
                let is_ended = parts().any(|part| part == Some(ending));
                if is_ended { Some(ending) } else { parts().all(|part| part.is_some()).then_some(!ending) }
            }
            Expr::Name(name) => {
                let local = self.local(self.optional.iter().find(|(_, known)| *known == name.id.as_str())?.1);
                self.optional.contains(&local).then_some(false)
            }
            Expr::Attribute(_) => self.options.get(test).filter(|option| option.is_absent).map(|_| false),
            _ => {
                let (value, is_none) = is_none(test)?;
                self.by_options(value).filter(|holds| !holds).map(|_| is_none)
            }
        }
    }

    /// What is left of the condition where options decide all other parts. Ex) `"X" not in os.environ` of
    /// `"X" not in os.environ and not args.x`
    pub(super) fn undecided(&self, test: &'a Expr) -> &'a Expr {
        let Expr::BoolOp(several) = test else { return test };
        let without = several.op == BoolOp::And;
        let mut left = several.values.iter().filter(|part| self.by_options(part) != Some(without));
        match (left.next(), left.next()) {
            (Some(one), None) => one,
            _ => test,
        }
    }

    /// Remembers whether the name holds an option that has no value.
    pub(super) fn assigned(&mut self, name: &'a str, value: &Expr) {
        let local = self.local(name);
        self.optional.retain(|known| *known != local);
        if matches!(value, Expr::Attribute(_)) && self.by_options(value) == Some(false) {
            self.optional.push(local);
        }
    }
}
