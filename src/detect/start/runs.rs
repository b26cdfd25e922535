//! The calls by which a program starts a server itself. Ex) `uvicorn.run(app, port=9000)`, `app.run()`

use ruff_python_ast::{Expr, ExprCall, Stmt};
use ruff_text_size::Ranged;

use super::address::{self, Address, Listener};
use super::assemble::plain;
use super::marks::is_decorated;
use super::origin::{Origin, Resolver};
use crate::knowledge::{FrameworkRow, ServerRow};
use crate::model::{Command, Entrypoint, EnvVar, Location, Port, RelPath, Signal, Start};
use crate::python::{CallSite, Definition, ImportPath, Module, Target, bindings, calls, literal};

/// One such call.
#[derive(Debug, Clone)]
pub struct Run<'a> {
    pub file: RelPath,
    pub at: Location,
    /// The line of the call.
    pub why: String,
    pub runner: Runner<'a>,
    /// The application that is run; `None` if that could not be followed.
    pub origin: Option<Origin>,
    /// The framework of that application. `None` if it is not known.
    pub framework: Option<&'a FrameworkRow>,
    pub port: Option<Port>,
    /// The call names a port that is known only while the program runs.
    pub computes_port: bool,
    pub address: Address,
    /// The variable that lets it listen everywhere, where its default is the loopback address. `None` if no variable does.
    /// Ex) `HOST=0.0.0.0`
    pub opens: Option<EnvVar>,
    /// Something listens on a port; an MCP server on standard input does not.
    pub listens: bool,
    /// The code says that it speaks over standard input and output: no variable decides.
    pub over_standard_input: bool,
    /// The function that makes the call. `None` if it is made at the top of the file.
    pub function: Option<String>,
    /// Running the file reaches the call.
    pub by_script: bool,
    /// Importing the file makes the call, so that no other server can import the application from it.
    pub at_import: bool,
    /// `debug=True` or `reload=True`
    pub debug: bool,
    /// The first statement before the call that does something of its own. `None` if there is none. Ex) `db.create_all()`
    pub prepares: Option<(Location, String)>,
}

#[derive(Debug, Clone, Copy)]
pub enum Runner<'a> {
    Server(&'a ServerRow),
    Framework(&'a FrameworkRow),
}

impl<'a> Runner<'a> {
    fn listener(self) -> Listener<'a> {
        match self {
            Self::Server(server) => Listener { server: Some(server), script: None },
            Self::Framework(row) => Listener { server: None, script: row.script.as_ref() },
        }
    }
}

impl Run<'_> {
    /// The framework says that the call is for development alone.
    pub fn framework_is_for_development(&self) -> bool {
        matches!(self.runner, Runner::Framework(row) if row.script.as_ref().is_some_and(|script| script.development))
    }

    pub fn stop_signal(&self) -> Signal {
        match self.runner {
            Runner::Server(server) => server.stop_signal,
            Runner::Framework(row) => row.script.as_ref().map_or(Signal::Int, |script| script.stop_signal),
        }
    }

    /// Whether the line of the call has the port as a number. Ex) `app.run(port=5000)`
    pub fn names_port(&self) -> bool {
        let is_number = |port: Port| self.why.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == port.to_string());
        !self.why.contains("env") && self.port.is_some_and(is_number)
    }

    /// The port that the code names, or the one that the call takes without. `None` if it does not listen, or neither is known.
    pub fn port(&self) -> Option<Port> {
        let usual = match self.runner {
            Runner::Server(server) => server.port,
            Runner::Framework(row) => row.script.as_ref().and_then(|script| script.port),
        };
        if self.listens { self.port.or(usual) } else { None }
    }
}

impl Run<'_> {
    /// A program that makes this call, started by the command.
    pub fn start(&self, command: Command) -> Start {
        let framework = match self.runner {
            Runner::Framework(row) => Some(row),
            Runner::Server(_) => self.framework,
        };
        let port = self.port();
        let health = framework.and_then(FrameworkRow::health).filter(|_| port.is_some());
        Start {
            port,
            port_at: self.port.map(|_| self.at.clone()),
            health,
            stop_signal: self.stop_signal(),
            env: framework.map(|row| row.env.clone()).unwrap_or_default().into_iter().chain(self.opens.clone()).collect(),
            ..plain(framework.map_or("script", |row| row.name.as_str()), None, command)
        }
    }
}

/// Every such call of the module.
pub fn find<'a>(resolver: &Resolver<'a>, module: &Module) -> Vec<Run<'a>> {
    let sites = calls(module.statements());
    let guard = module.has_main_guard();
    let called_at_top: Vec<&str> =
        sites.iter().filter(|site| site.function.is_none()).filter_map(|site| local_name(site.call)).collect();
    let mut found: Vec<Run<'a>> = sites
        .iter()
        .filter_map(|site| {
            let (runner, origin) = runner(resolver, module, site)?;
            let function = site.function.map(|function| function.name.to_string());
            let by_script = match &function {
                None => true,
                Some(name) => guard || called_at_top.contains(&name.as_str()),
            };
            let at = module.source.location(site.call.start());
            let call = site.call;
            let (mut port, mut address) = address::bound(&resolver.project, module, site, runner.listener());
            let mut opens = address::opening_variable(&resolver.project, module, site);
            if let Some(made) = origin.as_ref().and_then(|origin| constructor(module, &sites, origin, runner)) {
                let (of_object, at) = address::bound(&resolver.project, module, made, runner.listener());
                let names = |words: &[&str]| words.iter().any(|word| call.arguments.find_keyword(word).is_some());
                port = port.or(of_object);
                if !names(&address::HOSTS) {
                    address = at;
                    opens = opens.or_else(|| address::opening_variable(&resolver.project, module, made));
                }
            }
            if opens.is_some() {
                address = Address::Everywhere;
            }
            Some(Run {
                file: module.path().clone(),
                why: module.source.line_at(site.call.start()),
                at,
                framework: origin.as_ref().and_then(|origin| Some(resolver.framework(origin)?.0)).or(match runner {
                    Runner::Framework(row) if origin.as_ref().is_some_and(|origin| origin.callee.is_empty()) => Some(row),
                    _ => None,
                }),
                origin,
                computes_port: port.is_none() && call.arguments.find_keyword("port").is_some(),
                port,
                address,
                opens,
                listens: listens(call, runner),
                over_standard_input: is_over_standard_input(call, runner),
                at_import: site.function.is_none() && !site.guarded,
                function,
                by_script,
                debug: ["debug", "reload"]
                    .iter()
                    .any(|name| call.arguments.find_keyword(name).is_some_and(|word| literal::is_true(&word.value))),
                prepares: preparation(module, site),
                runner,
            })
        })
        .collect();
    let serves_beside = |run: &Run<'_>| matches!(run.runner, Runner::Framework(row) if is_beside(row));
    if !found.iter().all(serves_beside) {
        found.retain(|run| !serves_beside(run));
    }
    found
}

/// The call of the module that makes the object, where the framework takes the address there.
fn constructor<'s, 'm>(
    module: &Module,
    sites: &'s [CallSite<'m>],
    origin: &Origin,
    runner: Runner<'_>,
) -> Option<&'s CallSite<'m>> {
    let Runner::Framework(row) = runner else { return None };
    let is_meant = row.script.as_ref().is_some_and(|script| script.constructed) && origin.file == *module.path();
    sites.iter().find(|site| is_meant && site.call.start() == origin.offset)
}

/// Whether the framework's calls serve in a thread beside the program's work.
fn is_beside(row: &FrameworkRow) -> bool {
    row.script.as_ref().is_some_and(|script| script.beside)
}

/// The first call that stands as a statement before the one that serves, in the guarded block or the function that holds
/// it, and does more than set up messages or read options.
fn preparation(module: &Module, serving: &CallSite<'_>) -> Option<(Location, String)> {
    const SETTINGS: &[&str] = &["print", "basicConfig", "load_dotenv", "add_argument", "setLevel", "info", "debug", "warning"];
    let mut first = None;
    let mut look = |statement: &Stmt, guarded: bool| {
        let Stmt::Expr(expression) = statement else { return };
        let Expr::Call(call) = expression.value.as_ref() else { return };
        let name = match call.func.as_ref() {
            Expr::Name(name) => name.id.as_str(),
            Expr::Attribute(attribute) => attribute.attr.as_str(),
            _ => return,
        };
        let inside = guarded || serving.function.is_some();
        if inside && call.end() <= serving.call.start() && !SETTINGS.contains(&name) && first.is_none() {
            first = Some((module.source.location(call.start()), module.source.line_at(call.start())));
        }
    };
    match serving.function {
        Some(function) => bindings::own_statements(&function.body, &mut look),
        None => bindings::own_statements(module.statements(), &mut look),
    }
    first
}

/// The function that is called, where it is the file's own. Ex) `main` of `asyncio.run(main())`
fn local_name(call: &ExprCall) -> Option<&str> {
    match call.func.as_ref() {
        Expr::Name(name) => Some(name.id.as_str()),
        _ => None,
    }
}

fn runner<'a>(resolver: &Resolver<'a>, module: &Module, site: &CallSite<'_>) -> Option<(Runner<'a>, Option<Origin>)> {
    let called = match resolver.project.target(module, &site.call.func) {
        Some(Target::External(name)) => Some(name),
        _ => method_of_made(resolver, module, site),
    };
    if let Some(name) = called {
        let server = resolver.frameworks.servers().iter().find(|server| server.runs.contains(&name)).map(Runner::Server);
        let framework = || {
            let rows = resolver.frameworks.rows().iter();
            rows.filter(|row| row.script.as_ref().is_some_and(|script| script.functions.contains(&name)))
                .map(Runner::Framework)
                .next()
        };
        if let Some(runner) = server.or_else(framework) {
            let origin = application(resolver, module, site);
            return Some((runner, origin.or_else(|| itself(module, site, runner))));
        }
        if matches!(resolver.project.target(module, &site.call.func), Some(Target::External(_))) {
            return None;
        }
    }
    let Expr::Attribute(attribute) = site.call.func.as_ref() else { return None };
    let method = attribute.attr.as_str();
    let serves = |row: &FrameworkRow| row.script.as_ref().is_some_and(|script| script.methods.iter().any(|name| name == method));
    if !resolver.frameworks.rows().iter().any(serves) {
        return None;
    }
    let Some(origin) = resolver.origin(module, site.function, &attribute.value) else {
        let found = decorated(resolver, module, &attribute.value, &serves);
        return found.or_else(|| by_keyword(resolver, module, site.call, &serves));
    };
    let (row, _) = resolver.framework(&origin)?;
    serves(row).then_some((Runner::Framework(row), Some(origin)))
}

/// The method of an object that a call outside the project makes, behind the name of that. Ex) `flask_socketio.SocketIO.run` for
/// `page.run(app)` after `page = SocketIO(app)`
fn method_of_made(resolver: &Resolver<'_>, module: &Module, site: &CallSite<'_>) -> Option<String> {
    let Expr::Attribute(method) = site.call.func.as_ref() else { return None };
    let is_of_server = |name: &String| name.strip_suffix(method.attr.as_str()).is_some_and(|rest| rest.ends_with('.'));
    if !resolver.frameworks.servers().iter().flat_map(|server| &server.runs).any(is_of_server) {
        return None;
    }
    let made_by = |module: &Module, name: &str| {
        let bound = module.bindings();
        let made = bound.iter().rev().find(|binding| binding.name == name)?.value.as_call_expr()?;
        match resolver.project.target(module, &made.func)? {
            Target::External(maker) => Some(format!("{maker}.{}", method.attr)),
            Target::Project { .. } | Target::Local(_) => None,
        }
    };
    match resolver.project.target(module, &method.value)? {
        Target::Local(name) => made_by(module, &name),
        Target::Project { file, rest } => made_by(&*resolver.project.module(&file)?, &rest),
        Target::External(_) => None,
    }
}

/// The call as the application, where the framework has no application objects. Ex) `ui.run()`
fn itself(module: &Module, site: &CallSite<'_>, runner: Runner<'_>) -> Option<Origin> {
    let has_objects = match runner {
        Runner::Framework(row) => !row.constructors.is_empty() || row.imports.is_empty(),
        Runner::Server(_) => true,
    };
    let file = module.path().clone();
    (!has_objects).then(|| Origin { file, offset: site.call.start(), callee: String::new(), interface: None })
}

/// A function that a decorator has given the method. Ex) `tides.serve()` of prefect's `@flow`
fn decorated<'a>(
    resolver: &Resolver<'a>,
    module: &Module,
    receiver: &Expr,
    serves: &dyn Fn(&FrameworkRow) -> bool,
) -> Option<(Runner<'a>, Option<Origin>)> {
    let Some(Target::Local(name)) = resolver.project.target(module, receiver) else { return None };
    let Some(Definition::Function(function)) = module.definition(&name) else { return None };
    let rows = resolver.frameworks.rows().iter().filter(|row| serves(row));
    let row = rows.into_iter().find(|row| {
        let names = row.script.iter().flat_map(|script| script.decorators.clone()).collect::<Vec<_>>();
        is_decorated(resolver, module, &function.decorator_list, &names)
    })?;
    let file = module.path().clone();
    Some((Runner::Framework(row), Some(Origin { file, offset: function.start(), callee: String::new(), interface: None })))
}

/// A call whose keywords say that it serves, of an object that the module gets from elsewhere. Ex) `parts["page"].launch(server_port=80)`
fn by_keyword<'a>(
    resolver: &Resolver<'a>,
    module: &Module,
    call: &ExprCall,
    serves: &dyn Fn(&FrameworkRow) -> bool,
) -> Option<(Runner<'a>, Option<Origin>)> {
    let row = resolver.frameworks.rows().iter().filter(|row| serves(row)).find(|row| {
        let is_given = |name: &String| call.arguments.find_keyword(name).is_some();
        let is_imported = || {
            module
                .imports
                .loaded()
                .any(|path| path.path.split('.').next().is_some_and(|top| row.imports.iter().any(|own| own == top)))
        };
        row.script.as_ref().is_some_and(|script| script.keywords.iter().any(is_given)) && is_imported()
    })?;
    let origin = Origin { file: module.path().clone(), offset: call.start(), callee: String::new(), interface: None };
    Some((Runner::Framework(row), Some(origin)))
}

/// The application that is handed to the server, as an object or as `"module:object"`.
fn application(resolver: &Resolver<'_>, module: &Module, site: &CallSite<'_>) -> Option<Origin> {
    let value = site.call.arguments.find_argument_value("app", 0)?;
    let Some(text) = literal::string(value) else {
        // Ex) `WSGIServer(("0.0.0.0", 8000), app)`
        let second = || site.call.arguments.find_argument_value("application", 1);
        let origin = |value: &Expr| resolver.origin(module, site.function, value);
        return origin(value).or_else(|| second().and_then(origin));
    };
    let entrypoint: Entrypoint = text.parse().ok()?;
    let name = entrypoint.attribute.as_ref()?.as_str().to_owned();
    let import = ImportPath { level: 0, path: entrypoint.module.as_str().to_owned() };
    let Target::Project { file, rest } = resolver.project.import(module.path(), &import) else { return None };
    let other = resolver.project.module(&file)?;
    let function = match other.definition(&name) {
        Some(Definition::Function(function)) => resolver.returned(&other, function),
        _ => None,
    };
    if rest.is_empty() { function.or_else(|| resolver.exported(&other, &name)) } else { None }
}

fn listens(call: &ExprCall, runner: Runner<'_>) -> bool {
    match runner {
        Runner::Server(_) => true,
        Runner::Framework(row) => row.script.as_ref().is_some_and(|script| {
            let transport = call.arguments.find_argument_value("transport", 0).and_then(literal::string);
            (script.port.is_some() || script.beside)
                && (script.http_transports.is_empty()
                    || transport.is_some_and(|name| script.http_transports.iter().any(|http| http == name)))
        }),
    }
}

/// Whether a call that may listen names a transport that does not, or leaves it at that.
fn is_over_standard_input(call: &ExprCall, runner: Runner<'_>) -> bool {
    let Runner::Framework(row) = runner else { return false };
    let has_transports = row.script.as_ref().is_some_and(|script| !script.http_transports.is_empty());
    let is_unpacked = call.arguments.keywords.iter().any(|keyword| keyword.arg.is_none());
    let transport = call.arguments.find_argument_value("transport", 0);
    has_transports && !is_unpacked && !listens(call, runner) && transport.is_none_or(|value| literal::string(value).is_some())
}
