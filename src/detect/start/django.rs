//! What is particular to Django: its settings name the modules, and its routes are a list.

use ruff_python_ast::Expr;

use super::origin::{Origin, Resolver};
use crate::model::{HealthCheck, ModulePath, RelPath};
use crate::python::{Module, calls, literal};
use crate::tree::ProjectTree;

/// Pages made for a health check, as `urls.py` writes them.
const PATHS: &[&str] =
    &["healthz/", "healthz", "health/", "health", "healthcheck/", "ping/", "ping", "status/", "live/", "ready/"];

/// Settings that name an application.
const APPLICATIONS: &[&str] = &["ASGI_APPLICATION", "WSGI_APPLICATION"];

/// Whether the file is called like settings, or lies in a package that is.
pub fn may_be_settings(file: &RelPath) -> bool {
    file.file_name().contains("settings") || file.parent().file_name().contains("settings")
}

/// The module that a file sets as the default: `os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")`. `None` if it
/// sets none.
pub fn settings_module(tree: &ProjectTree, file: &RelPath) -> Option<ModulePath> {
    let file = crate::python::read(tree, file).ok()??;
    calls(file.statements()).into_iter().find_map(|site| {
        let name = literal::string_argument(site.call, "key", 0)?;
        let module = literal::string_argument(site.call, "default", 1).filter(|_| name == "DJANGO_SETTINGS_MODULE")?;
        ModulePath::new(module).ok()
    })
}

/// What the module's settings name as the application. Ex) `shop.wsgi.application`
pub fn applications(module: &Module) -> Vec<String> {
    let bindings = module.bindings();
    let named = bindings.iter().filter(|binding| APPLICATIONS.contains(&binding.name));
    named.filter_map(|binding| literal::string(binding.value)).map(str::to_owned).collect()
}

/// A page of the project's own `urls.py` that is made for this.
///
/// It is never called known: Django answers 400 to a `Host` that `ALLOWED_HOSTS` does not list, and the check asks for the
/// loopback address. `None` if there is no such page, or the application is not Django's.
pub fn health(resolver: &Resolver<'_>, origin: &Origin) -> Option<HealthCheck> {
    if resolver.framework(origin)?.0.name.as_str() != "django" {
        return None;
    }
    let urls: RelPath = origin.file.parent().join("urls.py").ok()?;
    let module = resolver.project.module(&urls)?;
    let mut found: Vec<usize> = Vec::new();
    for binding in module.bindings().iter().filter(|binding| binding.name == "urlpatterns") {
        let Expr::List(list) = binding.value else { continue };
        for element in &list.elts {
            let Expr::Call(call) = element else { continue };
            let is_path = matches!(call.func.as_ref(), Expr::Name(name) if name.id.as_str() == "path");
            let includes = matches!(call.arguments.find_positional(1), Some(Expr::Call(view)) if matches!(view.func.as_ref(), Expr::Name(name) if name.id.as_str() == "include"));
            if let Some(text) = literal::string_argument(call, "route", 0).filter(|_| is_path && !includes) {
                found.extend(PATHS.iter().position(|path| *path == text));
            }
        }
    }
    let best = PATHS.get(*found.iter().min()?)?;
    HealthCheck::new(&format!("/{best}"), false).ok()
}
