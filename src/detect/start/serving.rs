//! A console script that serves: by what its code does, and by the lines of the project's own files that start it, it is started
//! without arguments or with a sub-command. Every other console script is a tool.

use std::collections::BTreeSet;

use ruff_python_ast::StmtFunctionDef;

use super::address::Address;
use super::arguments::{asks_for_arguments, needs_arguments};
use super::lasting::{Lasting, lasts};
use super::names::{name_of, receiver};
use super::options::{self, Listening, Opening};
use super::ports::{self, Stated};
use super::published;
use super::runs::Run;
use super::shown::{self, Shower, Shown};
use super::subcommands::{self, Serving};
use super::survey::Survey;
use crate::knowledge::Kind;
use crate::manifest::ScriptEntry;
use crate::model::{Entrypoint, Location, Note, Port, RelPath};
use crate::python::{Definition, ImportPath, Place, Target, bindings};

/// How the script is started.
pub struct Use<'s, 'a> {
    pub words: Vec<String>,
    pub port: Option<Stated>,
    /// The call that serves; `None` if it could not be followed.
    pub run: Option<&'s Run<'a>>,
    /// The line that starts the script with this sub-command. `None` if no line was found.
    pub shown: Option<Location>,
    pub notes: Vec<Note>,
}

/// Names of sub-commands that start what the program is made for.
const STARTS: &[&str] = &["daemon", "run", "run-server", "runserver", "serve", "server", "start", "web"];

/// The way to start the script as a server. `None` if nothing says that it is one.
pub fn find<'s, 'a>(
    survey: &'s Survey<'a>,
    entry: &ScriptEntry,
    file: Option<&RelPath>,
    target: Option<&Entrypoint>,
) -> Option<Use<'s, 'a>> {
    let file = file?;
    let modules = modules(survey, file);
    let shown = shown_of(survey, entry);
    let own = ports::of_project(survey.evidence);
    let of_defaults = || ports::of_defaults(survey.evidence, &file.parent()).map(|(stated, _)| stated);
    let serving: Vec<Serving<'_, '_>> = modules.iter().flat_map(|path| subcommands::of_module(survey, path)).collect();
    if let Some((serving, line)) = chosen(&serving, &shown) {
        let mut words = vec![entry.name.clone(), serving.name.clone()];
        words.extend(serving.address.iter().map(|flag| format!("{flag}=0.0.0.0")));
        let run = serving.lasts.as_ref().and_then(|lasting| lasting.0);
        let at = || line.map_or_else(|| entry.at.clone(), |line| line.at.clone());
        let stated = |port: Port| Stated { port, at: at() };
        // A document may show any port; what starts the program for others shows the one that it has.
        let of_line = |is_document: bool| {
            let line = line.filter(|line| (line.by == Shower::Document) == is_document)?;
            super::command::port_of(&line.words).map(stated)
        };
        let of_run = || run.and_then(|run| Some(Stated { port: run.port?, at: run.at.clone() }));
        let usual = || run.and_then(|run| Some(Stated { port: run.port()?, at: run.at.clone() }));
        let port = own.clone().or_else(|| serving.port.map(stated)).or_else(|| of_line(false)).or_else(of_run);
        let port = port.or_else(|| ports::of_settings(survey)).or_else(of_defaults).or_else(|| of_line(true));
        let port = port.or_else(usual).or_else(|| shown::port_of_documents(survey));
        if serving.takes_port
            && let Some(stated) = &port
        {
            words.push(format!("--port={}", stated.port));
        }
        // A tool that asks for a port may be the client of something else.
        let is_started = line.is_some_and(|line| line.by < Shower::Document);
        if port.is_some() || serving.lasts.is_some() || is_started {
            return Some(Use { words, port, run, shown: line.map(|line| line.at.clone()), notes: Vec::new() });
        }
    }
    // A service unit gives the program the options that it is started with.
    let unit = shown.iter().find(|line| line.by == Shower::Service && line.words.len() > 1);
    if let Some(line) = unit.filter(|line| line.words.iter().all(|word| !word.contains(['%', '$']))) {
        let words = line.words.iter().map(|word| word.replace("127.0.0.1", "0.0.0.0").replace("localhost", "0.0.0.0")).collect();
        let Listening { port: default, opening } = options::of_files(survey, &modules);
        let (words, notes) = opened(words, opening.as_ref());
        let stated = |port: Port| Stated { port, at: line.at.clone() };
        let port = own.clone().or_else(|| super::command::port_of(&line.words).map(stated)).or(default);
        let port = port.or_else(|| ports::of_settings(survey)).or_else(of_defaults).or_else(|| shown::port_of_documents(survey));
        return Some(Use { words, port, run: None, shown: Some(line.at.clone()), notes });
    }
    // A sub-command that the program reads without a parser that is known.
    let is_start = |line: &&Shown| matches!(line.words.as_slice(), [_, word] if STARTS.contains(&word.as_str()) && names(survey, file, word));
    if let Some(line) = shown.iter().find(is_start).filter(|_| serving.is_empty() && own.is_some()) {
        let notes = Vec::new();
        return Some(Use { words: line.words.clone(), port: own, run: None, shown: Some(line.at.clone()), notes });
    }
    let first = target.and_then(|target| first_function(survey, file, target));
    // What takes an address and a port is a server, or the client of one: the project's own application says which.
    let has_application = survey.candidates.iter().any(|candidate| candidate.row.kind < Kind::Worker);
    let published = || own.clone().or_else(|| shown::port_of_documents(survey));
    if let Some(serving) = first.as_ref().filter(|_| has_application).and_then(|place| subcommands::of_server(survey, place))
        && let Some(stated) = serving.port.map(|port| Stated { port, at: entry.at.clone() }).or_else(published)
    {
        let mut words = vec![entry.name.clone()];
        words.extend(serving.address.iter().map(|flag| format!("{flag}=0.0.0.0")));
        words.push(format!("--port={}", stated.port));
        return Some(Use { words, port: Some(stated), run: None, shown: Some(entry.at.clone()), notes: Vec::new() });
    }
    let is_alone = shown.iter().any(|line| line.words.len() == 1);
    // A server that speaks with its client over standard input needs nothing either.
    let is_service =
        || survey.candidates.iter().any(|candidate| candidate.row.kind == Kind::Service && modules.contains(&candidate.file));
    let lasting = first.as_ref().and_then(|place| lasts(survey, place.clone()));
    let is_server = || is_alone && listens(survey, file, own.as_ref());
    if needs(survey, first.as_ref(), &modules) || !(lasting.is_some() || is_server() || is_service()) {
        return None;
    }
    let is_lasting = lasting.is_some();
    let run = lasting.and_then(|lasting| lasting.0);
    let (defaults, note) = ports::of_defaults(survey.evidence, &file.parent()).unzip();
    // Documents publish ports of other images too: a program that works and does not listen has none of these.
    let only_works = is_lasting && run.is_none() && !options::make_server(survey, &modules);
    let own = own.filter(|stated| !only_works || published::in_documents(survey.evidence).as_ref() != Some(stated));
    let Listening { port: default, opening } = options::of_files(survey, &modules);
    let (words, mut notes) = opened(vec![entry.name.clone()], opening.as_ref());
    notes.extend(note.flatten());
    Some(Use { words, port: own.or(defaults).or(default), run, shown: None, notes })
}

/// Whether a line runs the script without arguments, and nothing in its code asks for one.
pub fn runs_alone(survey: &Survey<'_>, entry: &ScriptEntry, file: Option<&RelPath>, target: Option<&Entrypoint>) -> bool {
    let Some(file) = file else { return false };
    let is_alone = || shown_of(survey, entry).iter().any(|line| line.words.len() == 1);
    let first = target.and_then(|target| first_function(survey, file, target));
    is_alone() && !needs(survey, first.as_ref(), &modules(survey, file))
}

/// Whether the program ends with an error or a help text where it is given nothing.
fn needs(survey: &Survey<'_>, first: Option<&Place>, modules: &BTreeSet<RelPath>) -> bool {
    let asks = |path: &RelPath| survey.resolver.project.module(path).is_some_and(|module| asks_for_arguments(&module));
    first.map_or_else(|| modules.iter().any(asks), |place| needs_arguments(survey, place))
}

/// Whether the program's own files have the word as a text.
fn names(survey: &Survey<'_>, file: &RelPath, word: &str) -> bool {
    let has = |path: &RelPath| {
        let text = survey.evidence.tree.text(path).ok().flatten();
        text.is_some_and(|text| ["\"", "'"].iter().any(|quote| text.contains(&format!("{quote}{word}{quote}"))))
    };
    modules(survey, file).iter().any(has)
}

/// The words with the option that makes the program reachable, and the line about it.
fn opened(words: Vec<String>, opening: Option<&Opening>) -> (Vec<String>, Vec<Note>) {
    match opening.and_then(|opening| opening.add(&words)) {
        Some((words, note)) => (words, vec![note]),
        None => (words, Vec::new()),
    }
}

/// The port that a console script of the project listens on with the sub-command that the words give it. `None` if the words run
/// no such script, or its port is not known.
pub fn port_of_command(survey: &Survey<'_>, words: &[String]) -> Option<Port> {
    let [program, sub, ..] = words else { return None };
    let entry = survey.evidence.scripts().find(|script| script.name == *program)?;
    let module = entry.target.split([':', '[']).next()?.trim().to_owned();
    let import = ImportPath { level: 0, path: module };
    let Target::Project { file, .. } = survey.resolver.project.import(&survey.evidence.folder(), &import) else { return None };
    let serving =
        modules(survey, &file).iter().flat_map(|path| subcommands::of_module(survey, path)).find(|one| one.name == *sub)?;
    let run = serving.lasts.as_ref().and_then(|lasting| lasting.0);
    let stated = || {
        ports::of_settings(survey).or_else(|| {
            // What is computed while the program runs is not what the framework takes without a port.
            let computes = run.is_some_and(|run| run.computes_port);
            let in_documents = || published::in_documents(survey.evidence).or_else(|| survey.usual_port());
            computes.then(in_documents).flatten()
        })
    };
    serving.port.or_else(|| run?.port).or_else(|| Some(stated()?.port)).or_else(|| run?.port())
}

/// The sub-command that the project's own files start, the strongest evidence and the one with a port first; else the only
/// one that is called like a start and lasts.
fn chosen<'c, 's, 'a>(serving: &'c [Serving<'s, 'a>], shown: &'c [Shown]) -> Option<(&'c Serving<'s, 'a>, Option<&'c Shown>)> {
    let line_of = |serving: &Serving<'_, '_>| {
        shown.iter().filter(|line| line.words.get(1) == Some(&serving.name)).min_by_key(|line| line.by)
    };
    let named = serving.iter().filter_map(|serving| Some((serving, line_of(serving)?)));
    let serves = |serving: &Serving<'_, '_>| serving.takes_port || matches!(serving.lasts, Some(Lasting(Some(_))));
    let is_start = |serving: &Serving<'_, '_>| STARTS.contains(&serving.name.as_str());
    if let Some((serving, line)) = named.min_by_key(|(serving, line)| (!serves(serving), line.by, !is_start(serving))) {
        return Some((serving, Some(line)));
    }
    let mut starts = serving.iter().filter(|serving| serving.lasts.is_some() && is_start(serving));
    let only = starts.next()?;
    starts.next().is_none().then_some((only, None))
}

/// The lines that run the script, by its name or by that of its package, with the script's name as the first word.
fn shown_of(survey: &Survey<'_>, entry: &ScriptEntry) -> Vec<Shown> {
    let module = entry.target.split([':', '[']).next().unwrap_or_default().trim();
    let package = module.strip_suffix(".__main__").unwrap_or(module);
    let of_script = |line: &Shown| match line.words.as_slice() {
        [program, ..] if *program == entry.name => Some(line.clone()),
        [python, flag, name, rest @ ..] if python == "python" && flag == "-m" && (name == package || name == module) => {
            let words = std::iter::once(entry.name.clone()).chain(rest.iter().cloned()).collect();
            Some(Shown { words, ..line.clone() })
        }
        _ => None,
    };
    survey.shown().iter().filter_map(of_script).collect()
}

/// Whether a port of the project is known, without which a line of its documents does not make a server of a tool.
fn listens(survey: &Survey<'_>, file: &RelPath, own: Option<&Stated>) -> bool {
    own.is_some() || ports::of_defaults(survey.evidence, &file.parent()).is_some()
}

/// The function that the entry point calls: the one that it names, or the only command of a typer application.
fn first_function(survey: &Survey<'_>, file: &RelPath, target: &Entrypoint) -> Option<Place> {
    let name = target.attribute.as_ref()?.as_str();
    let module = survey.resolver.project.module(file)?;
    let method =
        |class: &str, function: &str| Place { file: file.clone(), class: Some(class.to_owned()), function: function.to_owned() };
    // Ex) `shop.main:Shop.launch`
    if let Some((class, function)) = name.split_once('.') {
        return Some(method(class, function));
    }
    let function = match module.definition(name) {
        Some(Definition::Function(_)) => name.to_owned(),
        // Ex) `main = Shop.launch`
        Some(Definition::Values(values)) if values.last().is_some_and(|value| value.is_attribute_expr()) => {
            match survey.resolver.project.target(&module, values.last()?)? {
                Target::Local(name) => {
                    let (class, function) = name.split_once('.')?;
                    return Some(method(class, function));
                }
                Target::Project { file, rest } => {
                    let (class, function) = rest.split_once('.')?;
                    return Some(Place { file, class: Some(class.to_owned()), function: function.to_owned() });
                }
                Target::External(_) => return None,
            }
        }
        Some(_) => {
            let of_application = |function: &&StmtFunctionDef| {
                function.decorator_list.iter().any(|decorator| {
                    name_of(&decorator.expression) == "command" && receiver(&decorator.expression).is_some_and(|of| of == name)
                })
            };
            let functions = bindings::functions(module.statements());
            let mut commands = functions.into_iter().filter(of_application);
            let only = commands.next().filter(|_| commands.next().is_none())?;
            only.name.to_string()
        }
        // Imported from where it is defined.
        None => match survey.resolver.project.import(file, module.imports.get(name)?) {
            Target::Project { file, rest } if !rest.is_empty() && !rest.contains('.') => {
                return Some(Place { file, class: None, function: rest });
            }
            _ => return None,
        },
    };
    Some(Place { file: file.clone(), class: None, function })
}

/// The port of the only server that the program starts beside its own work, where the code says that it listens everywhere.
/// `None` if there is none, or they listen on several ports. Ex) a bot whose thread runs a page for its health
pub fn port_beside(survey: &Survey<'_>, file: &RelPath) -> Option<Stated> {
    let modules = modules(survey, file);
    let of_program = |run: &&Run<'_>| run.listens && run.address == Address::Everywhere && modules.contains(&run.file);
    let stated = |run: &Run<'_>| Some(Stated { port: run.port?, at: run.at.clone() });
    ports::agreed(survey.runs.iter().filter(of_program).filter_map(stated))
}

/// The file, what it imports from the project, and what that imports.
pub fn modules(survey: &Survey<'_>, file: &RelPath) -> BTreeSet<RelPath> {
    const MOST: usize = 40;
    let mut found = BTreeSet::from([file.clone()]);
    let mut fresh = found.clone();
    for _ in 0..2 {
        let of = |path: &RelPath| survey.resolver.project.module(path);
        let imported: BTreeSet<RelPath> = fresh
            .iter()
            .filter_map(of)
            .flat_map(|module| {
                module.imports.paths().filter_map(|import| survey.leads_to(module.path(), import)).collect::<Vec<_>>()
            })
            .filter(|path| !found.contains(path))
            .collect();
        fresh = imported.into_iter().take(MOST).collect();
        found.extend(fresh.iter().cloned());
    }
    found
}
