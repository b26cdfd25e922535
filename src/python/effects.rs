//! Whether running a file does anything, or only defines things for other programs to import.

use ruff_python_ast::visitor::{Visitor, walk_expr};
use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::{Ranged, TextSize};

use super::bindings::own_statements;

/// Functions and methods that prepare, configure or register something and return at once.
const PREPARATIONS: &[&str] = &[
    "append",
    "autodiscover_tasks",
    "basicConfig",
    "cache_clear",
    "captureWarnings",
    "chdir",
    "config",
    "config_from_object",
    "connect",
    "create_all",
    "dictConfig",
    "extend",
    "extension",
    "fileConfig",
    "filterwarnings",
    "from_envvar",
    "from_mapping",
    "from_object",
    "from_prefixed_env",
    "from_pyfile",
    "getLogger",
    "get_logger",
    "insert",
    "instrument",
    "instrument_app",
    "makedirs",
    "mkdir",
    "mount",
    "option_context",
    "reconfigure",
    "seed",
    "setLevel",
    "set_page_config",
    "setdefault",
    "setlocale",
    "setrecursionlimit",
    "simplefilter",
    "tzset",
    "update",
    "use",
];

/// Such names by how they begin. Ex) `add_middleware`, `register_blueprint`, `setup_logging`
const PREFIXES: &[&str] =
    &["add", "configure", "disable", "enable", "include", "init", "install", "load", "patch", "register", "set_", "setup"];

/// Where the first statement stands that does something when the file is run as a program: a call at the top level or
/// under `if __name__ == "__main__":` that is more than a preparation. `None` if the file only defines things.
pub fn first_effect(statements: &[Stmt]) -> Option<TextSize> {
    let mut first = None;
    own_statements(statements, &mut |statement, guarded| {
        if first.is_none() && does_something(statement, guarded) {
            first = Some(statement.start());
        }
    });
    first
}

fn does_something(statement: &Stmt, guarded: bool) -> bool {
    match statement {
        Stmt::Expr(expression) => acts(&expression.value),
        Stmt::While(repeat) => matches!(&*repeat.test, Expr::BooleanLiteral(literal) if literal.value) || acts(&repeat.test),
        Stmt::Raise(raise) => raise.exc.as_deref().is_some_and(acts),
        Stmt::With(with) => guarded && with.items.iter().any(|item| acts(&item.context_expr)),
        Stmt::For(repeat) => guarded && acts(&repeat.iter),
        // At the top level a value that is computed is a definition; behind the guard it is what the program does.
        Stmt::Assign(assign) => guarded && acts(&assign.value),
        Stmt::AnnAssign(assign) => guarded && assign.value.as_deref().is_some_and(acts),
        _ => false,
    }
}

/// Whether the expression calls anything that is more than a preparation.
fn acts(expression: &Expr) -> bool {
    let mut finder = Finder(false);
    finder.visit_expr(expression);
    finder.0
}

struct Finder(bool);

impl<'a> Visitor<'a> for Finder {
    fn visit_expr(&mut self, expression: &'a Expr) {
        match expression {
            // What a lambda calls is called later, and the arguments of a preparation prepare.
            Expr::Lambda(_) => {}
            Expr::Call(call) if is_preparation(call) => {}
            Expr::Call(_) => self.0 = true,
            _ => walk_expr(self, expression),
        }
    }
}

fn is_preparation(call: &ExprCall) -> bool {
    let name = match call.func.as_ref() {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        // A decorator that is applied by hand. Ex) `app.get("/")(index)`
        Expr::Call(_) => return true,
        _ => return false,
    };
    PREPARATIONS.contains(&name) || PREFIXES.iter().any(|prefix| name.starts_with(prefix))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::RelPath;
    use crate::python::SourceFile;

    #[track_caller]
    fn check(text: &str, expected: Option<usize>) {
        let source = SourceFile::parse(RelPath::parse("main.py").unwrap(), text.into());
        let line = first_effect(source.statements()).and_then(|offset| source.location(offset).line);
        assert_eq!(line, expected, "{text}");
    }

    #[test]
    fn a_file_that_only_defines_things_does_nothing() {
        check("", None);
        check("import os\nX = os.getcwd()\ndef main():\n    print(1)\n", None);
        check("app = func.FunctionApp()\n@app.route('x')\ndef f(): pass\n", None);
        check("graph = StateGraph(dict).compile()\n", None);
        check("import logging\nlogging.basicConfig()\nlogging.getLogger('x').setLevel(10)\n", None);
        check("sys.path.insert(0, os.path.join('a', 'b'))\nload_dotenv()\n", None);
        check("app.include_router(r)\napp.add_middleware(M)\napp.mount('/s', StaticFiles('s'))\n", None);
        check("with app.app_context():\n    db.create_all()\n", None);
        check("if __name__ == '__main__':\n    pass\n", None);
        check("if __name__ == '__main__':\n    setup_logging()\n", None);
        check("app.get('/')(index)\n\"\"\"text\"\"\"\n", None);
    }

    #[test]
    fn a_program_does_something() {
        check("print('x')\n", Some(1));
        check("def main(): pass\n\nmain()\n", Some(3));
        check("if __name__ == '__main__':\n    import a\n    a.main()\n", Some(3));
        check("if __name__ == '__main__':\n    raise SystemExit(main())\n", Some(2));
        check("if __name__ == '__main__':\n    code = main()\n", Some(2));
        check("try:\n    main()\nexcept KeyboardInterrupt:\n    pass\n", Some(2));
        check("while True:\n    pass\n", Some(1));
        check("for name in names:\n    print(name)\n", Some(2));
        check("with open('x') as f:\n    f.write('y')\n", Some(2));
        check("asyncio.run(main())\n", Some(1));
        check("async def main(): pass\nawait main()\n", Some(2));
        check("load_dotenv()\nclient.run('token')\n", Some(2));
    }
}
