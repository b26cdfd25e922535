//! The places of one module that write.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Operator, Stmt, StmtClassDef, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use super::place::is_data;
use crate::knowledge::{Makes, Within, WriterCall, WriterMethod, file_writers};
use crate::model::Location;
use crate::python::{Module, Paths, Reference, literal};

/// The path of a database that SQLite keeps in memory.
const MEMORY: &str = ":memory:";

/// One path that is written.
pub struct Write {
    /// Absolute, with `*` for what only a run can tell.
    pub path: String,
    pub at: Location,
    /// The text that shows it.
    pub why: String,
    pub makes: Makes,
    /// It should outlast the container.
    pub keeps: bool,
    /// When the application does not work without.
    pub need: Need,
    /// The file takes the place of another one, link or not.
    pub replaces: bool,
    /// A folder that the repository has is not meant.
    pub new: bool,
}

/// Whether the application stops where it cannot write.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Need {
    Always,
    /// Where the function runs whenever the program starts. Of a file that another function opens nothing is known.
    AtStart(String),
}

/// The folders that relative paths of some kinds count from, where that is not the working folder, and what is older than a
/// row needs.
#[derive(Default)]
pub struct Bases {
    /// Of addresses of databases. `None` if it is the working folder.
    pub databases: Option<String>,
    /// Of what is served as it is. `None` if it is the working folder.
    pub static_files: Option<String>,
    /// The distributions of rows that are only for older releases.
    pub older: Vec<String>,
}

/// Every write of the module.
pub fn writes(paths: &Paths<'_>, module: &Module, bases: &Bases, is_start: bool) -> Vec<Write> {
    let names_sqlite = module.source.text.contains("sqlite");
    let mut finder = Finder { paths, module, function: None, class: None, is_start, bases, names_sqlite, found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a, 'p> {
    paths: &'p Paths<'p>,
    module: &'a Module,
    function: Option<&'a StmtFunctionDef>,
    class: Option<&'a StmtClassDef>,
    is_start: bool,
    bases: &'p Bases,
    /// No other file has URLs of SQLite.
    names_sqlite: bool,
    found: Vec<Write>,
}

impl<'a> Finder<'a, '_> {
    fn add(&mut self, written: impl IntoIterator<Item = String>, at: TextSize, makes: Makes, keeps: bool, need: Need) {
        // SQLite's name for a database in memory, which code may give to a path as well. Ex) `os.path.abspath(":memory:")`
        for path in written.into_iter().filter(|path| !path.ends_with(MEMORY)) {
            let why = format!("`{}`", self.module.source.line_at(at));
            let at = self.module.source.location(at);
            self.found.push(Write { path, at, why, makes, keeps, need: need.clone(), replaces: false, new: false });
        }
    }

    fn path(&self, expression: &Expr) -> Vec<String> {
        self.paths.all_absolute(self.module, self.function, expression)
    }

    /// The path of a URL such as `sqlite:///shop.db`, `"sqlite:///" + path` or `f"sqlite+aiosqlite:///{path}"`.
    fn sqlite(&self, expression: &Expr) -> Option<String> {
        // The name of the driver has no spaces: a sentence that begins with `sqlite` and has a link in it is no URL.
        let is_driver = |text: &str| text.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '_' | '-'));
        let is_url =
            |text: &str| text.split_once("://").is_some_and(|(driver, _)| driver.starts_with("sqlite") && is_driver(driver));
        let starts = match expression {
            Expr::StringLiteral(text) => is_url(text.value.to_str()),
            Expr::FString(string) => {
                string.value.elements().next().and_then(|element| element.as_literal()).is_some_and(|text| is_url(&text.value))
            }
            // All parts of a sum belong to the path.
            Expr::BinOp(operation) if operation.op == Operator::Add => match first_operand(expression) {
                Expr::StringLiteral(text) => is_url(text.value.to_str()),
                // `prefix = "sqlite:///"` above it.
                prefix @ Expr::Name(_) if self.names_sqlite => {
                    self.paths.value(self.module, self.function, prefix).is_some_and(|prefix| is_url(&prefix))
                }
                _ => false,
            },
            _ => false,
        };
        if !starts {
            return None;
        }
        let text = self.paths.value(self.module, self.function, expression)?;
        // Tortoise writes two slashes where SQLAlchemy writes three.
        let path = text.split_once("://")?.1;
        self.database(path.strip_prefix('/').unwrap_or(path))
    }

    fn database(&self, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        // What is only the beginning of a URL names no file.
        if path.trim_matches('/').is_empty() || path.starts_with([':', '*']) || path.contains(MEMORY) {
            return None;
        }
        let folder = self.bases.databases.as_ref().filter(|_| !path.starts_with('/'));
        self.paths.anchored(&folder.map_or_else(|| path.to_owned(), |folder| format!("{folder}/{path}")))
    }

    fn call(&mut self, call: &ExprCall) {
        let at = call.start();
        if let Some(row) = self.row(call) {
            self.listed(call, row);
            return;
        }
        let writes_mode = |position: usize| self.writes(call, position);
        let need = self.need();
        match call.func.as_ref() {
            Expr::Name(name) if name.id.as_str() == "open" && writes_mode(1) => {
                let path = call.arguments.find_argument_value("file", 0).map(|value| self.path(value)).unwrap_or_default();
                self.add(path, at, Makes::File, false, need);
            }
            Expr::Attribute(attribute) => match attribute.attr.as_str() {
                "mkdir" => self.add(self.path(&attribute.value), at, Makes::Folder, false, Need::Always),
                "touch" | "write_text" | "write_bytes" => {
                    self.add(self.path(&attribute.value), at, Makes::File, false, need);
                }
                "open" if writes_mode(0) => self.add(self.path(&attribute.value), at, Makes::File, false, need),
                name => {
                    if let Some(row) = file_writers().methods.iter().find(|row| row.name == name) {
                        self.method(call, row, need);
                    }
                    // Ex) `app.config.update(UPLOAD_FOLDER="up")`
                    if matches!(name, "from_mapping" | "update") {
                        for keyword in &call.arguments.keywords {
                            if let Some(name) = &keyword.arg {
                                self.named(name.as_str(), &keyword.value, keyword.start());
                            }
                        }
                    }
                }
            },
            _ => {}
        }
    }

    fn method(&mut self, call: &ExprCall, row: &WriterMethod, need: Need) {
        if row.alone && call.arguments.args.len() > 1 {
            return;
        }
        let path = call.arguments.find_argument_value(&row.argument, row.position);
        // A single word may be a name of any kind.
        let is_path = |path: &String| !row.alone || path.rsplit('/').next().is_some_and(|name| name.contains(['.', '*']));
        let path = path.map(|path| self.path(path)).unwrap_or_default();
        self.add(path.into_iter().filter(is_path), call.start(), row.makes, false, need);
    }

    /// The row of the function, or of the class whose constructor the call is: `super().__init__(…)` is one of the base's.
    fn row(&self, call: &ExprCall) -> Option<&'static WriterCall> {
        let named = |expression: &Expr| match self.module.imports.reference(expression) {
            Some(Reference::Imported(name)) => file_writers().calls.iter().find(|row| row.name == name.path),
            _ => None,
        };
        let is_super = |inner: &Expr| matches!(inner, Expr::Call(call) if matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "super"));
        match call.func.as_ref() {
            Expr::Attribute(attribute) if attribute.attr.as_str() == "__init__" && is_super(&attribute.value) => {
                let bases = self.class?.arguments.as_ref()?;
                bases.args.iter().find_map(named)
            }
            other => named(other),
        }
    }

    fn listed(&mut self, call: &ExprCall, row: &WriterCall) {
        let arguments = &call.arguments;
        if row.unless.iter().any(|name| arguments.find_keyword(name).is_some())
            || row.mode.is_some_and(|position| !self.writes(call, position))
            || row.before.as_ref().is_some_and(|before| !self.bases.older.contains(&before.distribution))
        {
            return;
        }
        if let Some(only) = &row.only {
            let value = arguments.find_argument_value(&only.argument, 0);
            let text = value.and_then(|value| self.paths.value(self.module, self.function, value));
            if !text.is_some_and(|text| text.starts_with(only.begins.as_str())) {
                return;
            }
        }
        let value = arguments.find_argument_value(&row.argument, row.position);
        let paths = match (value, &row.default) {
            (None, Some(default)) => self.paths.anchored(default).into_iter().collect(),
            (value, _) => value.filter(|value| !is_memory(value)).map(|value| self.within(value, row.within)).unwrap_or_default(),
        };
        let paths = paths.into_iter().filter_map(|path| of_uri(&path)).map(|path| match path.ends_with(&row.suffix) {
            true => path,
            false => path + &row.suffix,
        });
        let need = if row.sometimes { self.need() } else { Need::Always };
        let before = self.found.len();
        self.add(paths, call.start(), row.makes, row.keeps, need);
        self.found[before..].iter_mut().for_each(|write| write.replaces = row.replaces);
    }

    /// The paths of an argument that may count from another folder than the working folder.
    fn within(&self, value: &Expr, within: Option<Within>) -> Vec<String> {
        let Some(Within::StaticFolder) = within else { return self.path(value) };
        let text = self.paths.value(self.module, self.function, value);
        let path =
            text.zip(self.bases.static_files.as_ref()).and_then(|(text, base)| self.paths.anchored(&format!("{base}/{text}")));
        path.into_iter().collect()
    }

    /// When a write that any part of a program may do is one that it cannot do without.
    fn need(&self) -> Need {
        match self.function {
            Some(function) if !self.is_start => Need::AtStart(function.name.to_string()),
            _ => Need::Always,
        }
    }

    /// Whether the mode of the call, at this place or by its name, is one for writing. Ex) `"wb"`, `"r+"`
    fn writes(&self, call: &ExprCall, position: usize) -> bool {
        let mode = call.arguments.find_argument_value("mode", position).and_then(literal::string);
        mode.is_some_and(|mode| {
            let is_mode = mode.len() <= 4 && mode.chars().all(|letter| "rwaxbtU+:gz".contains(letter));
            is_mode && (mode.starts_with(['w', 'a', 'x']) || mode.contains('+'))
        })
    }

    /// `MEDIA_ROOT = …`, `app.config["UPLOAD_FOLDER"] = …`
    fn setting(&mut self, target: &Expr, value: &'a Expr) {
        let name = match target {
            Expr::Name(name) => name.id.as_str(),
            Expr::Subscript(subscript) => literal::string(&subscript.slice).unwrap_or_default(),
            _ => return,
        };
        self.named(name, value, target.start());
    }

    /// A setting of this name and value.
    fn named(&mut self, name: &str, value: &Expr, at: TextSize) {
        let Some(row) = file_writers().settings.iter().find(|row| row.is_called(name)) else { return };
        let before = self.found.len();
        match (&row.when, &row.path) {
            (Some(when), Some(path)) => {
                let is_said = self.paths.value(self.module, self.function, value).is_some_and(|value| value == *when);
                let is_other = row.unless.as_ref().is_some_and(|text| self.module.source.text.contains(text.as_str()));
                let path = self.paths.anchored(path).filter(|_| is_said && !is_other);
                self.add(path, at, row.makes, row.keeps, Need::Always);
            }
            // A setting that names a folder in one project names a file in another. Ex) `STORAGE_PATH = "data/state.sqlite"`
            _ => {
                for path in self.path(value) {
                    let makes = if is_data(&path) { Makes::File } else { row.makes };
                    self.add([path], at, makes, row.keeps, Need::Always);
                }
            }
        }
        self.found[before..].iter_mut().for_each(|write| write.new = row.new);
    }

    fn dictionary(&mut self, dictionary: &'a ruff_python_ast::ExprDict) {
        let value = |key: &str| {
            let mut items = dictionary.items.iter();
            items.find(|item| item.key.as_ref().and_then(literal::string) == Some(key)).map(|item| &item.value)
        };
        for row in &file_writers().tables {
            let kind = value(&row.key).and_then(|kind| self.paths.value(self.module, self.function, kind));
            let is_kind = kind.is_some_and(|text| text.ends_with(row.ends.as_str()));
            if let Some(path) = value(&row.path).filter(|path| is_kind && !is_memory(path)) {
                let need = if row.sometimes { self.need() } else { Need::Always };
                self.add(self.path(path), path.start(), row.makes, row.keeps, need);
            }
        }
        // Ex) `CONFIG = {"UPLOAD_FOLDER": "up"}`
        for item in &dictionary.items {
            if let Some(name) = item.key.as_ref().and_then(literal::string)
                && name.contains('_')
                && !name.contains(|letter: char| letter.is_ascii_lowercase())
            {
                self.named(name, &item.value, item.start());
            }
        }
    }
}

/// The leftmost part of a sum.
fn first_operand(expression: &Expr) -> &Expr {
    let mut first = expression;
    while let Expr::BinOp(operation) = first
        && operation.op == Operator::Add
    {
        first = &operation.left;
    }
    first
}

/// The path of SQLite's `file:shop.db?cache=shared` below the working folder. `None` if the file is only read.
fn of_uri(path: &str) -> Option<String> {
    let Some((folder, uri)) = path.split_once("/file:") else { return Some(path.to_owned()) };
    let (name, query) = uri.split_once('?').unwrap_or((uri, ""));
    let is_written = !query.split('&').any(|option| matches!(option, "mode=ro" | "mode=memory" | "immutable=1"));
    is_written.then(|| if name.starts_with('/') { name.to_owned() } else { format!("{folder}/{name}") })
}

fn is_memory(expression: &Expr) -> bool {
    literal::string(expression).is_some_and(|text| text.contains(MEMORY))
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let (function, class) = (self.function, self.class);
        match statement {
            Stmt::FunctionDef(definition) => self.function = Some(definition),
            Stmt::ClassDef(definition) => self.class = Some(definition),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.setting(target, &assign.value)),
            Stmt::AnnAssign(assign) => assign.value.iter().for_each(|value| self.setting(&assign.target, value)),
            _ => {}
        }
        walk_stmt(self, statement);
        (self.function, self.class) = (function, class);
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Some(path) = self.sqlite(expression) {
            self.add([path], expression.start(), Makes::File, true, Need::Always);
            return;
        }
        match expression {
            Expr::Call(call) => self.call(call),
            Expr::Dict(dictionary) => self.dictionary(dictionary),
            _ => {}
        }
        walk_expr(self, expression);
    }
}
