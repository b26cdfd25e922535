//! The variables that a module reads by calls and subscripts.

mod branches;
mod collected;
mod declarations;
mod keeping;
mod options;
mod texts;
mod visit;

use std::collections::HashMap;

use ruff_python_ast::visitor::Visitor;
use ruff_python_ast::{Expr, ExprCall, StmtClassDef, StmtFunctionDef, StmtIf, StmtTry};
use ruff_text_size::{Ranged, TextRange, TextSize};

use self::collected::{Lacked, appended};
use self::options::Options;
use super::at_start::{AtStart, name_of};
use super::conditions::{absent, alternatives, in_production, is_config, missing, refused};
use super::found::Found;
use super::helpers::{Helper, has_raise};
use super::loops::Loop;
use super::names::{Named, Names, dotted, root};
use super::read::{Read, Use, kind_of_literal, text};
use super::site::{Site, is_mapping, of_call};
use crate::knowledge::environment_readers;
use crate::python::bindings::is_main_guard;
use crate::python::{Module, literal};

/// Finds every read of the module.
pub fn reads(names: &Names<'_>, module: &Module, helpers: &[Helper], at_start: &AtStart) -> Found {
    let mut finder = Finder {
        names,
        module,
        helpers,
        at_start,
        known: HashMap::new(),
        known_locals: HashMap::new(),
        function: None,
        class: None,
        within: None,
        conditions: 0,
        loops: Vec::new(),
        prefixes: Vec::new(),
        next: Use::default(),
        demands: false,
        options: Options::of(module, at_start),
        optional: Vec::new(),
        skipped: 0,
        bound: Vec::new(),
        helper_bound: Vec::new(),
        uses: Vec::new(),
        refused: Vec::new(),
        collecting: None,
        filling: Vec::new(),
        collected: Vec::new(),
        found: Found::default(),
    };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.finish()
}

/// A name and the function that it is a variable of; nothing for a name of the module.
type Local<'a> = (Option<&'a str>, &'a str);

struct Finder<'a, 'n> {
    names: &'n Names<'n>,
    module: &'a Module,
    helpers: &'n [Helper],
    at_start: &'n AtStart,
    /// Names that were followed from the module's own level.
    known: HashMap<String, Option<Named>>,
    /// The same for names that a function binds, by where it stands.
    known_locals: HashMap<(TextSize, String), Option<Named>>,
    function: Option<&'a StmtFunctionDef>,
    /// The class that the function is a method of.
    class: Option<&'a StmtClassDef>,
    /// The class whose body is visited, outside of its methods.
    within: Option<&'a StmtClassDef>,
    /// Branches around the statement that are not always taken.
    conditions: usize,
    loops: Vec<Loop<'a>>,
    prefixes: Vec<String>,
    /// What is done with the next expression.
    next: Use<'a>,
    /// The next expression is one that the program stops without.
    demands: bool,
    options: Options<'a>,
    /// The names that hold an option without a value.
    optional: Vec<Local<'a>>,
    /// Branches around the statement that are never taken, for lack of an option.
    skipped: usize,
    /// The names that reads are bound to, by their index.
    bound: Vec<(Local<'a>, usize)>,
    /// The same for what helpers read.
    helper_bound: Vec<(Local<'a>, usize)>,
    uses: Vec<(Local<'a>, Use<'a>)>,
    /// The texts that a name must not hold.
    refused: Vec<(Local<'a>, Vec<&'a str>)>,
    /// The list that the names of missing variables are put in.
    collecting: Option<Local<'a>>,
    /// The conditions that fill such a list, which guard nothing.
    filling: Vec<TextRange>,
    collected: Vec<(Local<'a>, Lacked<'a>)>,
    found: Found,
}

impl<'a> Finder<'a, '_> {
    fn named(&mut self, expression: &Expr) -> Option<Named> {
        let root = root(expression)?;
        let is_local = self.function.is_some() && self.module.imports.get(root).is_none();
        if is_local
            && let Some(function) = self.function
            && self.module.binds(function, root)
        {
            let (_, rest) = dotted(expression)?;
            let key = (function.start(), [root, rest.as_str()].join("."));
            if let Some(known) = self.known_locals.get(&key) {
                return known.clone();
            }
            let named = self.names.of(self.module, self.function, expression);
            self.known_locals.insert(key, named.clone());
            return named;
        }
        if is_local || matches!(expression, Expr::Name(_)) {
            return self.names.of(self.module, self.function.filter(|_| is_local), expression);
        }
        let (_, rest) = dotted(expression)?;
        let key = [root, rest.as_str()].join(".");
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let named = self.names.of(self.module, None, expression);
        self.known.insert(key, named.clone());
        named
    }

    /// What the function around the statement is known by.
    fn scope(&self) -> Option<&'a str> {
        self.function.map(|function| name_of(function, self.class))
    }

    /// What an option holds, it holds in every function.
    fn local(&self, name: &'a str) -> Local<'a> {
        (self.scope().filter(|_| !name.starts_with('-')), name)
    }

    /// Remembers what is done with a name. Where it is not always done, a missing value is no error.
    fn used(&mut self, name: &'a str, used: Use<'a>) {
        let is_run = !name.starts_with('-') || self.certain();
        let fails = used.fails && self.conditions == 0 && is_run;
        self.uses.push((self.local(name), Use { fails, ..used }));
    }

    fn certain(&self) -> bool {
        self.conditions == 0 && self.scope().is_none_or(|function| self.at_start.runs(self.module.path(), function))
    }

    fn take(&mut self, site: &Site<'_>, name: &str, at: TextSize, used: Use<'a>) {
        let name = format!("{}{name}", self.prefixes.concat());
        let defaulted = site.default.is_some() || used.defaulted;
        let is_empty = site.default.and_then(literal::string).is_some_and(str::is_empty) && !used.defaulted;
        let is_defended = defaulted && !(is_empty && (self.demands || used.fails_empty));
        let kind = site.kind.or(used.kind).or_else(|| site.default.and_then(kind_of_literal));
        self.bound.extend(used.bound.map(|bound| (self.local(bound), self.found.reads.len())));
        self.collected.extend(self.collecting.map(|list| (list, Lacked::Read(self.found.reads.len()))));
        self.found.reads.push(Read {
            name,
            at: self.module.source.location(at),
            raises: !site.guards && !is_defended && (site.raises || used.fails || self.demands),
            certain: self.certain(),
            guards: site.guards,
            defaulted,
            is_empty,
            default: site.default.and_then(text).or(used.default),
            kind,
            stand_in: site.stand_in.clone().or(used.stand_in),
            held: used.held,
        });
    }

    /// Takes a read whose name is an expression: a literal, a constant, or a parameter of a helper.
    fn read(&mut self, site: Site<'a>, at: TextSize, used: Use<'a>) {
        let names = match site.name {
            Some(name) => self.texts(name),
            None => site.variable.into_iter().map(str::to_owned).collect(),
        };
        if names.is_empty()
            && let (Some(name), Some(function)) = (site.name, self.function)
        {
            let (within, shape) = self.shaped(name);
            let repeat = dotted(within).and_then(|(root, _)| self.in_loop(root));
            let list = repeat.filter(|(_, column)| column.is_none()).map(|(repeat, _)| repeat.over);
            // What the helper takes instead is never missing.
            let is_defaulted = used.defaulted || site.default.is_some();
            let raises = (site.raises || used.fails) && !is_defaulted && self.conditions == 0;
            let helper = |name| Helper::new(self.module.path(), function, name, shape.clone(), raises);
            if let Some(helper) = list.and_then(helper).or_else(|| helper(within)) {
                let bound = used.bound.filter(|_| !is_defaulted);
                self.helper_bound.extend(bound.map(|bound| (self.local(bound), self.found.helpers.len())));
                self.found.helpers.push(helper);
            }
        }
        let more: Vec<String> = site.more.iter().flat_map(|name| self.texts(name)).collect();
        for name in more {
            self.take(&Site { kind: site.kind, ..Site::default() }, &name, at, Use::default());
        }
        for name in names {
            self.take(&site, &site.shape.apply(&name), at, used.clone());
        }
    }

    fn call(&mut self, call: &'a ExprCall, used: &Use<'a>) -> bool {
        if let Expr::Attribute(attribute) = call.func.as_ref() {
            let method = attribute.attr.as_str();
            if let Some(row) = environment_readers().methods.iter().find(|row| row.name == method) {
                let silent = call.arguments.find_argument_value(&row.unless, 1).is_some_and(literal::is_true);
                let name = call.arguments.find_argument_value(&row.argument, 0);
                self.read(Site { name, raises: !silent, kind: row.kind, ..Site::default() }, call.start(), Use::default());
                return true;
            }
            if let Some(row) = environment_readers().configurations.iter().find(|row| row.method == method) {
                let prefix = call.arguments.find_argument_value(&row.argument, 0).and_then(|prefix| self.texts(prefix).pop());
                self.found.config.prefix = Some(prefix.unwrap_or_else(|| row.prefix.clone()));
                return true;
            }
        }
        if self.mapped(call) {
            return true;
        }
        let Some(named) = self.named(&call.func) else { return false };
        if let Named::External(path) = &named {
            if environment_readers().options.contains(path) {
                self.option(call);
            } else if environment_readers().class(path).is_some_and(|class| class.schema) {
                self.schema(call);
            }
        }
        if let Named::Function { file, name } = &named {
            self.found.called.insert((file.clone(), name.clone()));
        }
        let sites = of_call(&named, self.helpers, call);
        // What is done with the result says something of the one variable that is given plainly.
        let plain = sites.iter().filter(|site| site.shape.is_plain()).count();
        let is_read = !sites.is_empty();
        for site in sites {
            let used = if plain == 1 && site.shape.is_plain() { used.clone() } else { Use::default() };
            self.read(site, call.start(), used);
        }
        is_read
    }

    fn conditional(&mut self, is_conditional: bool, visit: impl FnOnce(&mut Self)) {
        self.conditions += usize::from(is_conditional);
        visit(self);
        self.conditions -= usize::from(is_conditional);
    }

    fn branch(&mut self, branch: &'a StmtIf) {
        let test = self.undecided(&branch.test);
        let list = appended(&branch.body).filter(|_| !self.ends(&branch.body));
        list.into_iter().for_each(|list| self.collect(list, test));
        let ends = self.ends(&branch.body);
        if ends {
            self.stops_for(test);
            let refused = alternatives(test).into_iter().filter_map(refused).filter(|_| self.conditions == 0);
            let refused: Vec<_> = refused.map(|(name, texts)| (self.local(name), texts)).collect();
            self.refused.extend(refused);
            for missing in missing(test).into_iter().flat_map(|one| self.meant(one)).collect::<Vec<_>>() {
                let name = match missing {
                    Expr::Name(name) => Some(name.id.as_str()),
                    other => self.options.flag(other),
                };
                match missing {
                    Expr::Name(_) | Expr::Attribute(_) => {
                        self.attributes(missing).into_iter().for_each(|index| self.stops_without(index));
                        self.demand(missing, &Use { fails_empty: true, ..Use::default() });
                        let used = || Use { fails: true, fails_empty: true, ..Use::default() };
                        name.into_iter().for_each(|name| self.used(name, used()));
                    }
                    other => {
                        self.demand(other, &Use { fails_empty: true, ..Use::default() });
                        self.demands = true;
                        self.visit_expr(other);
                        self.demands = false;
                    }
                }
            }
        }
        let is_missing = |test: &&'a Expr| {
            let mapping = absent(test).filter(|_| list.is_some() || ends).and_then(|(_, mapping)| self.named(mapping));
            mapping.is_some_and(|named| is_mapping(&named))
        };
        let (missing, others): (Vec<_>, Vec<_>) = alternatives(test).into_iter().partition(is_missing);
        for (name, _) in missing.iter().filter_map(|test| absent(test)) {
            for text in self.texts(name) {
                self.take(&Site { raises: list.is_none(), ..Site::default() }, &text, name.start(), Use::default());
            }
        }
        let others = if missing.is_empty() { vec![&*branch.test] } else { others };
        others.into_iter().for_each(|test| self.visit_expr(test));
        let guarded = is_main_guard(&branch.test);
        let optional = self.by_options(&branch.test);
        let production = optional.or_else(|| self.without_variables(&branch.test)).or_else(|| in_production(&branch.test));
        let skips = if guarded { !self.at_start.is_start(self.module.path()) } else { production != Some(true) };
        self.skipped += usize::from(optional == Some(false));
        self.conditional(skips, |finder| finder.visit_body(&branch.body));
        self.skipped -= usize::from(optional == Some(false));
        // The branches before this one are known not to be taken.
        let mut is_next = production == Some(false);
        for clause in &branch.elif_else_clauses {
            if let Some(test) = &clause.test {
                self.visit_expr(test);
            }
            let taken = clause.test.as_ref().map_or(Some(true), in_production);
            self.conditional(!is_next || taken != Some(true), |finder| finder.visit_body(&clause.body));
            is_next &= taken == Some(false);
        }
    }

    fn attempt(&mut self, attempt: &'a StmtTry) {
        let handles = attempt.handlers.iter().any(|handler| {
            let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
            !has_raise(&handler.body)
        });
        self.conditional(handles, |finder| finder.visit_body(&attempt.body));
        for handler in &attempt.handlers {
            let ruff_python_ast::ExceptHandler::ExceptHandler(handler) = handler;
            self.conditional(true, |finder| finder.visit_body(&handler.body));
        }
        self.conditional(true, |finder| finder.visit_body(&attempt.orelse));
        self.visit_body(&attempt.finalbody);
    }

    /// `os.environ["X"] = …`, `app.config["X"] = …`
    fn stored(&mut self, target: &'a Expr) {
        let Expr::Subscript(subscript) = target else { return };
        if self.skipped == 0 && self.named(&subscript.value).is_some_and(|named| is_mapping(&named)) {
            for name in self.texts(&subscript.slice) {
                self.take(&Site { guards: true, ..Site::default() }, &name, target.start(), Use::default());
                self.found.stores.extend(self.found.reads.pop());
            }
        }
        if is_config(&subscript.value) {
            self.found.config.stored.extend(literal::string(&subscript.slice).map(str::to_owned));
        }
    }

    /// `app.config["X"]`, `app.config.get("X")`
    fn loads(&mut self, name: &'a Expr) {
        let at = self.module.source.location(name.start());
        self.found.config.loaded.extend(self.texts(name).into_iter().map(|name| (name, at.clone())));
    }

    fn finish(mut self) -> Found {
        for ((function, name), texts) in std::mem::take(&mut self.refused) {
            let at_start = || function.is_some_and(|function| self.at_start.runs(self.module.path(), function));
            let is_meant = |(scope, bound): &Local<'_>| *bound == name && (*scope == function || scope.is_none() && at_start());
            let meant: Vec<usize> = self.bound.iter().filter(|(local, _)| is_meant(local)).map(|(_, index)| *index).collect();
            for index in meant {
                let read = &mut self.found.reads[index];
                read.raises |= !read.guards && read.default.as_deref().is_some_and(|default| texts.contains(&default));
            }
        }
        for ((function, name), used) in std::mem::take(&mut self.uses) {
            for ((scope, bound), index) in &self.bound {
                // A function may use a name of the module.
                if *bound == name && (*scope == function || scope.is_none()) {
                    let read = &mut self.found.reads[*index];
                    read.kind = read.kind.or(used.kind);
                    let at_start = |name: &str| self.at_start.runs(self.module.path(), name);
                    let is_certain = *scope == function || function.is_some_and(at_start);
                    let is_defended = read.defaulted && !(used.fails_empty && read.is_empty);
                    read.raises |= used.fails && is_certain && !is_defended && !read.guards;
                }
            }
            for (_, index) in self.helper_bound.iter().filter(|(local, _)| *local == (function, name)) {
                self.found.helpers[*index].raises |= used.fails;
            }
        }
        self.found
    }
}
