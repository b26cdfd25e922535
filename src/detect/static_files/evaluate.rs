//! Expressions of the settings, evaluated as Python would evaluate them with an empty environment.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{BoolOp, CmpOp, Expr, ExprCall, StmtFunctionDef, UnaryOp};

use super::settings::{Loader, Scope};
use super::stand_in::Wanted;
use super::value::{Known, Value};
use crate::detect::environment::{ReadAt, ends, is_environment, kind_of_call, read_at};
use crate::knowledge::environment_readers;
use crate::model::VariableKind;
use crate::python::{Definition, Module, Project, Target, literal};

impl Loader<'_> {
    /// The value, as far as it is known. Reads that fail without their variable are written down on the way, with the
    /// kind that the surrounding expression asks for; a branch that is not taken is not evaluated.
    pub fn evaluate(&mut self, module: &Module, scope: &Scope, expression: &Expr, wanted: &Wanted) -> Value {
        if let Some(read) = read_at(&self.project, module, expression) {
            return self.read(module, scope, read, wanted);
        }
        match expression {
            Expr::NoneLiteral(_) => Value::known(Known::None),
            Expr::BooleanLiteral(value) => Value::boolean(value.value),
            Expr::StringLiteral(text) => Value::known(Known::Text(text.value.to_str().to_owned())),
            Expr::NumberLiteral(number) => match &number.value {
                ruff_python_ast::Number::Int(value) => Value { known: value.as_i64().map(Known::Integer), variables: Vec::new() },
                _ => Value::default(),
            },
            Expr::Name(name) => scope.get(name.id.as_str()).cloned().unwrap_or_default(),
            Expr::UnaryOp(unary) if unary.op == UnaryOp::Not => {
                let value = self.evaluate(module, scope, &unary.operand, &Wanted::default());
                Value { known: value.truth().map(|truth| Known::Boolean(!truth)), variables: value.variables }
            }
            Expr::BoolOp(either) => self.either(module, scope, either.op, &either.values, wanted),
            Expr::If(choice) => {
                let test = self.evaluate(module, scope, &choice.test, &Wanted::default());
                match test.truth() {
                    Some(true) => self.evaluate(module, scope, &choice.body, wanted),
                    Some(false) => self.evaluate(module, scope, &choice.orelse, wanted),
                    None => {
                        self.evaluate(module, scope, &choice.body, wanted);
                        self.evaluate(module, scope, &choice.orelse, wanted);
                        Value::default()
                    }
                }
            }
            Expr::Compare(compare) => self.compare(module, scope, &compare.left, &compare.ops, &compare.comparators),
            Expr::Call(call) => self.call(module, scope, call, wanted),
            Expr::Dict(dict) => {
                for item in &dict.items {
                    let kind = match item.key.as_ref().and_then(literal::string) {
                        Some("PORT") => Wanted::of(VariableKind::Integer),
                        _ => Wanted::default(),
                    };
                    self.evaluate(module, scope, &item.value, &kind);
                }
                Value::default()
            }
            // A function's body runs later, if at all.
            Expr::Lambda(_) => Value::default(),
            _ => {
                self.parts(module, scope, expression);
                Value::default()
            }
        }
    }

    /// Evaluates what an expression is made of, where the expression itself has no known value.
    fn parts(&mut self, module: &Module, scope: &Scope, expression: &Expr) {
        struct Direct<'a> {
            depth: usize,
            found: Vec<&'a Expr>,
        }
        impl<'a> Visitor<'a> for Direct<'a> {
            fn visit_expr(&mut self, expression: &'a Expr) {
                if self.depth == 1 {
                    self.found.push(expression);
                } else {
                    self.depth += 1;
                    walk_expr(self, expression);
                    self.depth -= 1;
                }
            }
        }
        let mut direct = Direct { depth: 0, found: Vec::new() };
        direct.visit_expr(expression);
        for part in direct.found {
            self.evaluate(module, scope, part, &Wanted::default());
        }
    }

    /// A read of the environment: the stand-in if the variable has one by now, else the default, else a demand.
    fn read(&mut self, module: &Module, scope: &Scope, read: ReadAt<'_>, wanted: &Wanted) -> Value {
        let ReadAt { name, default, raises, kind, stand_in } = read;
        let wanted = match kind {
            None if stand_in.is_none() => wanted.clone(),
            kind => Wanted { kind: kind.unwrap_or_default(), stand_in },
        };
        let value = if let Some(given) = self.demanded.get(name) {
            Value::known(Known::Text(given.clone()))
        } else if let Some(default) = self.schemes.get(name) {
            default.clone()
        } else if let Some(default) = default {
            self.evaluate(module, scope, default, &wanted)
        } else if raises {
            self.demand(name, &wanted);
            Value::default()
        } else {
            Value::known(Known::None)
        };
        let value = match kind {
            Some(VariableKind::Boolean) => match value.known {
                Some(Known::Text(_)) => value.converted("strtobool"),
                _ => value,
            },
            Some(VariableKind::Integer | VariableKind::Number) => value.converted("int"),
            _ => value,
        };
        value.with_variables(&[name.to_owned()])
    }

    /// Writes down a variable without which the settings do not load, or that a `try` around it fails.
    pub fn demand(&mut self, name: &str, wanted: &Wanted) {
        if self.forgiving > 0 {
            self.failed = true;
        } else {
            self.demanded.entry(name.to_owned()).or_insert_with(|| wanted.value(name).to_owned());
        }
    }

    /// `a or b`, `a and b`: what decides ends the evaluation.
    fn either(&mut self, module: &Module, scope: &Scope, operator: BoolOp, values: &[Expr], wanted: &Wanted) -> Value {
        let mut variables = Vec::new();
        let mut last = Value::default();
        let mut certain = true;
        for expression in values {
            last = self.evaluate(module, scope, expression, wanted);
            variables.append(&mut last.variables.clone());
            match last.truth() {
                Some(truth) if certain && truth == (operator == BoolOp::Or) => break,
                Some(_) => {}
                None => certain = false,
            }
        }
        let known = last.known.filter(|_| certain);
        Value { known, variables }
    }

    fn compare(&mut self, module: &Module, scope: &Scope, left: &Expr, operators: &[CmpOp], rights: &[Expr]) -> Value {
        let ([operator], [right]) = (operators, rights) else {
            self.evaluate(module, scope, left, &Wanted::default());
            for right in rights {
                self.evaluate(module, scope, right, &Wanted::default());
            }
            return Value::default();
        };
        // `"X" in os.environ`
        if is_environment(&self.project, module, right) {
            let Some(name) = literal::string(left) else { return Value::default() };
            let is_set = self.demanded.contains_key(name);
            let known = match operator {
                CmpOp::In => Some(is_set),
                CmpOp::NotIn => Some(!is_set),
                _ => None,
            };
            return Value { known: known.map(Known::Boolean), variables: vec![name.to_owned()] };
        }
        let left = self.evaluate(module, scope, left, &Wanted::default());
        let listed = match right {
            Expr::List(list) => Some(list.elts.as_slice()),
            Expr::Tuple(tuple) => Some(tuple.elts.as_slice()),
            Expr::Set(set) => Some(set.elts.as_slice()),
            _ => None,
        };
        let known = if let Some(elements) = listed {
            let elements: Option<Vec<Known>> =
                elements.iter().map(|element| self.evaluate(module, scope, element, &Wanted::default()).known).collect();
            match (operator, &left.known, elements) {
                (CmpOp::In, Some(left), Some(elements)) => Some(elements.contains(left)),
                (CmpOp::NotIn, Some(left), Some(elements)) => Some(!elements.contains(left)),
                _ => None,
            }
        } else {
            let right = self.evaluate(module, scope, right, &Wanted::default());
            match (operator, &left.known, &right.known) {
                (CmpOp::Eq | CmpOp::Is, Some(left), Some(right)) => Some(left == right),
                (CmpOp::NotEq | CmpOp::IsNot, Some(left), Some(right)) => Some(left != right),
                _ => None,
            }
        };
        Value { known: known.map(Known::Boolean), variables: left.variables }
    }

    fn call(&mut self, module: &Module, scope: &Scope, call: &ExprCall, wanted: &Wanted) -> Value {
        if let Some(value) = self.helper(module, call, wanted) {
            return value;
        }
        let arguments = &call.arguments;
        let (function, receiver) = match call.func.as_ref() {
            Expr::Name(name) => (name.id.as_str(), None),
            Expr::Attribute(attribute) => (attribute.attr.as_str(), Some(attribute.value.as_ref())),
            other => {
                self.evaluate(module, scope, other, &Wanted::default());
                ("", None)
            }
        };
        // A method of a value, and no function of a module.
        if let Some(receiver) = receiver
            && arguments.is_empty()
        {
            return self.evaluate(module, scope, receiver, &Wanted::default()).method(function);
        }
        if let Some(receiver) = receiver {
            self.evaluate(module, scope, receiver, &Wanted::default());
        }
        let parses_url = receiver.is_some() && function == "parse";
        let kind = match (kind_of_call(call), parses_url) {
            (Some(kind), _) => Wanted::of(kind),
            (None, true) => self.of_sibling(module, call).unwrap_or_else(|| wanted.clone()),
            (None, false) => wanted.clone(),
        };
        let mut values: Vec<Value> =
            arguments.args.iter().map(|argument| self.evaluate(module, scope, argument, &kind)).collect();
        for keyword in &arguments.keywords {
            self.evaluate(module, scope, &keyword.value, &Wanted::default());
        }
        let converts = receiver.is_none() || function == "strtobool";
        if converts && values.len() == 1 { values.remove(0).converted(function) } else { Value::default() }
    }

    /// `dj_database_url.parse(…)` takes what `dj_database_url.config` reads.
    fn of_sibling(&self, module: &Module, call: &ExprCall) -> Option<Wanted> {
        let Target::External(path) = self.project.target(module, &call.func)? else { return None };
        let (package, _) = path.rsplit_once('.')?;
        let row = environment_readers().function(&format!("{package}.config"))?;
        Some(Wanted { kind: row.kind.unwrap_or_default(), stand_in: row.stand_in.clone() })
    }

    /// A function of the project that reads the variable that it is given: `get_secret("X")`.
    fn helper(&mut self, module: &Module, call: &ExprCall, wanted: &Wanted) -> Option<Value> {
        let name = literal::string(call.arguments.find_positional(0)?)?;
        let alone = call.arguments.len() == 1;
        let (file, rest) = match self.project.target(module, &call.func)? {
            Target::Local(rest) => (module.path().clone(), rest),
            Target::Project { file, rest } => (file, rest),
            Target::External(_) => return None,
        };
        let home = self.project.module(&file)?;
        let Some(Definition::Function(function)) = home.definition(&rest) else { return None };
        let Reading { by_subscript, by_get } = Reading::of(&self.project, &home, function);
        if by_subscript || (by_get && ends(&function.body)) {
            if alone {
                self.demand(name, wanted);
            }
            return Some(Value { known: None, variables: vec![name.to_owned()] });
        }
        if !by_get {
            return None;
        }
        // What stands for a missing variable is given, or is what the function takes instead.
        let given = call.arguments.args.get(1).or_else(|| call.arguments.keywords.first().map(|keyword| &keyword.value));
        let own = || function.parameters.args.get(1).and_then(|parameter| parameter.default.as_deref());
        let value = match given.or_else(own) {
            Some(default) => self.evaluate(module, &Scope::new(), default, wanted),
            None => Value::known(Known::None),
        };
        Some(value.with_variables(&[name.to_owned()]))
    }
}

/// How a function reads the variable whose name is its first parameter.
struct Reading {
    /// `os.environ[first]`
    by_subscript: bool,
    /// `os.environ.get(first)`
    by_get: bool,
}

impl Reading {
    fn of(project: &Project<'_>, home: &Module, function: &StmtFunctionDef) -> Self {
        let nothing = Self { by_subscript: false, by_get: false };
        let Some(first) = function.parameters.args.first() else { return nothing };
        let mut finder = Finder { parameter: first.parameter.name.as_str(), project, home, found: nothing };
        for statement in &function.body {
            finder.visit_stmt(statement);
        }
        finder.found
    }
}

struct Finder<'a, 'p> {
    parameter: &'a str,
    project: &'a Project<'p>,
    home: &'a Module,
    found: Reading,
}

impl<'a> Visitor<'a> for Finder<'_, '_> {
    fn visit_expr(&mut self, expression: &'a Expr) {
        let is_first = |expression: &Expr| matches!(expression, Expr::Name(name) if name.id.as_str() == self.parameter);
        match expression {
            Expr::Subscript(subscript) if is_first(&subscript.slice) => {
                self.found.by_subscript |= is_environment(self.project, self.home, &subscript.value);
            }
            Expr::Call(call) if call.arguments.args.first().is_some_and(is_first) => {
                let target = self.project.target(self.home, &call.func);
                let is_get = |path: &str| {
                    let rows = environment_readers();
                    let of_mapping = path.strip_suffix(".get").is_some_and(|of| rows.mappings.iter().any(|known| known == of));
                    of_mapping || rows.function(path).is_some_and(|row| !row.raises)
                };
                self.found.by_get |= matches!(&target, Some(Target::External(path)) if is_get(path));
            }
            _ => {}
        }
        walk_expr(self, expression);
    }
}
