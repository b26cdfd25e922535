//! Settings of Django with which it answers every request with status 400: no host is allowed, and `DEBUG` is off.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use super::environment::read_at;
use super::outside_files::settings;
use super::reached;
use crate::model::{Note, Start};
use crate::python::{Definition, Module, Project, bindings};
use crate::tree::ProjectTree;

/// The warning about the only settings that the program may load. `None` if there are several, or some host is allowed, or
/// `DEBUG` may be on.
pub fn detect(tree: &ProjectTree, project: &Project<'_>, start: &Start) -> Option<Note> {
    if start.framework.as_str() != "django" {
        return None;
    }
    let files = reached::follow(tree, project, start).files;
    let reached: Vec<_> = files.iter().filter_map(|path| project.module(path)).collect();
    let modules = settings(tree, project, &reached);
    let [module] = modules.as_slice() else { return None };
    let is_empty = |value: &Expr| match value {
        Expr::List(list) => list.elts.is_empty(),
        Expr::Tuple(tuple) => tuple.elts.is_empty(),
        _ => false,
    };
    let hosts = only_value(module, "ALLOWED_HOSTS").filter(|value| is_empty(value))?;
    let debug = only_value(module, "DEBUG");
    let is_off = debug.is_none_or(|value| match value {
        Expr::BooleanLiteral(literal) => !literal.value,
        other => read_at(project, module, other).is_some_and(|read| read.default.is_none() && !read.raises),
    });
    is_off.then(|| {
        Note::warning("`ALLOWED_HOSTS` is empty and `DEBUG` is off, so Django answers every request with status 400")
            .at(module.source.location(hosts.start()))
            .hint("list the hosts in the settings, or read them from a variable")
    })
}

/// Whether the argument is every name of the module, which the function may change. Ex) `locals()`
fn gives_all(argument: &Expr) -> bool {
    let Expr::Call(call) = argument else { return false };
    matches!(call.func.as_ref(), Expr::Name(name) if matches!(name.id.as_str(), "globals" | "locals"))
}

/// The value of the name, where one statement of the module binds it and nothing else may change it. `None` otherwise.
fn only_value<'m>(module: &'m Module, name: &str) -> Option<&'m Expr> {
    let is_name = |expression: &Expr| matches!(expression, Expr::Name(found) if found.id.as_str() == name);
    let mut is_changed = !module.imports.stars().is_empty();
    bindings::own_statements(module.statements(), &mut |statement, _| {
        is_changed |= match statement {
            Stmt::AugAssign(assign) => is_name(&assign.target),
            // Ex) `ALLOWED_HOSTS.append("localhost")`, `django_heroku.settings(locals())`
            Stmt::Expr(expression) => match expression.value.as_ref() {
                Expr::Call(call) => {
                    let is_method = matches!(call.func.as_ref(), Expr::Attribute(method) if is_name(&method.value));
                    is_method || call.arguments.args.iter().any(gives_all)
                }
                _ => false,
            },
            _ => false,
        };
    });
    let Some(Definition::Values(values)) = module.definition(name).filter(|_| !is_changed) else { return None };
    let [value] = values.as_slice() else { return None };
    Some(*value)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::detect::start;
    use crate::model::{Command, RelPath};

    #[test]
    fn settings_that_allow_no_host_are_told() {
        let wsgi = "import os\nfrom django.core.wsgi import get_wsgi_application\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\napplication = get_wsgi_application()\n";
        for (settings, expected) in [
            ("import os\nDEBUG = os.getenv('DEBUG')\nALLOWED_HOSTS = []\n", "shop/settings.py:3"),
            ("DEBUG = False\nALLOWED_HOSTS = []\n", "shop/settings.py:2"),
            ("ALLOWED_HOSTS = []\n", "shop/settings.py:1"),
            ("DEBUG = True\nALLOWED_HOSTS = []\n", ""),
            ("import os\nDEBUG = os.getenv('DEBUG', 'True') == 'True'\nALLOWED_HOSTS = []\n", ""),
            ("DEBUG = False\nALLOWED_HOSTS = ['shop.example']\n", ""),
            ("DEBUG = False\nALLOWED_HOSTS = []\nALLOWED_HOSTS += ['shop.example']\n", ""),
            ("DEBUG = False\nALLOWED_HOSTS = []\nALLOWED_HOSTS.append('shop.example')\n", ""),
            ("DEBUG = False\nALLOWED_HOSTS = []\nfrom .local import *\n", ""),
            ("DEBUG = False\nALLOWED_HOSTS = []\nif x:\n    ALLOWED_HOSTS = ['*']\n", ""),
            ("import django_heroku\nDEBUG = False\nALLOWED_HOSTS = []\ndjango_heroku.settings(locals())\n", ""),
        ] {
            let files = [("shop/__init__.py", ""), ("shop/wsgi.py", wsgi), ("shop/settings.py", settings)];
            let tree = ProjectTree::in_memory(files);
            let command = Command::of(&["gunicorn", "shop.wsgi:application"]).unwrap();
            let start = start::program("django", RelPath::parse("shop/wsgi.py").ok(), command);
            let project = reached::project(&tree, &start, None);
            let place = detect(&tree, &project, &start).and_then(|note| Some(note.at?.to_string()));
            assert_eq!(place.unwrap_or_default(), expected, "{settings}");
        }
    }
}
