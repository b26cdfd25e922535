//! From an application to a complete way of starting it.

use super::address::Address;
use super::evidence::Evidence;
use super::import_root::Importable;
use super::ports::{self, Stated};
use super::runs::{Run, Runner};
use crate::knowledge::{FactoryStyle, FrameworkRow, Interface, ServerRow};
use crate::model::{
    Attribute, Command, Confidence, Dependency, Entrypoint, Framework, HealthCheck, Location, Note, PackageName, Port, RelPath,
    RunArguments, Signal, Start, Version,
};

/// An application as the servers see it.
#[derive(Clone)]
pub struct Application<'a> {
    pub row: &'a FrameworkRow,
    pub interface: Interface,
    pub file: Option<RelPath>,
    pub importable: Importable,
    pub object: Option<Attribute>,
    pub factory: bool,
    /// The name that the framework's command takes it by; `None` if that is the object's.
    pub label: Option<String>,
    /// The port that a file of the project states. `None` if no file states one.
    pub port: Option<Stated>,
    pub health: Option<HealthCheck>,
    pub at: Option<Location>,
    /// The program that runs it also runs a bot or worker, which a server alone would leave out.
    pub shares_its_program: bool,
}

/// What came of it.
pub struct Assembled {
    pub start: Option<Start>,
    /// No server for production is declared.
    pub development: bool,
    pub notes: Vec<Note>,
}

/// The command and what follows from how it was chosen.
struct Way {
    command: Command,
    stop_signal: Signal,
    /// The program is run as a file, so that modules are found without a change of folder.
    as_file: bool,
    /// The server, where the image has to install it besides what the project declares.
    adds: Option<PackageName>,
    /// The folder that it must be run in, whatever the imports say.
    folder: Option<RelPath>,
}

/// Where a server comes from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Supply {
    /// The project's dependencies bring it.
    Declared,
    /// An extra or a group of the project that is not for development brings it, and is installed for it.
    Optional,
    /// The image installs the one that the knowledge names for this kind of application.
    Added,
}

/// Chooses the server: a declared one, the framework's own command, the program itself where it brings a server for
/// production, one that the image installs, and the program with a development server last.
pub fn assemble(evidence: Evidence<'_>, application: &Application<'_>, runs: &[&Run<'_>]) -> Assembled {
    let row = application.row;
    let mut notes = Vec::new();
    if evidence.lacks_what_starts(row) {
        return Assembled { start: None, development: false, notes: vec![needed(application)] };
    }
    let script = runs
        .iter()
        .filter(|run| run.by_script)
        .min_by_key(|run| (Some(&run.file) != application.file.as_ref(), run.file.clone()));
    let of_run = |run: &&Run<'_>| run.port.map(|port| Stated { port, at: run.at.clone() });
    let stated = script.or(runs.first()).and_then(of_run).or_else(|| application.port.clone());
    let stated = stated.or_else(|| ports::of_project(evidence).filter(|_| takes_port(row)));
    let port = stated.as_ref().map(|stated| stated.port).or(row.port);
    let preferred = row.script.as_ref().is_some_and(|script| script.preferred);
    let by_script = || script.and_then(|run| scripted(application, run));
    let is_development = row.own.as_ref().is_some_and(|own| own.development);
    let own = || row.own.as_ref().filter(|_| !is_development).and_then(|_| own_command(evidence, application, port));
    let only_script =
        runs.iter().any(|run| run.at_import && Some(&run.file) == application.file.as_ref()) || application.shares_its_program;
    // A program that prepares something before it serves is more than its server, whatever that is.
    let stands_alone = |run: &Run<'_>| {
        let is_more = run.prepares.is_some() && matches!(run.runner, Runner::Framework(_));
        run.address != Address::Loopback && !run.debug && (is_more || !is_made_for_development(evidence, run))
    };
    // So is one that calls the declared server itself.
    let is_whole = |run: &Run<'_>| {
        let calls_server = matches!(run.runner, Runner::Server(server) if evidence.has_server(server));
        calls_server && run.prepares.is_some() && run.address != Address::Loopback && !run.debug
    };
    let (way, from_script) = if script.is_some_and(|run| preferred || only_script || is_whole(run)) {
        (by_script(), true)
    } else if let Some(way) = served(evidence, application, port, Supply::Declared).or_else(own) {
        (Some(way), false)
    } else if let Some(way) = served(evidence, application, port, Supply::Optional) {
        (Some(way), false)
    } else if script.copied().is_some_and(stands_alone) {
        (by_script(), true)
    } else if let Some(way) = served(evidence, application, port, Supply::Added) {
        (Some(way), false)
    } else {
        (by_script(), true)
    };
    let Some(way) = way else {
        notes.push(no_server(evidence, application));
        return Assembled { start: None, development: true, notes };
    };
    let development = way.adds.is_some() || script.is_some_and(|run| from_script && is_made_for_development(evidence, run));
    notes.extend(script.filter(|run| from_script && run.framework_is_for_development()).map(|run| development_server(run)));
    notes.extend(script.and_then(|run| left_out(run).filter(|_| way.adds.is_some())));
    let (port, port_at) = match script {
        Some(run) if from_script && run.listens && run.computes_port => {
            match ports::of_project(evidence).or(application.port.clone()) {
                Some(Stated { port, at }) => (Some(port), Some(at)),
                None => (run.port(), None),
            }
        }
        Some(run) if from_script => (run.port(), run.port.map(|_| run.at.clone())),
        _ => (port, stated.map(|stated| stated.at)),
    };
    if let Some(run) = script.filter(|run| from_script && run.listens && run.address == Address::Loopback) {
        let message = format!("`{}` listens on 127.0.0.1, which cannot be reached from outside the container", run.why);
        notes.push(Note::warning(message).at(run.at.clone()).hint("give it `host=\"0.0.0.0\"`"));
    }
    notes.extend(attribute_hint(evidence, application).filter(|_| from_script));
    let listens = port.is_some();
    let imports_from = || application.importable.root.clone();
    let needs_folder = |root: &RelPath| !way.as_file && !evidence.installs_from(root);
    let working_dir = way.folder.clone().or_else(|| Some(imports_from()).filter(needs_folder)).filter(|root| !root.is_root());
    let start = Start {
        framework: row.name.clone(),
        entrypoint: entrypoint(application),
        file: script.filter(|_| from_script).map(|run| run.file.clone()).or_else(|| application.file.clone()),
        working_dir,
        command: way.command,
        adds_server: way.adds,
        arguments: RunArguments::InsteadOfCommand,
        port,
        port_at,
        health: application.health.clone().or_else(|| row.health()).filter(|_| listens),
        stop_signal: way.stop_signal,
        env: row.env.iter().cloned().chain(script.filter(|_| from_script).and_then(|run| run.opens.clone())).collect(),
        confidence: Confidence::Strong,
    };
    Assembled { start: Some(start), development, notes }
}

/// Whether every command that starts the framework names the port, so that any port can be the one.
pub fn takes_port(row: &FrameworkRow) -> bool {
    let names_it = |words: &[String]| words.iter().any(|word| word.contains("{port}"));
    row.port.is_some() && row.env.is_empty() && row.own.as_ref().is_none_or(|own| names_it(&own.words))
}

fn entrypoint(application: &Application<'_>) -> Option<Entrypoint> {
    let module = application.importable.module.clone()?;
    Some(Entrypoint { module, attribute: application.object.clone(), factory: application.factory })
}

/// The first server of the framework that is installed, or would be, and can run the application.
fn served(evidence: Evidence<'_>, application: &Application<'_>, port: Option<Port>, supply: Supply) -> Option<Way> {
    let target = entrypoint(application).filter(|entrypoint| entrypoint.attribute.is_some())?;
    let servers = application.row.servers.iter().filter_map(|name| evidence.frameworks.server(name));
    let is_there = |server: &&ServerRow| match supply {
        Supply::Declared => evidence.has_server(server),
        Supply::Optional => evidence.offers_server(server),
        Supply::Added => server.added_for == Some(application.interface),
    };
    servers.filter(is_there).find_map(|server| {
        let command = server
            .commands
            .iter()
            .find(|command| command.interface == application.interface && evidence.allows(server, command))?;
        let adds = Some(server.distribution.clone()).filter(|_| supply == Supply::Added);
        if application.factory && server.factory == FactoryStyle::Unsupported {
            return None;
        }
        let mut words = fill(&command.words, &server.factory, application, &target, port.or(server.port)?, None)?;
        let position = words.iter().position(|word| word.starts_with(target.module.as_str())).unwrap_or(words.len());
        words.splice(position..position, options(evidence, server, supply));
        let command = Command::new(words).ok()?;
        Some(Way { command, stop_signal: server.stop_signal, as_file: false, adds, folder: None })
    })
}

/// The words that only some versions of the server take. The version of an added server follows from the Python, which
/// is settled later; words that it does not take are removed there.
fn options(evidence: Evidence<'_>, server: &ServerRow, supply: Supply) -> Vec<String> {
    let takes = |since: &Version| supply == Supply::Added || evidence.is_at_least(&server.distribution, since);
    let taken = server.options.iter().filter(|option| {
        option.since.as_ref().is_none_or(takes)
            && option.installed.iter().all(|name| evidence.installs(name))
            && !option.absent.iter().any(|name| evidence.installs(name))
    });
    taken.flat_map(|option| option.words.clone()).collect()
}

/// The framework's own command, with every `{name}` filled; nothing where one of them has no value.
fn own_command(evidence: Evidence<'_>, application: &Application<'_>, port: Option<Port>) -> Option<Way> {
    let own = application.row.own.as_ref()?;
    let root = &application.importable.root;
    let manage = root.join("manage.py").ok().filter(|path| evidence.tree.is_file(path));
    let beside = match &own.beside {
        Some(name) => Some(folder_with(evidence, application.file.as_ref()?, name)?),
        None => None,
    };
    if application.factory && own.factory == FactoryStyle::Unsupported {
        return None;
    }
    let needs_port = own.words.iter().any(|word| word.contains("{port}"));
    let port = if needs_port { port? } else { Port::new(1)? };
    let needs_object = own.words.iter().any(|word| word.contains("{entrypoint}") || word.contains("{object}"));
    if needs_object && application.object.is_none() {
        return None;
    }
    let target = entrypoint(application);
    let needs_module =
        own.words.iter().any(|word| ["{entrypoint}", "{module}", "{object}"].iter().any(|name| word.contains(name)));
    let words = match target {
        Some(target) => fill(&own.words, &own.factory, application, &target, port, manage.as_ref())?,
        None if needs_module => return None,
        None => {
            let target = Entrypoint { module: crate::model::ModulePath::new("unused").ok()?, attribute: None, factory: false };
            fill(&own.words, &own.factory, application, &target, port, manage.as_ref())?
        }
    };
    let as_file = own.words.iter().any(|word| word.contains("{file}"));
    Some(Way { command: Command::new(words).ok()?, stop_signal: own.stop_signal, as_file, adds: None, folder: beside })
}

fn fill(
    words: &[String],
    style: &FactoryStyle,
    application: &Application<'_>,
    target: &Entrypoint,
    port: Port,
    manage: Option<&RelPath>,
) -> Option<Vec<String>> {
    let mut filled = Vec::new();
    for word in words {
        let named = Entrypoint { factory: target.factory && *style == FactoryStyle::Call, ..target.clone() };
        if let (FactoryStyle::Flag { word: flag }, true, true) = (style, target.factory, word == "{entrypoint}") {
            filled.push(flag.clone());
        }
        let file = || application.file.as_ref().map(RelPath::to_string);
        let manage = || manage.map(|path| path.file_name().to_owned());
        let object = || target.attribute.as_ref().map(ToString::to_string);
        let mut text = word
            .replace("{entrypoint}", &named.to_string())
            .replace("{module}", target.module.as_str())
            .replace("{port}", &port.to_string());
        let label = || application.label.clone();
        let values: [(&str, &dyn Fn() -> Option<String>); 4] =
            [("{file}", &file), ("{manage}", &manage), ("{object}", &object), ("{label}", &label)];
        for (name, value) in values {
            if text.contains(name) {
                text = text.replace(name, &value()?);
            }
        }
        filled.push(text);
    }
    Some(filled)
}

/// The nearest folder above the file that holds the file of this name.
fn folder_with(evidence: Evidence<'_>, file: &RelPath, name: &str) -> Option<RelPath> {
    let mut folder = file.parent();
    loop {
        if folder.join(name).is_ok_and(|path| evidence.tree.is_file(&path)) {
            return Some(folder);
        }
        if folder.is_root() {
            return None;
        }
        folder = folder.parent();
    }
}

/// `python main.py`, or `python -m shop.main` where the file imports as a part of a package. `None` if the path cannot be a word
/// of a command.
pub fn python_command(file: &RelPath, importable: &Importable) -> Option<Command> {
    match &importable.module {
        Some(module) if importable.root != file.parent() => {
            let name = module.as_str();
            Command::of(&["python", "-m", name.strip_suffix(".__main__").unwrap_or(name)])
        }
        _ => Command::of(&["python", file.as_str()]),
    }
    .ok()
}

/// Runs the file that starts the server itself.
fn scripted(application: &Application<'_>, run: &Run<'_>) -> Option<Way> {
    let same_file = application.file.as_ref() == Some(&run.file);
    let importable = if same_file {
        application.importable.clone()
    } else {
        // The file that runs the application imports it, so it lies in the same folder of imports or above it.
        let root =
            Some(&application.importable.root).filter(|root| run.file.is_within(root)).cloned().unwrap_or_else(RelPath::root);
        Importable { module: super::import_root::module_path(&root, &run.file), root }
    };
    let command = python_command(&run.file, &importable)?;
    let as_file = command.words().get(1).is_some_and(|word| word != "-m");
    Some(Way { command, stop_signal: run.stop_signal(), as_file, adds: None, folder: None })
}

/// Dash's application speaks WSGI by an attribute, which gunicorn takes only as a name of the module.
fn attribute_hint(evidence: Evidence<'_>, application: &Application<'_>) -> Option<Note> {
    let attribute = application.row.wsgi_attribute.as_ref().filter(|_| application.interface == Interface::None)?;
    let mut servers = application.row.servers.iter().filter_map(|name| evidence.frameworks.server(name));
    let server = servers.find(|server| evidence.has_server(server))?;
    let object = application.object.as_ref()?;
    let message = format!("`{}` is declared, but it starts a name of the module, not an attribute of an object", server.name);
    let note =
        Note::info(message).hint(format!("write `{attribute} = {object}.{attribute}` below `{object}` and run pydock again"));
    Some(match &application.at {
        Some(at) => note.at(at.clone()),
        None => note,
    })
}

/// Whether the call starts a server that its makers do not mean for production, or one that will not be installed.
fn is_made_for_development(evidence: Evidence<'_>, run: &Run<'_>) -> bool {
    match run.runner {
        Runner::Server(server) => !evidence.has_server(server),
        Runner::Framework(_) => run.framework_is_for_development(),
    }
}

fn development_server(run: &Run<'_>) -> Note {
    Note::warning(format!("`{}` runs a development server, which is not made for production", run.why))
        .at(run.at.clone())
        .hint("start the application with a production server, e.g. `--entrypoint module:app`")
}

/// What the program does before it serves, where a server runs the application without the program.
fn left_out(run: &Run<'_>) -> Option<Note> {
    let (at, what) = run.prepares.as_ref()?;
    let message = format!("`{what}` is not run: the server imports the application and does not run `{}`", run.file);
    Some(Note::warning(message).at(at.clone()).hint("run it once per release, or move it into the application's module"))
}

/// The framework is there, but not the distribution that starts it.
fn needed(application: &Application<'_>) -> Note {
    let row = application.row;
    let needs: Vec<String> = row.needs.iter().map(|requirement| format!("`{requirement}`")).collect();
    let needs = needs.join(" or ");
    let note =
        Note::warning(format!("found a {} application, but the project does not declare {needs}, which starts it", row.title));
    let note = note.hint(format!("add {needs} to the dependencies and run pydock again, or give the command with `--cmd`"));
    match &application.at {
        Some(at) => note.at(at.clone()),
        None => note,
    }
}

fn no_server(evidence: Evidence<'_>, application: &Application<'_>) -> Note {
    let row = application.row;
    let mut servers = row.servers.iter().filter_map(|name| evidence.frameworks.server(name));
    let for_development =
        servers.find_map(|server| evidence.manifests.development().find(|dependency| dependency.name == server.distribution));
    let note = match (for_development, row.servers.first()) {
        (Some(Dependency { name, at, .. }), _) => {
            let title = &row.title;
            Note::warning(format!("`{name}` is needed to run {title} but is only a development dependency ({at})"))
                .hint(format!("move `{name}` to the dependencies, or give the command with `--cmd` and its group with `--group`"))
        }
        (None, server) => {
            let message = format!("found a {} application, but nothing that the project declares can run it", row.title);
            let add = server.map(|server| format!("add `{server}` to the dependencies and run pydock again, or "));
            Note::warning(message).hint(format!("{}give the command with `--cmd`", add.unwrap_or_default()))
        }
    };
    match &application.at {
        Some(at) => note.at(at.clone()),
        None => note,
    }
}

/// The start of a program that is no application of a framework.
pub fn plain(framework: &str, file: Option<RelPath>, command: Command) -> Start {
    Start {
        framework: Framework(framework.to_owned()),
        entrypoint: None,
        file,
        working_dir: None,
        command,
        adds_server: None,
        arguments: RunArguments::InsteadOfCommand,
        port: None,
        port_at: None,
        health: None,
        stop_signal: Signal::Int,
        env: Vec::new(),
        confidence: Confidence::Strong,
    }
}

/// The start of a command-line tool; `default` is what it is given where nobody gives it anything.
pub fn tool(file: Option<RelPath>, command: Command, default: Option<Command>) -> Start {
    Start { arguments: RunArguments::BehindCommand { default }, ..plain("cli", file, command) }
}

/// Warns where the framework is imported but not declared: the import would fail in the image. `None` if the framework is
/// declared, or the project lists no dependencies.
pub fn undeclared(evidence: Evidence<'_>, row: &FrameworkRow, at: &Location) -> Option<Note> {
    let missing = !row.distributions.is_empty()
        && evidence.has_manifest()
        && !evidence.declares_framework(row)
        && !evidence.offers_framework(row);
    let first: &PackageName = row.distributions.first()?;
    missing.then(|| {
        let message = format!("the code uses {}, but no manifest declares `{first}`", row.title);
        Note::warning(message).at(at.clone()).hint(format!("add `{first}` to the dependencies, unless something else brings it"))
    })
}
