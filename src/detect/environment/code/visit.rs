//! The walk over a module's statements and expressions, in the order in which they run.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprContext, ExprDictComp, ExprGenerator, ExprListComp, ExprSetComp, Stmt};
use ruff_text_size::Ranged;

use super::super::conditions::is_config;
use super::super::demanded::{demands, of_database};
use super::super::loops::Loop;
use super::super::names::Named;
use super::super::read::{Use, demanded, kind_of_comparison, parts_as_numbers, text, wrapped};
use super::super::site::{Site, is_mapping, of_subscript};
use super::Finder;
use super::options::stated_default;
use crate::knowledge::environment_readers;
use crate::model::VariableKind;
use crate::python::literal;

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                let (outer, conditions) = (self.function.replace(function), std::mem::take(&mut self.conditions));
                let within = self.within.take();
                let class = std::mem::replace(&mut self.class, within);
                walk_stmt(self, statement);
                (self.function, self.conditions, self.class, self.within) = (outer, conditions, class, within);
            }
            Stmt::ClassDef(class) => {
                let within = self.within.replace(class);
                walk_stmt(self, statement);
                self.within = within;
            }
            Stmt::If(branch) => self.branch(branch),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::For(repeat) => {
                let runs = self.goes_over_names(repeat);
                self.loops.push(Loop::of_statement(repeat));
                self.conditional(!runs, |finder| walk_stmt(finder, statement));
                self.loops.pop();
            }
            Stmt::While(_) | Stmt::Match(_) => self.conditional(true, |finder| walk_stmt(finder, statement)),
            Stmt::Assert(assert) => {
                self.demand(&assert.test, &Use { fails_empty: true, ..Use::default() });
                if let Expr::Name(name) = assert.test.as_ref() {
                    self.used(name.id.as_str(), Use { fails: true, fails_empty: true, ..Use::default() });
                }
                walk_stmt(self, statement);
            }
            Stmt::With(with) => {
                let before = self.prefixes.len();
                for item in &with.items {
                    if let Expr::Call(call) = &item.context_expr
                        && let Some(Named::Instance { class, rest, .. }) = self.named(&call.func)
                        && environment_readers().class(&class).is_some_and(|class| class.prefixed.as_deref() == Some(&rest))
                    {
                        self.prefixes.extend(call.arguments.find_positional(0).and_then(literal::string).map(str::to_owned));
                    }
                }
                walk_stmt(self, statement);
                self.prefixes.truncate(before);
            }
            Stmt::Assign(assign) => {
                assign.targets.iter().for_each(|target| self.stored(target));
                if let [Expr::Name(name)] = assign.targets.as_slice() {
                    self.assigned(name.id.as_str(), &assign.value);
                    self.gathers(name.id.as_str(), &assign.value);
                    self.next.bound = Some(name.id.as_str());
                }
                self.next.held = assign.targets.first().and_then(|target| self.kept_in(target));
                self.next.fails = assign.targets.iter().any(|target| demands(&self.module.source, target));
                self.visit_expr(&assign.value);
                self.next = Use::default();
            }
            Stmt::AnnAssign(assign) => {
                let Some(value) = &assign.value else { return walk_stmt(self, statement) };
                if let Expr::Name(name) = assign.target.as_ref() {
                    self.gathers(name.id.as_str(), value);
                    self.next.bound = Some(name.id.as_str());
                }
                self.next.held = self.kept_in(&assign.target);
                self.visit_expr(value);
                self.next = Use::default();
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let used = std::mem::take(&mut self.next);
        match expression {
            Expr::Name(name) if used.kind.is_some() || used.fails => {
                if used.fails {
                    self.demand(expression, &used);
                }
                self.used(name.id.as_str(), used);
            }
            Expr::Subscript(subscript) => {
                if subscript.ctx == ExprContext::Load
                    && let Some(site) = of_subscript(self.names, self.module, self.function, subscript)
                {
                    self.read(site, expression.start(), used);
                    return;
                }
                if is_config(&subscript.value) && subscript.ctx == ExprContext::Load {
                    self.loads(&subscript.slice);
                }
                walk_expr(self, expression);
            }
            Expr::Attribute(attribute) => {
                if used.fails {
                    self.demand(expression, &used);
                }
                if attribute.attr.as_str().chars().all(|c| !c.is_lowercase()) {
                    self.setting(expression, attribute.attr.as_str());
                }
                walk_expr(self, expression);
            }
            Expr::Call(call) => {
                if let (Expr::Attribute(method), Some(name)) = (call.func.as_ref(), call.arguments.args.first())
                    && method.attr.as_str() == "get"
                    && is_config(&method.value)
                {
                    self.loads(name);
                }
                if self.call(call, &used) {
                    // Defaults may read other variables.
                    let nested = |finder: &mut Self| {
                        call.arguments.args.iter().skip(1).for_each(|argument| finder.visit_expr(argument));
                        call.arguments.keywords.iter().for_each(|keyword| finder.visit_expr(&keyword.value));
                    };
                    self.conditional(true, nested);
                    return;
                }
                if let Expr::Attribute(attribute) = call.func.as_ref() {
                    let through = match attribute.attr.as_str() {
                        "split" | "splitlines" => Use { fails_empty: used.fails_empty, ..Use::of_kind(VariableKind::List, true) },
                        // What pydantic wraps a secret in.
                        "get_secret_value" => Use { fails: true, ..used.clone() },
                        "lower" | "upper" | "strip" | "rstrip" | "lstrip" | "replace" | "casefold" | "title" => {
                            Use { fails: true, ..used.clone() }
                        }
                        _ => Use::default(),
                    };
                    if through.fails {
                        self.next = through;
                        self.visit_expr(&attribute.value);
                        self.next = Use::default();
                        call.arguments.args.iter().for_each(|argument| self.visit_expr(argument));
                        return;
                    }
                }
                let demanded = demanded(self.module, call);
                if !demanded.is_empty() {
                    self.visit_expr(&call.func);
                    let demand = |range| demanded.iter().find(|(known, _)| *known == range).map(|(_, takes_empty)| !takes_empty);
                    let arguments =
                        call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
                    for argument in arguments {
                        let fails_empty = demand(argument.range());
                        (self.next.fails, self.next.fails_empty) = (fails_empty.is_some(), fails_empty == Some(true));
                        self.visit_expr(argument);
                        self.next = Use::default();
                    }
                    return;
                }
                if let Some((flag, default)) = stated_default(call) {
                    self.next.bound = Some(flag);
                    self.visit_expr(default);
                    self.next = Use::default();
                    let others = call.arguments.keywords.iter().map(|keyword| &keyword.value).filter(|value| *value != default);
                    others.for_each(|value| self.visit_expr(value));
                    return;
                }
                if let Some(parts) = parts_as_numbers(expression) {
                    self.next = Use { fails: true, fails_empty: true, ..Use::default() };
                    self.visit_expr(parts);
                    self.next = Use::default();
                    return;
                }
                if let Some((argument, wrapped)) = wrapped(call) {
                    self.next = Use { bound: used.bound, held: used.held, default: None, ..wrapped };
                    self.visit_expr(argument);
                    self.next = Use::default();
                    call.arguments.args.iter().skip(1).for_each(|argument| self.visit_expr(argument));
                    return;
                }
                if let Some(class) = self.made(call) {
                    self.visit_expr(&call.func);
                    call.arguments.args.iter().for_each(|argument| self.visit_expr(argument));
                    for keyword in &call.arguments.keywords {
                        self.next.held = keyword.arg.as_ref().and_then(|name| self.field_of(&class, name.as_str()));
                        self.visit_expr(&keyword.value);
                        self.next = Use::default();
                    }
                    return;
                }
                // Ex) a dataclass's `field(default_factory=lambda: os.getenv("TOKEN"))`
                if let (Some(Expr::Lambda(made)), Some(held)) =
                    (call.arguments.find_keyword("default_factory").map(|keyword| &keyword.value), &used.held)
                {
                    self.next.held = Some(held.clone());
                    self.visit_expr(&made.body);
                    self.next = Use::default();
                    return;
                }
                walk_expr(self, expression);
            }
            Expr::Compare(compare) => {
                if let ([CmpOp::In | CmpOp::NotIn], [mapping]) = (compare.ops.as_ref(), compare.comparators.as_ref())
                    && self.named(mapping).is_some_and(|named| is_mapping(&named))
                {
                    let guards = !self.filling.iter().any(|test| test.contains_range(expression.range()));
                    for name in self.texts(&compare.left) {
                        self.take(&Site { guards, ..Site::default() }, &name, expression.start(), Use::default());
                    }
                    return;
                }
                if let [right] = compare.comparators.as_ref() {
                    self.next.kind = kind_of_comparison(right);
                }
                self.visit_expr(&compare.left);
                self.next = Use::default();
                compare.comparators.iter().for_each(|right| self.visit_expr(right));
            }
            Expr::BoolOp(either) if either.op == BoolOp::Or => {
                let values: Vec<&Expr> = either.values.iter().filter(|value| self.by_options(value) != Some(false)).collect();
                if let ([only], true) = (values.as_slice(), values.len() < either.values.len()) {
                    self.next = used;
                    self.visit_expr(only);
                    self.next = Use::default();
                    return;
                }
                let default = either.values.last().and_then(text);
                for (index, value) in values.iter().enumerate() {
                    // Whatever follows, a missing first one is no error.
                    let defaulted = used.defaulted || index + 1 < values.len();
                    self.next = Use { fails: false, defaulted, default: default.clone(), ..used.clone() };
                    self.conditional(index > 0, |finder| finder.visit_expr(value));
                    self.next = Use::default();
                }
            }
            Expr::BoolOp(both) => {
                for (index, value) in both.values.iter().enumerate() {
                    self.conditional(index > 0, |finder| finder.visit_expr(value));
                }
            }
            Expr::If(choice) => {
                self.visit_expr(&choice.test);
                let taken = self.by_options(&choice.test);
                for (value, holds) in [(&choice.body, true), (&choice.orelse, false)] {
                    let is_taken = taken == Some(holds);
                    let aside = || Use { kind: used.kind, bound: used.bound, held: used.held.clone(), ..Use::default() };
                    self.next = if is_taken { used.clone() } else { aside() };
                    self.conditional(!is_taken, |finder| finder.visit_expr(value));
                    self.next = Use::default();
                }
            }
            Expr::ListComp(ExprListComp { generators, .. })
            | Expr::SetComp(ExprSetComp { generators, .. })
            | Expr::DictComp(ExprDictComp { generators, .. })
            | Expr::Generator(ExprGenerator { generators, .. }) => {
                if let Some(parts) = parts_as_numbers(expression) {
                    self.next = Use { fails: true, fails_empty: true, ..Use::default() };
                    self.visit_expr(parts);
                    self.next = Use::default();
                }
                let before = self.loops.len();
                self.loops.extend(generators.iter().map(Loop::of_comprehension));
                walk_expr(self, expression);
                self.loops.truncate(before);
            }
            Expr::Dict(dictionary) => {
                let demanded = of_database(dictionary);
                for item in &dictionary.items {
                    item.key.iter().for_each(|key| self.visit_expr(key));
                    let key = item.key.as_ref().and_then(literal::string);
                    self.next.fails = key.is_some_and(|key| demanded.iter().any(|one| one == key));
                    self.visit_expr(&item.value);
                    self.next = Use::default();
                }
            }
            Expr::Lambda(_) => self.conditional(true, |finder| walk_expr(finder, expression)),
            _ => walk_expr(self, expression),
        }
    }
}
