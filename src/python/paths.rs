//! The file paths that expressions come to, as far as they can be read without running anything.
//!
//! A path is text as the program in the image sees it. A part that is only known at run time is a `*`, so that
//! `f"logs/{name}.log"` is `logs/*.log`: the folder is known although the file is not.

mod attributes;
mod calls;
mod locals;
mod objects;
mod origins;
mod tables;
mod text;

use std::cell::Cell;
use std::rc::Rc;

use ruff_python_ast::{Arguments, Expr, ExprDict, InterpolatedStringElement, Operator, StmtClassDef, StmtFunctionDef, UnaryOp};

use super::platform::Decided;
use super::{Callers, Module, Project, Target, literal};
use crate::model::RelPath;
use text::{join, normal, number};

/// Names followed before the search gives up.
const DEEPEST: usize = 64;

/// Expressions read for one path. A variable that is made from itself several times would be read without an end.
const MOST_STEPS: usize = 2_000;

/// What looking up the calls of a function costs of [`MOST_STEPS`]: a path takes a few such looks at most.
const STEPS_OF_LOOKUP: usize = 250;

/// Calls of one function whose arguments are told apart, and elements of one loop.
const MOST_CALLS: usize = 12;

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
    /// What the file with this path in the image holds, where the program reads it as a table: a module of one expression.
    pub tables: &'a dyn Fn(&str) -> Option<Rc<Module>>,
    /// The folder of the module that makes the Flask application, which `current_app` stands for. `None` if there is none.
    pub flask_root: Option<String>,
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

/// What a name may stand for.
#[derive(Clone, Copy)]
enum Found<'f> {
    Value(&'f Expr),
    Class(&'f StmtClassDef),
    Function(&'f StmtFunctionDef),
}

/// Asked of everything that a name may stand for, with the module and the function that it is written in, until one gives an
/// answer.
type Each<'e> = &'e mut dyn FnMut(&Module, Function<'_>, Found<'_>, usize) -> Option<String>;

/// Something that a path may be kept in.
#[derive(Clone, Copy)]
enum Object<'o> {
    /// A class of the project or an instance of it, with the call that made it.
    Class {
        module: &'o Module,
        class: &'o StmtClassDef,
        call: Option<&'o Site<'o>>,
    },
    Table {
        module: &'o Module,
        function: Function<'o>,
        table: &'o ExprDict,
    },
    /// `dict(data="kept")`, `SimpleNamespace(data="kept")`
    Keywords {
        module: &'o Module,
        function: Function<'o>,
        arguments: &'o Arguments,
    },
    List {
        module: &'o Module,
        function: Function<'o>,
        elements: &'o [Expr],
    },
    /// An instance of a class from outside.
    External {
        module: &'o Module,
        function: Function<'o>,
        class: &'o str,
        arguments: &'o Arguments,
    },
}

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
        Self {
            project,
            in_image,
            working_dir,
            settings,
            home: HOME.to_owned(),
            tables: &|_| None,
            flask_root: None,
            callers,
            follows,
            steps,
            nth,
            of,
        }
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

    /// The absolute path that the expression comes to. The first part is never unknown. `None` if it comes to none that is known.
    pub fn absolute(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<String> {
        let text = self.value(module, function, expression)?;
        self.anchored(&text)
    }

    /// The text as an absolute path without `.` and `..`; fields of format strings in it are unknown. `None` if it cannot be a
    /// path of a file.
    pub fn anchored(&self, text: &str) -> Option<String> {
        let text = &*text::without_fields(text);
        if text.is_empty()
            || text.starts_with(['~', '*'])
            || text.contains(['{', '}', '%', '<', '$', '\\'])
            || text.contains("://")
            || text.chars().any(char::is_control)
        {
            return None;
        }
        // More steps up than the working folder is deep are meant from another one.
        let ups = text.split('/').take_while(|part| *part == "..").count();
        if ups > self.working_dir.split('/').filter(|part| !part.is_empty()).count() {
            return None;
        }
        Some(normal(&join(&self.working_dir, text)))
    }

    /// The text of the expression, relative or not. `None` if it is not known.
    pub fn value(&self, module: &Module, function: Option<&StmtFunctionDef>, expression: &Expr) -> Option<String> {
        self.steps.set(MOST_STEPS);
        self.text(module, entered(function), expression, DEEPEST)
    }

    /// The text of the expression. One whose beginning is not known says nothing.
    fn text(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        self.pattern(module, function, expression, depth).filter(|text| !text.starts_with('*'))
    }

    fn pattern(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        let depth = self.step(depth)?;
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
                if is_home(&subscript.slice)
                    && matches!(self.project.target(module, &subscript.value), Some(Target::External(name)) if name == "os.environ")
                {
                    return Some(self.home.clone());
                }
                self.referred(module, function, expression, depth)
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
                    Target::External(name) if name == "flask.current_app" => return self.flask_root.clone(),
                    Target::External(_) => return None,
                };
                Some(self.parent(&(self.in_image)(&file)))
            }
            Expr::Name(name) if name.id.as_str() == "__file__" => Some((self.in_image)(module.path())),
            Expr::Name(_) => self.referred(module, function, expression, depth),
            Expr::Attribute(attribute) => {
                if let Some(Target::External(name)) = self.project.target(module, expression)
                    && let Some(text) = constant(&name)
                {
                    return Some(text.to_owned());
                }
                let found = self.referred(module, function, expression, depth);
                // The member of an enumeration is its value.
                found.or_else(|| if attribute.attr.as_str() == "value" { of(&attribute.value) } else { None })
            }
            Expr::Await(awaited) => of(&awaited.value),
            Expr::Named(named) => of(&named.value),
            _ => None,
        }
    }

    /// The text of what a name, an attribute or an entry stands for.
    fn referred(&self, module: &Module, function: Function<'_>, expression: &Expr, depth: usize) -> Option<String> {
        self.origins(module, function, expression, depth, &mut |module, function, found, depth| match found {
            Found::Value(value) => self.text(module, function, value, depth),
            Found::Class(_) | Found::Function(_) => None,
        })
    }

    /// One step deeper, while there are steps left.
    fn step(&self, depth: usize) -> Option<usize> {
        self.steps.set(self.steps.get().checked_sub(1)?);
        depth.checked_sub(1)
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
}

/// The text of a name of the standard library.
fn constant(name: &str) -> Option<&'static str> {
    match name {
        "os.pardir" | "os.path.pardir" => Some(".."),
        "os.curdir" | "os.path.curdir" => Some("."),
        "os.sep" | "os.path.sep" => Some("/"),
        _ => None,
    }
}

/// Whether the variable is the one with the user's home folder.
fn is_home(variable: &Expr) -> bool {
    literal::string(variable) == Some("HOME")
}
