//! The pages that an application serves, as far as they help to tell whether it is well.

use ruff_python_ast::{Decorator, Expr, ExprCall, StmtFunctionDef};
use ruff_text_size::Ranged;

use super::origin::{Origin, Resolver};
use crate::model::HealthCheck;
use crate::python::{Definition, Module, Target, bindings, calls, literal};

/// Callables that make a group of routes, which an application includes.
pub const ROUTERS: &[&str] =
    &["fastapi.APIRouter", "fastapi.routing.APIRouter", "flask.Blueprint", "quart.Blueprint", "sanic.Blueprint"];

/// Pages that are likely to be made for this, best first.
const PATHS: &[&str] = &[
    "/healthz",
    "/health",
    "/healthcheck",
    "/health-check",
    "/health/live",
    "/livez",
    "/live",
    "/ping",
    "/api/health",
    "/api/healthz",
    "/api/v1/health",
    "/status",
    "/readyz",
    "/ready",
    "/",
];

/// One page that answers GET without a parameter, and the object that it is registered on.
#[derive(Debug)]
pub struct Route {
    owner: Origin,
    path: String,
    /// It takes something by injection: fit for a page that is made for the check, not for any other.
    injected: bool,
}

/// A router that is included in an application or in another router.
#[derive(Debug)]
pub struct Inclusion {
    parent: Origin,
    child: Origin,
    /// Nothing where the prefix cannot be read.
    prefix: Option<String>,
}

/// Every route and inclusion of the modules that were read.
#[derive(Debug, Default)]
pub struct Routes {
    routes: Vec<Route>,
    inclusions: Vec<Inclusion>,
    /// Applications and routers that ask something of every request. Ex) `FastAPI(dependencies=[Depends(token)])`
    demanding: Vec<Origin>,
}

impl Routes {
    pub fn read(&mut self, resolver: &Resolver<'_>, module: &Module) {
        self.read_decorators(resolver, module, module.statements(), None);
        for site in calls(module.statements()) {
            self.read_call(resolver, module, site.function, site.call);
        }
    }

    /// The best page of the application that is known to answer. `None` if no page is known.
    pub fn health(&self, application: &Origin) -> Option<HealthCheck> {
        let mut found: Vec<(usize, String)> = Vec::new();
        self.collect(application, "", 4, &mut found);
        found.sort_unstable();
        // The front page may send people to a login or ask for a host name of its own, so any answer of it will do.
        found.first().and_then(|(_, path)| HealthCheck::new(path, path != "/").ok())
    }

    fn collect(&self, owner: &Origin, prefix: &str, depth: usize, found: &mut Vec<(usize, String)>) {
        let Some(depth) = depth.checked_sub(1) else { return };
        if self.demanding.iter().any(|origin| origin.is_same(owner)) {
            return;
        }
        for route in self.routes.iter().filter(|route| route.owner.is_same(owner)) {
            let path = join(prefix, &route.path);
            let place = PATHS.iter().position(|known| *known == path || (path.len() > 1 && *known == path.trim_end_matches('/')));
            if let Some(place) = place.filter(|_| path != "/" || !route.injected) {
                found.push((place, path));
            }
        }
        for inclusion in self.inclusions.iter().filter(|inclusion| inclusion.parent.is_same(owner)) {
            if let Some(below) = &inclusion.prefix {
                self.collect(&inclusion.child, &join(prefix, below), depth, found);
            }
        }
    }

    fn read_decorators(
        &mut self,
        resolver: &Resolver<'_>,
        module: &Module,
        body: &[ruff_python_ast::Stmt],
        around: Option<&StmtFunctionDef>,
    ) {
        for function in bindings::functions(body) {
            for decorator in &function.decorator_list {
                if let Some((owner, path)) = decorated(resolver, module, around, decorator)
                    && let Some(injected) = reachable(function)
                {
                    self.routes.push(Route { owner, path, injected });
                }
            }
            if around.is_none() {
                self.read_decorators(resolver, module, &function.body, Some(function));
            }
        }
    }

    fn read_call(&mut self, resolver: &Resolver<'_>, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall) {
        let origin = |expression: &Expr| resolver.origin(module, function, expression);
        if let Some(owner) = resolver.made(module, function, call).filter(|owner| owner.offset == call.start()) {
            if call.arguments.find_keyword("dependencies").is_some() {
                self.demanding.push(owner.clone());
            }
            let paths = constructed(resolver, module, function, call);
            self.routes.extend(paths.into_iter().map(|path| Route { owner: owner.clone(), path, injected: false }));
        }
        let Expr::Attribute(attribute) = call.func.as_ref() else { return };
        // aiohttp registers on `app.router`.
        let receiver = match attribute.value.as_ref() {
            Expr::Attribute(inner) if inner.attr.as_str() == "router" => inner.value.as_ref(),
            other => other,
        };
        match attribute.attr.as_str() {
            "include_router" | "register_blueprint" | "blueprint" => {
                let (Some(parent), Some(child)) = (origin(receiver), call.arguments.find_positional(0)) else { return };
                let prefix = call.arguments.find_keyword("prefix").or_else(|| call.arguments.find_keyword("url_prefix"));
                let Some(made) = origin(child) else { return };
                if call.arguments.find_keyword("dependencies").is_some() {
                    return;
                }
                let prefix = match prefix {
                    // Flask's prefix replaces the blueprint's own, FastAPI's goes before it.
                    Some(keyword) if attribute.attr.as_str() == "include_router" => {
                        literal::string(&keyword.value).and_then(|text| Some(join(text, &own_prefix(resolver, &made)?)))
                    }
                    Some(keyword) => literal::string(&keyword.value).map(str::to_owned),
                    None => own_prefix(resolver, &made),
                };
                self.inclusions.push(Inclusion { parent, child: made, prefix });
            }
            "add_get" | "add_url_rule" | "add_api_route" | "add_route" => {
                let Some(owner) = origin(receiver) else { return };
                let texts: Vec<&str> = call.arguments.args.iter().filter_map(literal::string).collect();
                let path = texts.iter().find(|text| text.starts_with('/'));
                let is_get = !texts.iter().any(|text| matches!(*text, "POST" | "PUT" | "DELETE" | "PATCH"));
                if let Some(path) = path.filter(|path| is_get && is_plain(path)) {
                    self.routes.push(Route { owner, path: (*path).to_owned(), injected: false });
                }
            }
            "add_routes" => {
                let (Some(owner), Some(Expr::List(list))) = (origin(receiver), call.arguments.find_positional(0)) else { return };
                let paths = list.elts.iter().filter_map(|element| get_of(element, "get"));
                self.routes.extend(paths.map(|path| Route { owner: owner.clone(), path, injected: false }));
            }
            _ => {}
        }
    }
}

/// `@app.get("/path")`, `@app.route("/path")`
fn decorated(
    resolver: &Resolver<'_>,
    module: &Module,
    around: Option<&StmtFunctionDef>,
    decorator: &Decorator,
) -> Option<(Origin, String)> {
    let Expr::Call(call) = &decorator.expression else { return None };
    let Expr::Attribute(attribute) = call.func.as_ref() else { return None };
    let methods = call.arguments.find_keyword("methods").map(|keyword| &keyword.value);
    let answers_get = match attribute.attr.as_str() {
        "get" => true,
        "route" | "api_route" => methods.is_none_or(|methods| match methods {
            Expr::List(list) => list.elts.iter().any(|method| literal::string(method) == Some("GET")),
            Expr::Tuple(list) => list.elts.iter().any(|method| literal::string(method) == Some("GET")),
            _ => false,
        }),
        _ => false,
    };
    let path = ["path", "rule", "uri"].iter().find_map(|name| literal::string_argument(call, name, 0))?;
    if !answers_get || !is_plain(path) {
        return None;
    }
    Some((resolver.origin(module, around, &attribute.value)?, path.to_owned()))
}

/// The paths that a constructor is given. Ex) `Starlette(routes=[Route("/", home)])`, `Application([(r"/", Home)])`
fn constructed(resolver: &Resolver<'_>, module: &Module, function: Option<&StmtFunctionDef>, call: &ExprCall) -> Vec<String> {
    let lists = ["routes", "handlers", "route_handlers"];
    let given = lists.iter().find_map(|name| call.arguments.find_keyword(name)).map(|keyword| &keyword.value);
    let Some(given) = given.or_else(|| call.arguments.find_positional(0)) else { return Vec::new() };
    let elements = match given {
        Expr::List(list) => list.elts.iter().collect(),
        Expr::Name(name) => {
            let local = function.map(|function| bindings::bindings(&function.body)).unwrap_or_default();
            let all = local.into_iter().chain(module.bindings());
            match all.filter(|binding| binding.name == name.id.as_str()).map(|binding| binding.value).next() {
                Some(Expr::List(list)) => list.elts.iter().collect(),
                _ => Vec::new(),
            }
        }
        _ => Vec::new(),
    };
    elements.into_iter().filter_map(|element| element_path(resolver, module, element)).collect()
}

fn element_path(resolver: &Resolver<'_>, module: &Module, element: &Expr) -> Option<String> {
    match element {
        Expr::Call(_) => get_of(element, "Route").or_else(|| get_of(element, "url")),
        // Tornado's `(r"/", MainHandler)`
        Expr::Tuple(pair) => {
            let path = literal::string(pair.elts.first()?)?.trim_end_matches(['$', '?']);
            let Expr::Name(handler) = pair.elts.get(1)? else { return None };
            let Some(Definition::Class(class)) = module.definition(handler.id.as_str()) else { return None };
            let gets = bindings::functions(&class.body)
                .iter()
                .any(|method| method.name.as_str() == "get" && method.decorator_list.is_empty());
            (gets && is_plain(path)).then(|| path.to_owned())
        }
        // Litestar's list of functions, each decorated with `@get("/")`
        Expr::Name(name) => {
            let (found, handler) = match resolver.project.target(module, element)? {
                Target::Project { file, rest } => (resolver.project.module(&file), rest),
                Target::Local(_) => (None, name.id.to_string()),
                Target::External(_) => return None,
            };
            let module = found.as_deref().unwrap_or(module);
            let Some(Definition::Function(function)) = module.definition(&handler) else { return None };
            let path = function.decorator_list.iter().find_map(|decorator| get_of(&decorator.expression, "get"))?;
            (reachable(function) == Some(false)).then_some(path)
        }
        _ => None,
    }
}

/// The path of a call such as `Route("/path", handler)`, whatever module the name comes from.
fn get_of(expression: &Expr, name: &str) -> Option<String> {
    let Expr::Call(call) = expression else { return None };
    let called = match call.func.as_ref() {
        Expr::Name(function) => function.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return None,
    };
    let methods_given = call.arguments.find_keyword("methods").is_some();
    let path = match call.arguments.find_argument_value("path", 0) {
        Some(value) => literal::string(value)?,
        None => "/",
    };
    (called == name && !methods_given && is_plain(path)).then(|| path.to_owned())
}

/// The prefix that a router was made with; nothing where it is no literal.
fn own_prefix(resolver: &Resolver<'_>, router: &Origin) -> Option<String> {
    let module = resolver.project.module(&router.file)?;
    let site = calls(module.statements()).into_iter().find(|site| site.call.start() == router.offset)?;
    match site.call.arguments.find_keyword("prefix").or_else(|| site.call.arguments.find_keyword("url_prefix")) {
        Some(keyword) => literal::string(&keyword.value).map(str::to_owned),
        None => Some(String::new()),
    }
}

/// Whether a plain GET reaches the function, and if so whether it takes something by injection. Nothing where a
/// parameter must be given, or where a decorator or a dependency looks like a login.
fn reachable(function: &StmtFunctionDef) -> Option<bool> {
    const PASSED: &[&str] = &["self", "cls", "request", "req", "response", "resp", "background_tasks"];
    const LOGIN: &[&str] = &["auth", "login", "token", "user", "permission", "admin", "apikey", "api_key", "credential"];
    let says_login = |expression: &Expr| {
        let text = names(expression).to_ascii_lowercase();
        LOGIN.iter().any(|word| text.contains(word))
    };
    if function
        .decorator_list
        .iter()
        .any(|decorator| !matches!(&decorator.expression, Expr::Call(_)) && says_login(&decorator.expression))
    {
        return None;
    }
    let mut injected = false;
    let parameters = &function.parameters;
    for parameter in parameters.posonlyargs.iter().chain(&parameters.args).chain(&parameters.kwonlyargs) {
        let annotation = parameter.parameter.annotation.as_deref();
        let default = parameter.default.as_deref();
        if annotation.is_some_and(says_login) || default.is_some_and(says_login) {
            return None;
        }
        let depends = |expression: &Expr| names(expression).contains("Depends");
        if annotation.is_some_and(depends) || default.is_some_and(depends) {
            injected = true;
        } else if default.is_none() && !PASSED.contains(&parameter.parameter.name.as_str()) {
            let by_type = annotation
                .is_some_and(|annotation| matches!(names(annotation).trim(), "Request" | "Response" | "BackgroundTasks"));
            if !by_type {
                return None;
            }
        }
    }
    Some(injected)
}

/// Every name in the expression, one after the other.
fn names(expression: &Expr) -> String {
    use ruff_python_ast::visitor::{Visitor, walk_expr};
    struct Names(String);
    impl<'a> Visitor<'a> for Names {
        fn visit_expr(&mut self, expression: &'a Expr) {
            match expression {
                Expr::Name(name) => self.0.push_str(&format!("{} ", name.id)),
                Expr::Attribute(attribute) => self.0.push_str(&format!("{} ", attribute.attr)),
                _ => {}
            }
            walk_expr(self, expression);
        }
    }
    let mut found = Names(String::new());
    found.visit_expr(expression);
    found.0
}

/// A path without parameters: none of `{id}`, `<id>`, `:id` or a pattern.
fn is_plain(path: &str) -> bool {
    path.is_empty() || (path.starts_with('/') && path.chars().all(|c| c.is_ascii_alphanumeric() || "/-_.".contains(c)))
}

fn join(prefix: &str, path: &str) -> String {
    let joined = format!("{}/{}", prefix.trim_end_matches('/'), path.trim_start_matches('/'));
    if path.is_empty() && !prefix.is_empty() { prefix.to_owned() } else { joined }
}
