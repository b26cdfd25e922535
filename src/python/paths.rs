//! The file paths that expressions come to, as far as they can be read without running anything.
//!
//! A path is text as the program in the image sees it. A part that is only known at run time is a `*`, so that
//! `f"logs/{name}.log"` is `logs/*.log`: the folder is known although the file is not.

use std::cell::Cell;

use ruff_python_ast::{
    Arguments, Expr, ExprCall, InterpolatedStringElement, Number, Operator, StmtClassDef, StmtFunctionDef, UnaryOp,
};

use super::bindings::{self, bindings, returns};
use super::calls::calls;
use super::{Definition, Module, Project, Reference, Target, literal};
use crate::model::RelPath;

/// Names followed before the search gives up.
const DEEPEST: usize = 24;

/// Expressions read for one path. A variable that is made from itself several times would be read without an end.
const MOST_STEPS: usize = 2_000;

/// Reads paths of one project.
pub struct Paths<'a> {
    pub project: &'a Project<'a>,
    /// Where a file of the project lies in the image.
    pub in_image: &'a dyn Fn(&RelPath) -> String,
    /// The folder that the program is started in.
    pub working_dir: String,
    /// Modules that `django.conf.settings` stands for.
    pub settings: Vec<RelPath>,
    /// What is left of [`MOST_STEPS`].
    steps: Cell<usize>,
}

/// The function that an expression is in, with the call that entered it.
#[derive(Clone, Copy)]
struct Scope<'f> {
    definition: &'f StmtFunctionDef,
    call: Option<&'f Site<'f>>,
}

/// A call whose arguments are the values of parameters.
struct Site<'f> {
    module: &'f Module,
    function: Function<'f>,
    arguments: &'f Arguments,
}

type Function<'f> = Option<Scope<'f>>;

/// A function that nothing is known to call.
fn entered(definition: Option<&StmtFunctionDef>) -> Function<'_> {
    definition.map(|definition| Scope { definition, call: None })
}

impl<'a> Paths<'a> {
    pub fn new(
        project: &'a Project<'a>,
        in_image: &'a dyn Fn(&RelPath) -> String,
        working_dir: String,
        settings: Vec<RelPath>,
    ) -> Self {
        Self { project, in_image, working_dir, settings, steps: Cell::new(0) }
    }

    /// The absolute path that the expression comes to. The first part is never unknown.
    pub fn absolute(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<String> {
        let text = self.value(module, function, expression)?;
        self.anchored(&text)
    }

    /// The text as an absolute path without `.` and `..`.
    pub fn anchored(&self, text: &str) -> Option<String> {
        // What is left of a format string is no path.
        let is_format = text.contains(['{', '%', '<', '$']);
        if text.is_empty()
            || is_format
            || text.starts_with(['~', '*'])
            || text.contains("://")
            || text.chars().any(char::is_control)
        {
            return None;
        }
        Some(normal(&join(&self.working_dir, text)))
    }

    /// The text of the expression, relative or not.
    pub fn value(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<String> {
        self.steps.set(MOST_STEPS);
        self.text(module, entered(function), expression, DEEPEST)
    }

    fn text(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        self.steps.set(self.steps.get().checked_sub(1)?);
        let of = |expression: &Expr| self.text(module, function, expression, depth);
        match expression {
            Expr::StringLiteral(text) => Some(text.value.to_str().to_owned()),
            Expr::FString(string) => Some(
                string
                    .value
                    .elements()
                    .map(|element| match element {
                        InterpolatedStringElement::Literal(text) => text.value.to_string(),
                        InterpolatedStringElement::Interpolation(part) => of(&part.expression).unwrap_or_else(|| "*".to_owned()),
                    })
                    .collect(),
            ),
            Expr::BinOp(operation) => match operation.op {
                Operator::Div => Some(join(&of(&operation.left)?, &of(&operation.right).unwrap_or_else(|| "*".to_owned()))),
                Operator::Add => Some(of(&operation.left)? + &of(&operation.right).unwrap_or_else(|| "*".to_owned())),
                Operator::Mod => Some(of(&operation.left)?.replace("%s", "*").replace("%d", "*")),
                // django-environ's `Path(__file__) - 2`
                Operator::Sub => Some((0..number(&operation.right)?).fold(of(&operation.left)?, |path, _| self.parent(&path))),
                _ => None,
            },
            Expr::BoolOp(either) => either.values.iter().find_map(of),
            Expr::If(choice) => of(&choice.body).or_else(|| of(&choice.orelse)),
            Expr::Call(call) => self.call(module, function, call, depth),
            Expr::Subscript(subscript) => {
                if let Expr::Attribute(attribute) = subscript.value.as_ref()
                    && attribute.attr.as_str() == "parents"
                {
                    let above = number(&subscript.slice)?;
                    return Some((0..=above).fold(of(&attribute.value)?, |path, _| self.parent(&path)));
                }
                self.entry(module, function, &subscript.value, literal::string(&subscript.slice)?, depth)
            }
            Expr::Attribute(attribute) if attribute.attr.as_str() == "parent" => Some(self.parent(&of(&attribute.value)?)),
            Expr::Name(name) if name.id.as_str() == "__file__" => Some((self.in_image)(module.path())),
            Expr::Name(_) | Expr::Attribute(_) => self.named(module, function, expression, depth),
            _ => None,
        }
    }

    fn parent(&self, path: &str) -> String {
        let path = normal(&join(&self.working_dir, path));
        match path.rsplit_once('/') {
            Some(("", _)) | None => "/".to_owned(),
            Some((parent, _)) => parent.to_owned(),
        }
    }

    fn named(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        match self.project.target(module, expression)? {
            Target::External(name) => match name.as_str() {
                "os.pardir" | "os.path.pardir" => Some("..".to_owned()),
                "os.curdir" | "os.path.curdir" => Some(".".to_owned()),
                "os.sep" | "os.path.sep" => Some("/".to_owned()),
                other => {
                    let name = other.strip_prefix("django.conf.settings.")?;
                    self.settings.iter().find_map(|file| self.exported(&*self.project.module(file)?, name, depth))
                }
            },
            Target::Project { file, rest } => self.exported(&*self.project.module(&file)?, &rest, depth),
            Target::Local(name) => {
                let (first, rest) = name.split_once('.').unwrap_or((&name, ""));
                if matches!(first, "self" | "cls") {
                    let classes = bindings::classes(module.statements());
                    let mut own = bindings::self_attributes(module.statements(), rest).into_iter();
                    return own
                        .find_map(|value| self.text(module, function, value, depth))
                        .or_else(|| classes.into_iter().find_map(|class| self.attribute(module, class, rest, depth)));
                }
                if let Some(function) = function.filter(|_| rest.is_empty())
                    && let Some(found) = self.local(module, function, first, depth)
                {
                    return Some(found);
                }
                let is_options = matches!(first, "args" | "arguments" | "options" | "opts" | "parsed");
                self.exported(module, &name, depth).or_else(|| if is_options { self.option(module, rest, depth) } else { None })
            }
        }
    }

    /// The default of the command line's option that is kept under this name, as argparse and click declare it.
    fn option(&self, module: &Module, name: &str, depth: usize) -> Option<String> {
        let is_it = |call: &ExprCall| {
            let declares = match call.func.as_ref() {
                Expr::Attribute(attribute) => matches!(attribute.attr.as_str(), "add_argument" | "option"),
                _ => false,
            };
            let mut flags = call.arguments.args.iter().filter_map(literal::string);
            declares && flags.any(|flag| flag.starts_with("--") && flag[2..].replace('-', "_") == name)
        };
        let site = calls(module.statements()).into_iter().find(|site| is_it(site.call))?;
        let scope = entered(site.function);
        self.text(module, scope, &site.call.arguments.find_keyword("default")?.value, depth)
    }

    /// A variable of the function, the argument of its call, or the default of a parameter.
    fn local(&self, module: &Module, scope: Scope<'_>, name: &str, depth: usize) -> Option<String> {
        let function = scope.definition;
        let bound = bindings(&function.body);
        let mut values = bound.iter().filter(|binding| binding.name == name).peekable();
        if values.peek().is_some() {
            // The value may be made from an earlier one of the same name, which the depth bounds.
            return values.find_map(|binding| self.text(module, Some(scope), binding.value, depth));
        }
        let parameters = &function.parameters;
        let all = parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs);
        let (position, parameter) = all.enumerate().find(|(_, parameter)| parameter.parameter.name.as_str() == name)?;
        if let Some(site) = scope.call
            && let Some(argument) = site.arguments.find_argument_value(name, position)
        {
            return self.text(site.module, site.function, argument, depth);
        }
        match parameter.default.as_deref() {
            Some(default) => self.text(module, None, default, depth),
            // A command of click has its options as parameters.
            None if !function.decorator_list.is_empty() => self.option(module, name, depth),
            None => None,
        }
    }

    /// A name of the module, as another module sees it. Ex) `DATA`, `Config.DATA`, `settings.DATA`
    fn exported(&self, module: &Module, name: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        match module.definition(first) {
            Some(Definition::Values(values)) if rest.is_empty() => {
                values.into_iter().rev().find_map(|value| self.text(module, None, value, depth))
            }
            Some(Definition::Values(values)) => values.into_iter().find_map(|value| {
                let Expr::Call(call) = value else { return None };
                self.of_class(module, &call.func, rest, depth)
            }),
            Some(Definition::Class(class)) => self.attribute(module, class, rest, depth),
            Some(Definition::Function(_)) => None,
            None => {
                let path = module.imports.get(first)?.clone();
                let Target::Project { file, rest: below } = self.project.import(module.path(), &path) else { return None };
                let name = [below.as_str(), rest].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(".");
                let other = self.project.module(&file).filter(|other| other.path() != module.path())?;
                self.exported(&other, &name, depth)
            }
        }
    }

    /// An attribute of the class that the expression names, or of what a function returns that makes one.
    fn of_class(&self, module: &Module, class: &Expr, name: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let (other, class) = match self.project.target(module, class)? {
            Target::Local(class) => (None, class),
            Target::Project { file, rest } => (Some(self.project.module(&file)?), rest),
            Target::External(_) => return None,
        };
        let module = other.as_deref().unwrap_or(module);
        match module.definition(&class)? {
            Definition::Class(class) => self.attribute(module, class, name, depth),
            Definition::Function(function) => returns(function).into_iter().find_map(|value| match value {
                Expr::Call(call) => self.of_class(module, &call.func, name, depth),
                _ => None,
            }),
            Definition::Values(_) => None,
        }
    }

    fn attribute(&self, module: &Module, class: &StmtClassDef, name: &str, depth: usize) -> Option<String> {
        let bound = bindings(&class.body);
        let binding = bound.iter().rev().find(|binding| binding.name == name)?;
        // Names inside a class body may be its own attributes.
        self.text(module, None, binding.value, depth).or_else(|| match binding.value {
            Expr::Name(other) => self.attribute(module, class, other.id.as_str(), depth.checked_sub(1)?),
            _ => None,
        })
    }

    /// What a key of a dictionary, or of a configuration object of the same file, is set to.
    fn entry(&self, module: &Module, function: Function<'_>, holder: &Expr, key: &str, depth: usize) -> Option<String> {
        if let Expr::Name(name) = holder
            && let Some(Definition::Values(values)) = module.definition(name.id.as_str())
        {
            for value in values {
                if let Expr::Dict(dictionary) = value {
                    let mut items = dictionary.items.iter();
                    let item = items.find(|item| item.key.as_ref().and_then(literal::string) == Some(key));
                    return item.and_then(|item| self.text(module, function, &item.value, depth));
                }
            }
        }
        let mut found = None;
        let mut statements: Vec<&ruff_python_ast::Stmt> = module.statements().iter().collect();
        let bodies = bindings::functions(module.statements()).into_iter().flat_map(|function| &function.body);
        statements.extend(bodies);
        for statement in statements {
            if let ruff_python_ast::Stmt::Assign(assign) = statement
                && let [Expr::Subscript(target)] = assign.targets.as_slice()
                && literal::string(&target.slice) == Some(key)
            {
                found = found.or_else(|| self.text(module, function, &assign.value, depth));
            }
        }
        // `app.config.from_object(Config)`: the key is an attribute of a class.
        let found = found.or_else(|| {
            let classes = bindings::classes(module.statements());
            classes.into_iter().find_map(|class| self.attribute(module, class, key, depth))
        });
        let is_options = matches!(holder, Expr::Name(name) if name.id.as_str() == "kwargs");
        found.or_else(|| if is_options { self.option(module, key, depth) } else { None })
    }

    fn call(&self, module: &Module, function: Function<'_>, call: &ExprCall, depth: usize) -> Option<String> {
        let arguments = &call.arguments;
        let of = |expression: &Expr| self.text(module, function, expression, depth);
        let first = || arguments.find_positional(0).and_then(of);
        let default = || arguments.find_argument_value("default", 1).and_then(of);
        let joined = |start: String, skipped: usize| {
            let parts = arguments.args.iter().skip(skipped);
            Some(parts.fold(start, |path, part| join(&path, &self.part(module, function, part, depth))))
        };
        match module.imports.reference(&call.func) {
            Some(Reference::Imported(path)) => match path.path.as_str() {
                // Without its start the rest says nothing.
                "os.path.join" => return joined(first()?, 1),
                "os.path.dirname" => return Some(self.parent(&first()?)),
                "os.path.abspath" | "os.path.realpath" => return Some(normal(&join(&self.working_dir, &first()?))),
                "os.path.normpath" | "os.path.expandvars" | "os.fspath" => return first(),
                "os.getcwd" | "pathlib.Path.cwd" => return Some(self.working_dir.clone()),
                "pathlib.Path" | "pathlib.PurePath" | "pathlib.PosixPath" | "environ.Path" => {
                    return if arguments.args.is_empty() { Some(".".to_owned()) } else { joined(first()?, 1) };
                }
                "os.environ.get" | "os.getenv" => return default(),
                "pydantic.Field" => return arguments.find_argument_value("default", 0).and_then(of),
                _ => {}
            },
            Some(Reference::Local(name)) if name == "str" => return first(),
            _ => {}
        }
        if let Expr::Attribute(attribute) = call.func.as_ref() {
            let receiver = || of(&attribute.value);
            match attribute.attr.as_str() {
                "resolve" | "absolute" => return Some(normal(&join(&self.working_dir, &receiver()?))),
                "joinpath" => return joined(receiver()?, 0),
                "as_posix" | "strip" | "rstrip" => return receiver(),
                "with_name" | "with_suffix" => return Some(join(&self.parent(&receiver()?), "*")),
                "format" => return Some(unknown_fields(&receiver()?)),
                // `config.get("key", "value")`, django-environ's `env.str("X", default="value")`
                "get" | "str" | "path" | "getenv" if arguments.len() > 1 => return default(),
                "str" | "path" => return self.scheme(module, &attribute.value, arguments, depth),
                _ => {}
            }
        }
        if matches!(call.func.as_ref(), Expr::Name(name) if matches!(name.id.as_str(), "config" | "env"))
            && !self.is_function(module, &call.func)
        {
            return default().or_else(|| self.scheme(module, &call.func, arguments, depth));
        }
        // A function of the project that returns a path.
        let (other, name) = match self.project.target(module, &call.func)? {
            Target::Project { file, rest } => (Some(self.project.module(&file)?), rest),
            Target::Local(name) => (None, name),
            Target::External(_) => return None,
        };
        let site = Site { module, function, arguments };
        let module = other.as_deref().unwrap_or(module);
        match module.definition(&name)? {
            Definition::Function(definition) => {
                let scope = Scope { definition, call: Some(&site) };
                returns(definition).into_iter().find_map(|value| self.text(module, Some(scope), value, depth))
            }
            // django-environ's `root = environ.Path(__file__) - 2`, then `root("media")`
            Definition::Values(_) => joined(self.exported(module, &name, depth)?, 0),
            Definition::Class(_) => None,
        }
    }

    fn is_function(&self, module: &Module, expression: &Expr) -> bool {
        matches!(expression, Expr::Name(name) if matches!(module.definition(name.id.as_str()), Some(Definition::Function(_))))
    }

    /// One part of a joined path; `*parts` stands for the arguments of the call.
    fn part(&self, module: &Module, function: Function<'_>, part: &Expr, depth: usize) -> String {
        let unknown = || "*".to_owned();
        let Expr::Starred(starred) = part else {
            return self.text(module, function, part, depth).unwrap_or_else(unknown);
        };
        let Some(Scope { definition, call: Some(site) }) = function else { return unknown() };
        let parameters = &definition.parameters;
        let is_rest = matches!((starred.value.as_ref(), &parameters.vararg),
            (Expr::Name(name), Some(rest)) if name.id == rest.name.id);
        let before = parameters.posonlyargs.len() + parameters.args.len();
        if !is_rest || depth == 0 {
            return unknown();
        }
        let given = site.arguments.args.iter().skip(before);
        given.fold(String::new(), |path, part| join(&path, &self.part(site.module, site.function, part, depth - 1)))
    }

    /// The default that django-environ's scheme has for the variable: `env = environ.Env(MEDIA_ROOT=(str, "media"))`
    fn scheme(&self, module: &Module, reader: &Expr, arguments: &Arguments, depth: usize) -> Option<String> {
        let Expr::Name(reader) = reader else { return None };
        let Some(Definition::Values(values)) = module.definition(reader.id.as_str()) else { return None };
        let name = arguments.find_positional(0).and_then(literal::string)?;
        values.into_iter().find_map(|value| match value {
            Expr::Call(made) => match &made.arguments.find_keyword(name)?.value {
                Expr::Tuple(pair) => self.text(module, None, pair.elts.get(1)?, depth),
                _ => None,
            },
            _ => None,
        })
    }
}

/// Joins as `os.path.join` does: an absolute part starts anew.
fn join(path: &str, part: &str) -> String {
    if part.starts_with('/') || path.is_empty() {
        part.to_owned()
    } else if part.is_empty() {
        path.to_owned()
    } else {
        format!("{}/{part}", path.trim_end_matches('/'))
    }
}

/// An absolute path without `.`, `..` and empty parts.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            other => parts.push(other),
        }
    }
    format!("/{}", parts.join("/"))
}

/// `logs/{name}.log` as `logs/*.log`
fn unknown_fields(text: &str) -> String {
    let mut rest = text;
    let mut result = String::new();
    while let Some((before, after)) = rest.split_once('{') {
        result.push_str(before);
        result.push('*');
        rest = after.split_once('}').map_or("", |(_, after)| after);
    }
    result + rest
}

fn number(expression: &Expr) -> Option<usize> {
    match expression {
        Expr::NumberLiteral(literal) => match &literal.value {
            Number::Int(number) => number.as_u16().map(usize::from),
            _ => None,
        },
        Expr::UnaryOp(operation) if operation.op == UnaryOp::UAdd => number(&operation.operand),
        _ => None,
    }
}
