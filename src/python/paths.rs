//! The file paths that expressions come to, as far as they can be read without running anything.
//!
//! A path is text as the program in the image sees it. A part that is only known at run time is a `*`, so that
//! `f"logs/{name}.log"` is `logs/*.log`: the folder is known although the file is not.

mod attributes;
mod calls;
mod text;

use std::cell::Cell;

use ruff_python_ast::{Arguments, Expr, ExprCall, InterpolatedStringElement, Operator, Stmt, StmtFunctionDef, UnaryOp};
use ruff_text_size::{Ranged, TextRange};

use super::bindings::{self, bindings};
use super::platform::Decided;
use super::{Callers, Definition, Module, Project, Target, literal};
use crate::model::RelPath;
use text::{join, normal, number};

/// Names followed before the search gives up.
const DEEPEST: usize = 24;

/// Expressions read for one path. A variable that is made from itself several times would be read without an end.
const MOST_STEPS: usize = 2_000;

/// What looking up the calls of a function costs of [`MOST_STEPS`]: a path takes a few such looks at most.
const STEPS_OF_LOOKUP: usize = 250;

/// Calls of one function whose arguments are told apart.
const MOST_CALLS: usize = 8;

/// The home of the user that an image runs as.
const HOME: &str = "/home/app";

/// Reads paths of one project.
pub struct Paths<'a> {
    pub project: &'a Project<'a>,
    /// Where a file of the project lies in the image.
    pub in_image: &'a dyn Fn(&RelPath) -> String,
    /// The folder that the program is started in.
    pub working_dir: String,
    /// Modules that `django.conf.settings` stands for.
    pub settings: Vec<RelPath>,
    /// The user's home folder.
    pub home: String,
    /// Where the calls are looked up that give a parameter its value.
    pub callers: Callers,
    /// Whether callers and base classes are followed: of code that the program may never import only what is written there
    /// counts, for a repository may hold thousands of such files.
    pub follows: Cell<bool>,
    /// What is left of [`MOST_STEPS`].
    steps: Cell<usize>,
    /// Which of the calls that give a parameter a value counts, and how many there are.
    nth: Cell<usize>,
    of: Cell<usize>,
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

/// What a condition is that asks for a parameter alone, where no call gives it. Ex) `testing` of `def load(testing=False)`
fn by_default(function: Function<'_>, test: &Expr) -> Option<bool> {
    match test {
        Expr::UnaryOp(operation) if operation.op == UnaryOp::Not => by_default(function, &operation.operand).map(|value| !value),
        Expr::Name(name) => {
            let Scope { definition, call: None } = function? else { return None };
            let parameter = definition.parameters.iter_non_variadic_params().find(|one| one.parameter.name.id == name.id)?;
            match parameter.default.as_deref()? {
                Expr::BooleanLiteral(literal) => Some(literal.value),
                Expr::NoneLiteral(_) => Some(false),
                _ => None,
            }
        }
        _ => None,
    }
}

impl<'a> Paths<'a> {
    pub fn new(
        project: &'a Project<'a>,
        in_image: &'a dyn Fn(&RelPath) -> String,
        working_dir: String,
        settings: Vec<RelPath>,
    ) -> Self {
        let callers = Callers::default();
        let [steps, nth, of] = [0; 3].map(Cell::new);
        let follows = Cell::new(true);
        Self { project, in_image, working_dir, settings, home: HOME.to_owned(), callers, follows, steps, nth, of }
    }

    /// Every absolute path that the expression comes to: one for each call of the function where a parameter says it.
    pub fn all_absolute(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Vec<String> {
        let mut found: Vec<String> = Vec::new();
        self.of.set(1);
        for nth in 0..MOST_CALLS {
            if nth >= self.of.get() {
                break;
            }
            self.nth.set(nth);
            found.extend(self.absolute(module, function, expression).filter(|path| !found.contains(path)));
        }
        self.nth.set(0);
        found
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

    /// The text of the expression. One whose beginning is not known says nothing.
    fn text(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        self.pattern(module, function, expression, depth).filter(|text| !text.starts_with('*'))
    }

    fn pattern(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
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
                Operator::Mod => {
                    let only = Some(&operation.right).filter(|right| !right.is_tuple_expr() && !right.is_dict_expr());
                    let value = only.and_then(|right| of(right)).unwrap_or_else(|| "*".to_owned());
                    Some(of(&operation.left)?.replacen("%s", &value, 1).replace("%s", "*").replace("%d", "*"))
                }
                // django-environ's `Path(__file__) - 2`
                Operator::Sub => Some((0..number(&operation.right)?).fold(of(&operation.left)?, |path, _| self.parent(&path))),
                _ => None,
            },
            // An empty text is as good as none.
            Expr::BoolOp(either) => either.values.iter().find_map(|value| of(value).filter(|text| !text.is_empty())),
            Expr::If(choice) => {
                let taken = Decided::default().of(&choice.test).or_else(|| by_default(function, &choice.test));
                match taken {
                    Some(false) => of(&choice.orelse),
                    _ => of(&choice.body).or_else(|| of(&choice.orelse)),
                }
            }
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
            // A URL has no folder above it.
            Expr::Attribute(attribute) if attribute.attr.as_str() == "parent" => {
                of(&attribute.value).filter(|path| !path.contains("://")).map(|path| self.parent(&path))
            }
            // Ex) `app.root_path`, the folder of the module that makes a Flask application
            Expr::Attribute(attribute) if attribute.attr.as_str() == "root_path" => {
                let file = match self.project.target(module, &attribute.value)? {
                    Target::Local(_) => module.path().clone(),
                    Target::Project { file, .. } => file,
                    Target::External(_) => return None,
                };
                Some(self.parent(&(self.in_image)(&file)))
            }
            Expr::Name(name) if name.id.as_str() == "__file__" => Some((self.in_image)(module.path())),
            Expr::Name(_) => self.named(module, function, expression, depth),
            Expr::Attribute(_) => self
                .named(module, function, expression, depth)
                .or_else(|| self.stored(module, function.filter(|_| self.follows.get())?.definition, expression, depth)),
            _ => None,
        }
    }

    /// `~/shop` below the user's home.
    fn expanded(&self, path: &str) -> String {
        match path.strip_prefix('~') {
            Some("") => self.home.clone(),
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.home),
            _ => path.to_owned(),
        }
    }

    fn parent(&self, path: &str) -> String {
        let path = normal(&join(&self.working_dir, path));
        match path.rsplit_once('/') {
            Some(("", _)) | None => "/".to_owned(),
            Some((parent, _)) => parent.to_owned(),
        }
    }

    /// What the function itself stores under the name. Ex) `settings.DATA = Path("data")`
    fn stored(&self, module: &Module, function: &StmtFunctionDef, name: &Expr, depth: usize) -> Option<String> {
        let name = module.imports.reference(name)?;
        let mut found = None;
        bindings::own_statements(&function.body, &mut |statement, _| {
            if let Stmt::Assign(assign) = statement
                && let [target @ Expr::Attribute(_)] = assign.targets.as_slice()
                && found.is_none()
                && module.imports.reference(target).as_ref() == Some(&name)
            {
                found = self.text(module, entered(Some(function)), &assign.value, depth);
            }
        });
        found
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
                    let around = function.map(|scope| scope.definition.range());
                    let mut classes = bindings::classes(module.statements());
                    // A method that is known sees its own class.
                    if let Some(own) =
                        classes.iter().position(|class| around.is_some_and(|range| class.range().contains_range(range)))
                    {
                        classes = vec![classes[own]];
                    }
                    return classes.into_iter().find_map(|class| self.attribute(module, class, rest, depth));
                }
                if let Some(scope) = function {
                    let found = if rest.is_empty() {
                        self.local(module, scope, first, expression.range(), depth)
                    } else {
                        let made = bindings(&scope.definition.body);
                        let mut made = made.iter().filter(|binding| binding.name == first);
                        made.find_map(|binding| self.of_object(module, function, binding.value, rest, depth))
                    };
                    if found.is_some() {
                        return found;
                    }
                }
                let is_options = matches!(first, "args" | "arguments" | "options" | "opts" | "parsed");
                // A name inside the body of a class may be an attribute of it.
                let beside = || {
                    if function.is_some() || !self.follows.get() {
                        return None;
                    }
                    let mut classes = bindings::classes(module.statements()).into_iter();
                    let class = classes.find(|class| class.range().contains_range(expression.range()))?;
                    self.attribute(module, class, &name, depth.checked_sub(1)?)
                };
                let found = self.exported(module, &name, depth).or_else(beside);
                found.or_else(|| if is_options { self.option(module, rest, depth) } else { None })
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
        let site = super::calls(module.statements()).into_iter().find(|site| is_it(site.call))?;
        let scope = entered(site.function);
        self.text(module, scope, &site.call.arguments.find_keyword("default")?.value, depth)
    }

    /// A variable of the function as it is read at the place, the argument of its call, or the default of a parameter.
    fn local(&self, module: &Module, scope: Scope<'_>, name: &str, at: TextRange, depth: usize) -> Option<String> {
        let function = scope.definition;
        let bound = bindings(&function.body);
        let named = || bound.iter().filter(|binding| binding.name == name);
        // A value that is made from the name itself, as in `path = join(root, path)`, reads what was bound before it.
        let from_itself = named().any(|binding| binding.value.range().contains_range(at));
        let is_before = |binding: &&bindings::Binding<'_>| binding.value.range().end() <= at.start();
        // The last one that was bound counts, and one that stands below, in a loop, only where none is above.
        let above = bound.iter().rev().filter(|binding| binding.name == name).filter(is_before);
        let below = named().filter(|binding| !from_itself && !is_before(binding));
        let mut values = above.chain(below).peekable();
        if values.peek().is_some() {
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
        if scope.call.is_none()
            && let Some(value) = self.argument(module, function, name, position, depth)
        {
            return Some(value);
        }
        match parameter.default.as_deref() {
            Some(default) => self.text(module, None, default, depth),
            // A command of click has its options as parameters.
            None if !function.decorator_list.is_empty() => self.option(module, name, depth),
            None => None,
        }
    }

    /// What the calls of the function give its parameter: of several the one that is asked for.
    fn argument(
        &self,
        module: &Module,
        entered_by: &StmtFunctionDef,
        name: &str,
        position: usize,
        depth: usize,
    ) -> Option<String> {
        if !self.follows.get() {
            return None;
        }
        self.steps.set(self.steps.get().checked_sub(STEPS_OF_LOOKUP)?);
        // The object comes before the arguments of the call.
        let first = entered_by.parameters.posonlyargs.iter().chain(&entered_by.parameters.args).next();
        let is_method = first.is_some_and(|first| matches!(first.parameter.name.as_str(), "self" | "cls"));
        let position = position.checked_sub(usize::from(is_method))?;
        let mut found: Vec<String> = Vec::new();
        self.callers.each(self.project, module, entered_by, &mut |caller, around, arguments| {
            if found.len() < MOST_CALLS
                && let Some(argument) = arguments.find_argument_value(name, position)
            {
                found.extend(self.text(caller, entered(around), argument, depth).filter(|value| !found.contains(value)));
            }
        });
        self.of.set(self.of.get().max(found.len()));
        let last = found.len().checked_sub(1)?;
        Some(found.swap_remove(self.nth.get().min(last)))
    }

    /// A name of the module, as another module sees it. Ex) `DATA`, `Config.DATA`, `settings.DATA`
    fn exported(&self, module: &Module, name: &str, depth: usize) -> Option<String> {
        let depth = depth.checked_sub(1)?;
        let (first, rest) = name.split_once('.').unwrap_or((name, ""));
        match module.definition(first) {
            Some(Definition::Values(values)) if rest.is_empty() => {
                values.into_iter().rev().find_map(|value| self.text(module, None, value, depth))
            }
            Some(Definition::Values(values)) => {
                values.into_iter().find_map(|value| self.of_object(module, None, value, rest, depth))
            }
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

    /// What a key of a dictionary, or of a configuration object of the same file, is set to.
    fn entry(&self, module: &Module, function: Function<'_>, holder: &Expr, key: &str, depth: usize) -> Option<String> {
        if key == "HOME" && matches!(self.project.target(module, holder), Some(Target::External(name)) if name == "os.environ") {
            return Some(self.home.clone());
        }
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
        let mut statements: Vec<&Stmt> = module.statements().iter().collect();
        let bodies = bindings::functions(module.statements()).into_iter().flat_map(|function| &function.body);
        statements.extend(bodies);
        for statement in statements {
            if let Stmt::Assign(assign) = statement
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
}
