//! The places of one module that write.

use ruff_python_ast::visitor::{Visitor, walk_expr, walk_stmt};
use ruff_python_ast::{Expr, ExprCall, Operator, Stmt, StmtFunctionDef};
use ruff_text_size::{Ranged, TextSize};

use crate::knowledge::{Makes, file_writers};
use crate::model::Location;
use crate::python::{Module, Paths, Reference, literal};

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
    /// The application does not work without. Nothing is known of a file that some function opens.
    pub required: bool,
}

/// Every write of the module.
pub fn writes(paths: &Paths<'_>, module: &Module, framework: &str, is_start: bool) -> Vec<Write> {
    let flask_sqlalchemy = framework == "flask"
        && (module.source.text.contains("SQLALCHEMY_DATABASE_URI") || module.source.text.contains("flask_sqlalchemy"));
    let mut finder = Finder { paths, module, function: None, is_start, flask_sqlalchemy, found: Vec::new() };
    for statement in module.statements() {
        finder.visit_stmt(statement);
    }
    finder.found
}

struct Finder<'a, 'p> {
    paths: &'p Paths<'p>,
    module: &'a Module,
    function: Option<&'a StmtFunctionDef>,
    is_start: bool,
    flask_sqlalchemy: bool,
    found: Vec<Write>,
}

impl<'a> Finder<'a, '_> {
    fn add(&mut self, path: Option<String>, at: TextSize, makes: Makes, keeps: bool, required: bool) {
        let Some(path) = path else { return };
        let why = format!("`{}`", self.module.source.line_at(at));
        self.found.push(Write { path, at: self.module.source.location(at), why, makes, keeps, required });
    }

    fn path(&self, expression: &Expr) -> Option<String> {
        self.paths.absolute(self.module, self.function, expression)
    }

    /// The path of a URL such as `sqlite:///shop.db`, `"sqlite:///" + path` or `f"sqlite+aiosqlite:///{path}"`.
    fn sqlite(&self, expression: &Expr) -> Option<String> {
        let is_url = |text: &str| text.starts_with("sqlite") && text.contains(":///");
        let starts = match expression {
            Expr::StringLiteral(text) => is_url(text.value.to_str()),
            Expr::FString(string) => {
                string.value.elements().next().and_then(|element| element.as_literal()).is_some_and(|text| is_url(&text.value))
            }
            Expr::BinOp(operation) if operation.op == Operator::Add => {
                return match operation.left.as_ref() {
                    Expr::StringLiteral(text) if is_url(text.value.to_str()) => {
                        let rest = text.value.to_str().split_once(":///")?.1;
                        let value = self.paths.value(self.module, self.function, &operation.right)?;
                        self.database(&format!("{rest}{value}"))
                    }
                    _ => self.sqlite(&operation.left).map(|_| String::new()).filter(|text| !text.is_empty()),
                };
            }
            _ => false,
        };
        if !starts {
            return None;
        }
        let text = self.paths.value(self.module, self.function, expression)?;
        self.database(text.split_once(":///")?.1)
    }

    fn database(&self, path: &str) -> Option<String> {
        let path = path.split('?').next().unwrap_or_default();
        if path.is_empty() || path.starts_with([':', '*']) {
            return None;
        }
        // Flask-SQLAlchemy 3 takes relative paths from the instance folder.
        let in_instance = self.flask_sqlalchemy && !path.starts_with('/');
        self.paths.anchored(&if in_instance { format!("/app/instance/{path}") } else { path.to_owned() })
    }

    fn call(&mut self, call: &ExprCall) {
        let at = call.start();
        if let Some(Reference::Imported(name)) = self.module.imports.reference(&call.func)
            && let Some(row) = file_writers().calls.iter().find(|row| row.name == name.path)
        {
            let value = call.arguments.find_argument_value(&row.argument, row.position);
            let path = value.filter(|value| !is_memory(value)).and_then(|value| self.path(value));
            self.add(path, at, row.makes, row.keeps, true);
            return;
        }
        let writes_mode = |position: usize| {
            let mode = call.arguments.find_argument_value("mode", position).and_then(literal::string);
            mode.is_some_and(|mode| mode.starts_with(['w', 'a', 'x']))
        };
        let required = self.is_start;
        match call.func.as_ref() {
            Expr::Name(name) if name.id.as_str() == "open" && writes_mode(1) => {
                let path = call.arguments.find_argument_value("file", 0).and_then(|value| self.path(value));
                self.add(path, at, Makes::File, false, required);
            }
            Expr::Attribute(attribute) => match attribute.attr.as_str() {
                "mkdir" => self.add(self.path(&attribute.value), at, Makes::Folder, false, true),
                "touch" | "write_text" | "write_bytes" => {
                    self.add(self.path(&attribute.value), at, Makes::File, false, required);
                }
                "open" if writes_mode(0) => self.add(self.path(&attribute.value), at, Makes::File, false, required),
                _ => {}
            },
            _ => {}
        }
    }

    /// `MEDIA_ROOT = …`, `app.config["UPLOAD_FOLDER"] = …`
    fn setting(&mut self, target: &Expr, value: &'a Expr) {
        let name = match target {
            Expr::Name(name) => name.id.as_str(),
            Expr::Subscript(subscript) => literal::string(&subscript.slice).unwrap_or_default(),
            _ => return,
        };
        if let Some(row) = file_writers().settings.iter().find(|row| row.name == name) {
            self.add(self.path(value), target.start(), row.makes, row.keeps, true);
        }
    }

    fn dictionary(&mut self, dictionary: &'a ruff_python_ast::ExprDict) {
        let value = |key: &str| {
            let mut items = dictionary.items.iter();
            items.find(|item| item.key.as_ref().and_then(literal::string) == Some(key)).map(|item| &item.value)
        };
        for row in &file_writers().tables {
            let is_kind = value(&row.key).and_then(literal::string).is_some_and(|text| text.ends_with(row.ends.as_str()));
            if let Some(path) = value(&row.path).filter(|path| is_kind && !is_memory(path)) {
                self.add(self.path(path), path.start(), row.makes, row.keeps, true);
            }
        }
    }
}

fn is_memory(expression: &Expr) -> bool {
    literal::string(expression).is_some_and(|text| text.contains(":memory:"))
}

impl<'a> Visitor<'a> for Finder<'a, '_> {
    fn visit_stmt(&mut self, statement: &'a Stmt) {
        let function = self.function;
        match statement {
            Stmt::FunctionDef(definition) => self.function = Some(definition),
            Stmt::Assign(assign) => assign.targets.iter().for_each(|target| self.setting(target, &assign.value)),
            _ => {}
        }
        walk_stmt(self, statement);
        self.function = function;
    }

    fn visit_expr(&mut self, expression: &'a Expr) {
        if let Some(path) = self.sqlite(expression) {
            self.add(Some(path), expression.start(), Makes::File, true, true);
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
