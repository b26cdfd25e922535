//! The variables that a module reads by calls and subscripts.

use std::collections::{HashMap, HashSet};

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCall, ExprContext, Stmt, StmtFunctionDef, StmtIf, StmtTry};
use ruff_text_size::{Ranged, TextSize};

use super::at_start::AtStart;
use super::conditions::{absent, in_production, is_config, missing};
use super::helpers::{Helper, has_raise as ends};
use super::names::{Named, Names, dotted, root};
use super::read::{Read, Use, demanded, kind_of_comparison, kind_of_literal, kind_of_type, text, wrapped};
use super::site::{Site, is_mapping, of_call, of_subscript};
use crate::knowledge::environment_readers;
use crate::model::{Location, RelPath, VariableKind};
use crate::python::bindings::is_main_guard;
use crate::python::{Definition, Module, literal};

/// What one module reads, and the functions in it that read what they are told to.
#[derive(Debug, Default)]
pub struct Found {
    pub reads: Vec<Read>,
    pub helpers: Vec<Helper>,
    /// Variables that the code sets itself.
    pub stores: Vec<Read>,
    /// The functions of the project that it calls.
    pub called: HashSet<(RelPath, String)>,
    pub config: Configuration,
}

/// What a module does with a configuration whose keys are variables with a prefix.
#[derive(Debug, Default)]
pub struct Configuration {
    pub prefix: Option<String>,
    pub loaded: Vec<(String, Location)>,
    pub stored: Vec<String>,
}

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
        conditions: 0,
        prefixes: Vec::new(),
        next: Use::default(),
        demands: false,
        bound: Vec::new(),
        helper_bound: Vec::new(),
        uses: Vec::new(),
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
    /// Branches around the statement that are not always taken.
    conditions: usize,
    prefixes: Vec<String>,
    /// What is done with the next expression.
    next: Use<'a>,
    /// The next expression is one that the program stops without.
    demands: bool,
    /// The names that reads are bound to, by their index.
    bound: Vec<(Local<'a>, usize)>,
    /// The same for what helpers read.
    helper_bound: Vec<(Local<'a>, usize)>,
    uses: Vec<(Local<'a>, Use<'a>)>,
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

    /// The text of a literal, or of a constant of the module.
    fn literal(&self, name: &'a Expr) -> Option<String> {
        if let Some(text) = literal::string(name) {
            return Some(text.to_owned());
        }
        let Expr::Name(name) = name else { return None };
        match self.module.definition(name.id.as_str())? {
            Definition::Values(values) => match values.as_slice() {
                [only] => literal::string(only).map(str::to_owned),
                _ => None,
            },
            _ => None,
        }
    }

    fn local(&self, name: &'a str) -> Local<'a> {
        (self.function.map(|function| function.name.as_str()), name)
    }

    /// Remembers what is done with a name. Where it is not always done, a missing value is no error.
    fn used(&mut self, name: &'a str, used: Use<'a>) {
        let fails = used.fails && self.conditions == 0;
        self.uses.push((self.local(name), Use { fails, ..used }));
    }

    fn certain(&self) -> bool {
        let runs = |function: &StmtFunctionDef| self.at_start.runs(self.module.path(), function.name.as_str());
        self.conditions == 0 && self.function.is_none_or(runs)
    }

    fn take(&mut self, site: Site<'_>, name: Option<String>, at: TextSize, used: Use<'a>) {
        let Some(name) = name else { return };
        let name = format!("{}{name}", self.prefixes.concat());
        let defaulted = site.default.is_some() || used.defaulted;
        let kind = site.kind.or(used.kind).or_else(|| site.default.and_then(kind_of_literal));
        self.bound.extend(used.bound.map(|bound| (self.local(bound), self.found.reads.len())));
        self.found.reads.push(Read {
            name,
            at: self.module.source.location(at),
            raises: !site.guards && !defaulted && (site.raises || used.fails || self.demands),
            certain: self.certain(),
            guards: site.guards,
            defaulted,
            default: site.default.and_then(text).or(used.default),
            kind,
            stand_in: site.stand_in.or(used.stand_in),
        });
    }

    /// Takes a read whose name is an expression: a literal, a constant, or a parameter of a helper.
    fn read(&mut self, site: Site<'a>, at: TextSize, used: Use<'a>) {
        let literal = match site.name {
            Some(name) => self.literal(name),
            None => site.variable.map(str::to_owned),
        };
        if literal.is_none()
            && let (Some(name), Some(function)) = (site.name, self.function)
        {
            // What the helper takes instead is never missing.
            let is_defaulted = used.defaulted || site.default.is_some();
            let raises = (site.raises || used.fails) && !is_defaulted && self.conditions == 0;
            if let Some(helper) = Helper::new(self.module.path(), function, name, raises) {
                let bound = used.bound.filter(|_| !is_defaulted);
                self.helper_bound.extend(bound.map(|bound| (self.local(bound), self.found.helpers.len())));
                self.found.helpers.push(helper);
            }
        }
        for name in site.more {
            let literal = self.literal(name);
            self.take(Site { kind: site.kind, ..Site::default() }, literal, at, Use::default());
        }
        self.take(site, literal, at, used);
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
                let prefix = call.arguments.find_argument_value(&row.argument, 0).and_then(|prefix| self.literal(prefix));
                self.found.config.prefix = Some(prefix.unwrap_or_else(|| row.prefix.clone()));
                return true;
            }
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
        let Some(site) = of_call(&named, self.helpers, call) else { return false };
        self.read(site, call.start(), used.clone());
        true
    }

    /// `typer.Option(envvar="X")`, `click.option("--x", envvar=["X", "Y"])`
    fn option(&mut self, call: &'a ExprCall) {
        let Some(keyword) = call.arguments.find_keyword("envvar") else { return };
        let elements = match &keyword.value {
            Expr::List(list) => list.elts.as_slice(),
            Expr::Tuple(tuple) => tuple.elts.as_slice(),
            one => std::slice::from_ref(one),
        };
        let kind = call.arguments.find_keyword("type").and_then(|keyword| kind_of_type(&keyword.value).0);
        let default = call.arguments.find_keyword("default").map(|keyword| &keyword.value);
        for name in elements {
            let site = Site { name: Some(name), default, kind, ..Site::default() };
            let literal = self.literal(name);
            self.take(site, literal, name.start(), Use::default());
        }
    }

    /// `environ.Env(DEBUG=(bool, False), HOSTS=list)`
    fn schema(&mut self, call: &'a ExprCall) {
        for keyword in &call.arguments.keywords {
            let Some(name) = keyword.arg.as_ref().map(ToString::to_string) else { continue };
            let (cast, default) = match &keyword.value {
                Expr::Tuple(pair) => (pair.elts.first(), pair.elts.get(1)),
                cast => (Some(cast), None),
            };
            let (kind, stand_in) = cast.map(kind_of_type).unwrap_or_default();
            let site = Site { default, kind, stand_in, guards: default.is_some(), ..Site::default() };
            self.take(site, Some(name), keyword.start(), Use::default());
        }
    }

    /// `settings.NAME` of an object whose attributes are variables.
    fn setting(&mut self, expression: &'a Expr, name: &str) {
        let Some(Named::Instance { class, rest, prefix }) = self.named(expression) else { return };
        let Some(row) = environment_readers().prefixed.iter().find(|row| row.name == class) else { return };
        if rest == name {
            let prefix = prefix.unwrap_or_else(|| row.prefix.clone());
            let full = format!("{}_{name}", prefix.to_uppercase());
            self.take(Site::default(), Some(full), expression.start(), Use::default());
        }
    }

    fn conditional(&mut self, is_conditional: bool, visit: impl FnOnce(&mut Self)) {
        self.conditions += usize::from(is_conditional);
        visit(self);
        self.conditions -= usize::from(is_conditional);
    }

    fn branch(&mut self, branch: &'a StmtIf) {
        if ends(&branch.body) {
            for missing in missing(&branch.test) {
                match missing {
                    Expr::Name(name) => self.used(name.id.as_str(), Use { fails: true, ..Use::default() }),
                    other => {
                        self.demands = true;
                        self.visit_expr(other);
                        self.demands = false;
                    }
                }
            }
        }
        let absent = absent(&branch.test)
            .filter(|(_, mapping)| ends(&branch.body) && self.named(mapping).is_some_and(|named| is_mapping(&named)));
        if let Some((name, _)) = absent {
            let literal = self.literal(name);
            self.take(Site { raises: true, ..Site::default() }, literal, name.start(), Use::default());
        } else {
            self.visit_expr(&branch.test);
        }
        let guarded = is_main_guard(&branch.test);
        let production = in_production(&branch.test);
        let skips = if guarded { !self.at_start.is_start(self.module.path()) } else { production != Some(true) };
        self.conditional(skips, |finder| finder.visit_body(&branch.body));
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
            !ends(&handler.body)
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
        if self.named(&subscript.value).is_some_and(|named| is_mapping(&named)) {
            let literal = self.literal(&subscript.slice);
            self.take(Site { guards: true, ..Site::default() }, literal, target.start(), Use::default());
            self.found.stores.extend(self.found.reads.pop());
        }
        if is_config(&subscript.value) {
            self.found.config.stored.extend(literal::string(&subscript.slice).map(str::to_owned));
        }
    }

    fn finish(mut self) -> Found {
        for ((function, name), used) in std::mem::take(&mut self.uses) {
            for ((scope, bound), index) in &self.bound {
                // A function may use a name of the module.
                if *bound == name && (*scope == function || scope.is_none()) {
                    let read = &mut self.found.reads[*index];
                    read.kind = read.kind.or(used.kind);
                    let at_start = |name: &str| self.at_start.runs(self.module.path(), name);
                    let is_certain = *scope == function || function.is_some_and(at_start);
                    read.raises |= used.fails && is_certain && !read.defaulted && !read.guards;
                }
            }
            for (_, index) in self.helper_bound.iter().filter(|(local, _)| *local == (function, name)) {
                self.found.helpers[*index].raises |= used.fails;
            }
        }
        self.found
    }
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        match statement {
            Stmt::FunctionDef(function) => {
                let (outer, conditions) = (self.function.replace(function), std::mem::take(&mut self.conditions));
                walk_stmt(self, statement);
                (self.function, self.conditions) = (outer, conditions);
            }
            Stmt::If(branch) => self.branch(branch),
            Stmt::Try(attempt) => self.attempt(attempt),
            Stmt::While(_) | Stmt::For(_) | Stmt::Match(_) => self.conditional(true, |finder| walk_stmt(finder, statement)),
            Stmt::Assert(assert) => {
                if let Expr::Name(name) = assert.test.as_ref() {
                    self.used(name.id.as_str(), Use { fails: true, ..Use::default() });
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
                    self.next.bound = Some(name.id.as_str());
                }
                self.visit_expr(&assign.value);
            }
            Stmt::AnnAssign(assign) => {
                if let (Expr::Name(name), Some(value)) = (assign.target.as_ref(), &assign.value) {
                    self.next.bound = Some(name.id.as_str());
                    self.visit_expr(value);
                } else {
                    walk_stmt(self, statement);
                }
            }
            _ => walk_stmt(self, statement),
        }
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        let used = std::mem::take(&mut self.next);
        match expression {
            Expr::Name(name) if used.kind.is_some() || used.fails => self.used(name.id.as_str(), used),
            Expr::Subscript(subscript) => {
                if subscript.ctx == ExprContext::Load
                    && let Some(site) = of_subscript(self.names, self.module, self.function, subscript)
                {
                    self.read(site, expression.start(), used);
                    return;
                }
                if is_config(&subscript.value)
                    && subscript.ctx == ExprContext::Load
                    && let Some(name) = literal::string(&subscript.slice)
                {
                    self.found.config.loaded.push((name.to_owned(), self.module.source.location(expression.start())));
                }
                walk_expr(self, expression);
            }
            Expr::Attribute(attribute) if attribute.attr.as_str().chars().all(|c| !c.is_lowercase()) => {
                self.setting(expression, attribute.attr.as_str());
                walk_expr(self, expression);
            }
            Expr::Call(call) => {
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
                        "split" | "splitlines" => Use { bound: None, ..Use::of_kind(VariableKind::List, true) },
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
                    let arguments =
                        call.arguments.args.iter().chain(call.arguments.keywords.iter().map(|keyword| &keyword.value));
                    for argument in arguments {
                        self.next.fails = demanded.contains(&argument.range());
                        self.visit_expr(argument);
                        self.next = Use::default();
                    }
                    return;
                }
                if let Some((argument, wrapped)) = wrapped(call) {
                    self.next = Use { bound: used.bound, default: None, ..wrapped };
                    self.visit_expr(argument);
                    self.next = Use::default();
                    call.arguments.args.iter().skip(1).for_each(|argument| self.visit_expr(argument));
                    return;
                }
                walk_expr(self, expression);
            }
            Expr::Compare(compare) => {
                if let ([CmpOp::In | CmpOp::NotIn], [mapping]) = (compare.ops.as_ref(), compare.comparators.as_ref())
                    && self.named(mapping).is_some_and(|named| is_mapping(&named))
                {
                    let literal = self.literal(&compare.left);
                    self.take(Site { guards: true, ..Site::default() }, literal, expression.start(), Use::default());
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
                let default = either.values.last().and_then(text);
                for (index, value) in either.values.iter().enumerate() {
                    // Whatever follows, a missing first one is no error.
                    let defaulted = used.defaulted || index + 1 < either.values.len();
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
                for value in [&choice.body, &choice.orelse] {
                    self.next = Use { kind: used.kind, bound: used.bound, ..Use::default() };
                    self.conditional(true, |finder| finder.visit_expr(value));
                    self.next = Use::default();
                }
            }
            Expr::Lambda(_) => self.conditional(true, |finder| walk_expr(finder, expression)),
            _ => walk_expr(self, expression),
        }
    }
}
