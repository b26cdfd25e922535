//! The options that say where a program listens, as argparse, click, typer, optparse and tornado define them.

use ruff_python_ast::Expr;
use ruff_text_size::Ranged;

use super::address::Address;
use super::names::name_of;
use super::ports::Stated;
use super::serving;
use super::survey::Survey;
use crate::knowledge::listener_of;
use crate::model::{Command, Location, Note, Port, RelPath, Start};
use crate::python::{CallSite, ImportPath, Module, Target, calls, literal};

/// Options for the address that a server listens on. An option of a client, such as `--db-host`, has another name.
pub const ADDRESSES: &[&str] = &[
    "--address",
    "--bind",
    "--bind-address",
    "--bind-host",
    "--bind-ip",
    "--host",
    "--hostname",
    "--http-host",
    "--interface",
    "--ip",
    "--listen",
    "--listen-address",
    "--listen-host",
    "--listen-ip",
    "--rpc-address",
    "--rpc-bind",
    "--server-address",
    "--server-host",
    "--server-name",
    "--web-host",
];

const PORTS: &[&str] = &["--http-port", "--listen-port", "--port", "--rpc-port", "--server-port", "--web-port"];

/// Options without a value that open a server to the network.
const SWITCHES: &[&str] = &["--expose", "--listen", "--public"];

/// Words in the help of such an option.
const OPENS: &[&str] = &["0.0.0.0", "all interfaces", "network", "outside", "public", "reachable", "remote"];

/// What the options of a program say about where it listens.
#[derive(Debug, Default)]
pub struct Listening {
    /// The default of the option for the port; `None` if there is no such option, or several defaults.
    pub port: Option<Stated>,
    /// The option that makes the program reachable; `None` if it is reachable without, or has no such option.
    pub opening: Option<Opening>,
}

/// An option whose value decides whether the program is reachable from outside the container.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// Every name of the option.
    pub flags: Vec<String>,
    /// The words that make the program reachable. Ex) `--host=0.0.0.0`
    pub words: Vec<String>,
    /// What it is without them.
    pub default: String,
    pub at: Location,
}

impl Opening {
    /// The command with the option, and the line about it. `None` if the command gives the option already.
    pub fn add(&self, words: &[String]) -> Option<(Vec<String>, Note)> {
        let gives = |word: &String| {
            self.flags.iter().any(|flag| {
                word == flag
                    || word
                        .strip_prefix(flag)
                        .is_some_and(|rest| rest.starts_with('=') || (!flag.starts_with("--") && !rest.is_empty()))
            })
        };
        if words.iter().any(gives) {
            return None;
        }
        let added = self.words.join(" ");
        let message = format!(
            "`{added}` is added to the command: without it, the program listens on {}, which is not reachable from outside the container",
            self.default
        );
        Some(([words, &self.words].concat(), Note::info(message).at(self.at.clone())))
    }
}

/// What the options that these files define say. Options that disagree say nothing.
pub fn of_files<'f>(survey: &Survey<'_>, files: impl IntoIterator<Item = &'f RelPath>) -> Listening {
    let (mut ports, mut openings) = (Vec::<Stated>::new(), Vec::<Opening>::new());
    for file in files {
        let Some(module) = survey.resolver.project.module(file) else { continue };
        for site in calls(module.statements()) {
            let flags = flags(&module, &site);
            if flags.is_empty() {
                continue;
            }
            let at = || module.source.location(site.call.start());
            if is_one_of(&flags, PORTS)
                && let Some(port) = default(&site).and_then(|value| port(&module, value))
            {
                ports.push(Stated { port, at: at() });
            }
            let opening = opening(&module, &site, flags, at());
            let of_address = opening.as_ref().and_then(|opening| opening.default.rsplit_once(':')?.1.parse().ok());
            ports.extend(of_address.map(|port| Stated { port, at: at() }));
            openings.extend(opening);
        }
    }
    let is_same_port = ports.windows(2).all(|pair| pair[0].port == pair[1].port);
    let is_same_option = openings.windows(2).all(|pair| pair[0].words == pair[1].words);
    Listening {
        port: ports.into_iter().next().filter(|_| is_same_port),
        opening: openings.into_iter().next().filter(|_| is_same_option),
    }
}

/// Whether one of these files defines an option for the port, or reads one with `getopt`.
pub fn ask_for_port<'f>(survey: &Survey<'_>, files: impl IntoIterator<Item = &'f RelPath>) -> bool {
    files.into_iter().filter_map(|file| survey.resolver.project.module(file)).any(|module| {
        calls(module.statements()).iter().any(|site| {
            is_one_of(&flags(&module, site), PORTS) || is_one_of(&of_getopt(site), &[PORTS, ADDRESSES, &["--server"]].concat())
        })
    })
}

/// Every option that the module defines, however it reads them.
pub fn defined(module: &Module) -> Vec<String> {
    calls(module.statements()).iter().flat_map(|site| [flags(module, site), of_getopt(site)].concat()).collect()
}

fn of_getopt(site: &CallSite<'_>) -> Vec<String> {
    match site.call.arguments.find_argument_value("longopts", 2) {
        Some(Expr::List(list)) if matches!(name_of(&site.call.func), "getopt" | "gnu_getopt") => {
            list.elts.iter().filter_map(literal::string).map(|text| format!("--{}", text.trim_end_matches('='))).collect()
        }
        _ => Vec::new(),
    }
}

/// Gives a start the port and the address that the options of its program ask for, and returns the remark about it; `None` if no
/// address was added.
pub fn settle<'f>(survey: &Survey<'_>, start: &mut Start, files: impl IntoIterator<Item = &'f RelPath>) -> Option<Note> {
    let Listening { port, opening } = of_files(survey, files);
    if start.port_at.is_none()
        && let Some(stated) = port
    {
        (start.port, start.port_at) = (Some(stated.port), Some(stated.at));
    }
    let (words, note) = opening?.add(start.command.words())?;
    start.command = Command::new(words).ok()?;
    Some(note)
}

/// Whether the code of these files makes a server of the standard library.
pub fn make_server<'f>(survey: &Survey<'_>, files: impl IntoIterator<Item = &'f RelPath>) -> bool {
    /// What such a server is started by.
    const CALLS: &[&str] = &["create_server", "serve_forever", "start_server"];
    files.into_iter().filter_map(|path| survey.resolver.project.module(path)).any(|module| {
        CALLS.iter().any(|name| module.source.text.contains(name))
            && calls(module.statements()).iter().any(|site| CALLS.contains(&name_of(&site.call.func)))
    })
}

/// As [`settle`], for a program whose code makes a server of the standard library and takes its port and its address as options.
/// `None` if no address was added.
pub fn of_server(survey: &Survey<'_>, start: &mut Start, file: &RelPath) -> Option<Note> {
    let modules = serving::modules(survey, file);
    let listening = of_files(survey, &modules);
    let stated = listening.port.filter(|_| make_server(survey, &modules))?;
    (start.port, start.port_at) = (Some(stated.port), Some(stated.at));
    let (words, note) = listening.opening?.add(start.command.words())?;
    start.command = Command::new(words).ok()?;
    Some(note)
}

/// Gives a command that somebody wrote for the project's own program the option that makes it reachable: an image that exposes a
/// port is meant to be reached, and those who run it may give the option each time. `None` if the command is unchanged.
/// Ex) `datasette --host=0.0.0.0`
pub fn open(survey: &Survey<'_>, start: &mut Start) -> Option<Note> {
    let words = start.command.words();
    let program = words.first().filter(|_| start.port.is_some() && listener_of(words).is_none())?;
    let file = match survey.evidence.scripts().find(|entry| entry.name == *program) {
        Some(entry) => {
            let module = entry.target.split([':', '[']).next()?.trim();
            let import = ImportPath { level: 0, path: module.to_owned() };
            match survey.resolver.project.import(&survey.evidence.folder(), &import) {
                Target::Project { file, .. } => file,
                _ => return None,
            }
        }
        None => start.file.clone().filter(|_| program.starts_with("python"))?,
    };
    if survey.runs.iter().any(|run| run.file == file && run.address == Address::Everywhere) {
        return None;
    }
    let (words, note) = of_files(survey, &serving::modules(survey, &file)).opening?.add(words)?;
    start.command = Command::new(words).ok()?;
    Some(note)
}

/// The names of the option that the call defines; none for any other call.
fn flags(module: &Module, site: &CallSite<'_>) -> Vec<String> {
    let texts = || site.call.arguments.args.iter().filter_map(literal::string);
    match name_of(&site.call.func) {
        "add_argument" | "add_option" | "option" | "Option" => {
            texts().filter(|text| text.starts_with('-')).flat_map(|text| text.split('/')).map(str::to_owned).collect()
        }
        "define" if module.imports.paths().any(|import| import.path.starts_with("tornado.options")) => {
            texts().take(1).map(|name| format!("--{name}")).collect()
        }
        _ => Vec::new(),
    }
}

fn is_one_of(flags: &[String], known: &[&str]) -> bool {
    flags.iter().any(|flag| known.contains(&flag.replace('_', "-").as_str()))
}

/// The value that the option has without being given.
fn default<'c>(site: &CallSite<'c>) -> Option<&'c Expr> {
    let arguments = &site.call.arguments;
    // typer's first argument and tornado's second are the default.
    let positional = match name_of(&site.call.func) {
        "Option" => arguments.find_positional(0).filter(|value| literal::string(value).is_none_or(|text| !text.starts_with('-'))),
        "define" => arguments.find_positional(1),
        _ => None,
    };
    arguments.find_keyword("default").map(|keyword| &keyword.value).or(positional)
}

fn port(module: &Module, value: &Expr) -> Option<Port> {
    literal::port(value, &|name| {
        module.bindings().iter().find(|bound| bound.name == name).and_then(|bound| literal::port(bound.value, &|_| None))
    })
}

/// The words for an option whose default is the loopback address, and for one that opens the program to the network.
fn opening(module: &Module, site: &CallSite<'_>, flags: Vec<String>, at: Location) -> Option<Opening> {
    let long = flags.iter().find(|flag| flag.starts_with("--")).or(flags.first())?.clone();
    let keyword = |name: &str| site.call.arguments.find_keyword(name).map(|keyword| &keyword.value);
    let is_switch =
        keyword("action").and_then(literal::string) == Some("store_true") || keyword("is_flag").is_some_and(literal::is_true);
    if is_switch {
        let help = keyword("help").and_then(literal::string)?.to_ascii_lowercase();
        let opens = is_one_of(&flags, SWITCHES) && OPENS.iter().any(|word| help.contains(word));
        let default = "127.0.0.1".to_owned();
        return opens.then(|| Opening { words: vec![long], flags, default, at });
    }
    if !is_one_of(&flags, ADDRESSES) {
        return None;
    }
    let bound = |name: &str| {
        let bindings = module.bindings();
        let bound = bindings.iter().find(|bound| bound.name == name)?;
        literal::string(bound.value).map(str::to_owned)
    };
    let default = literal::text(default(site)?, &bound)?;
    let (host, port) = default
        .rsplit_once(':')
        .filter(|(host, _)| !host.contains(':'))
        .map_or((default.as_str(), None), |(host, port)| (host, Some(port)));
    if !matches!(host, "127.0.0.1" | "localhost" | "::1") {
        return None;
    }
    let value = port.map_or_else(|| "0.0.0.0".to_owned(), |port| format!("0.0.0.0:{port}"));
    let words = if long.starts_with("--") { vec![format!("{long}={value}")] } else { vec![long, value] };
    Some(Opening { flags, words, default, at })
}
