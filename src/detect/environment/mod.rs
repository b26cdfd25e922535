//! The variables that the application reads from its environment, from its sources and from the files that list them.
//!
//! A file is parsed only where its text may read a variable, or uses a helper that another file has for it. Names that are
//! computed are left out: no name is made up. A secret, told by its name, never has a value.

pub(in crate::detect) mod at_start;
mod code;
mod conditions;
mod constants;
mod demanded;
mod files;
mod found;
mod held;
mod helpers;
mod in_command;
mod listed;
mod loops;
mod names;
mod read;
mod read_at;
mod settings;
mod site;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::detect::start::Evidence;
use crate::knowledge::environment_readers;
use crate::model::{EnvName, Environment, Mention, MentionedBy, RelPath, Start, Variable, VariableKind, holds_secret, url_login};
use crate::python::{Module, Project, bindings};

use at_start::AtStart;
use found::{Configuration, Found};
use held::Demand;
pub(in crate::detect) use helpers::has_raise as ends;
use names::Names;
use read::Read;
pub use read_at::{ReadAt, is_environment, kind_of_call, read_at};

/// Files that are followed from the start; in a program of more, only those that read variables are.
const MOST_FOLLOWED: usize = 400;

/// Everything that names a variable of the program. The settings of Django are evaluated whole elsewhere, and cannot do without
/// those of `needed`: what they refuse or leave empty, a read alone does not show.
pub fn detect(evidence: &Evidence<'_>, start: Option<&Start>, needed: &[EnvName]) -> Environment {
    let mut reads = of_files(evidence, start);
    reads.extend(start.into_iter().flat_map(in_command::reads));
    let mut variables: BTreeMap<EnvName, Variable> = BTreeMap::new();
    for (name, reads) in by_name(reads) {
        variables.insert(name.clone(), merged(name, &reads));
    }
    for name in needed {
        let is_switch = |variable: &Variable| variable.kind == VariableKind::Boolean && variable.defaulted;
        if let Some(variable) = variables.get_mut(name).filter(|variable| !is_switch(variable)) {
            (variable.required, variable.default) = (true, None);
        }
    }
    for (name, by, at) in listed::all(evidence, start) {
        let variable = variables.entry(name.clone()).or_insert_with(|| Variable {
            required: false,
            default: None,
            scheme: None,
            is_local: false,
            is_of_network: false,
            defaulted: false,
            secret: holds_secret(name.as_str()),
            kind: VariableKind::of_name(name.as_str()),
            places: Vec::new(),
            name,
        });
        variable.places.push(Mention { by, at });
    }
    let is_ignored = |name: &EnvName| environment_readers().ignored.iter().any(|ignored| ignored == name.as_str());
    let variables = variables.into_values().filter(|variable| !is_ignored(&variable.name));
    Environment { variables: variables.collect() }
}

fn names_of<'p>(project: &'p Project<'p>) -> Names<'p> {
    let kept = environment_readers().prefixed.iter().map(|row| (row.name.as_str(), row.keyword.as_str())).collect();
    Names { project, kept }
}

fn of_files(evidence: &Evidence<'_>, start: Option<&Start>) -> Vec<Read> {
    let tree = evidence.tree;
    let program = files::of_program(evidence, start);
    let text = |path: &RelPath| tree.text(path).ok().flatten();
    let readers = tree.files_where("environment", |path| path.extension() == Some("py"), files::may_read);
    let (first, rest): (Vec<&RelPath>, Vec<&RelPath>) = program.iter().copied().partition(|path| readers.contains(*path));
    if first.is_empty() {
        return Vec::new();
    }
    let roots = start.and_then(|start| start.working_dir.clone()).into_iter().chain([evidence.folder()]);
    let project = Project::new(tree, roots.filter(|root| !root.is_root()).collect(), BTreeSet::new());
    let names = names_of(&project);
    project.prepare(first.iter().copied());
    let mut modules: Vec<Rc<Module>> = first.iter().filter_map(|path| project.module(path)).collect();
    let file = start.and_then(|start| start.file.as_ref()).filter(|file| !first.contains(file));
    modules.extend(file.and_then(|file| project.module(file)));
    // A file that reads nothing may call what does.
    let between: Vec<&RelPath> = if program.len() > MOST_FOLLOWED { Vec::new() } else { program };
    let between = between.into_iter().filter(|path| !modules.iter().any(|module| module.path() == *path));
    let between: Vec<&RelPath> = between.collect();
    project.prepare(between.iter().copied());
    let followed: Vec<Rc<Module>> =
        modules.iter().cloned().chain(between.into_iter().filter_map(|path| project.module(path))).collect();
    let at_start = AtStart::find(&project, &followed, start);
    let mut round = in_modules(&names, &modules, &at_start, Vec::new());
    let (mut reads, mut demands) = (std::mem::take(&mut round.reads), std::mem::take(&mut round.demands));
    let mut seen: Vec<RelPath> = modules.iter().map(|module| module.path().clone()).collect();
    // What these files share with the others: helpers, readers and settings classes, and what is made from those.
    let mut rest: Vec<&RelPath> = rest.into_iter().filter(|path| !modules.iter().any(|module| module.path() == *path)).collect();
    while !round.shared.is_empty() {
        let uses = |path: &&RelPath| text(path).is_some_and(|text| files::may_use(&text, &round.shared));
        let (next, others): (Vec<&RelPath>, Vec<&RelPath>) = rest.into_iter().partition(uses);
        rest = others;
        if next.is_empty() {
            break;
        }
        project.prepare(next.iter().copied());
        let next: Vec<Rc<Module>> = next.into_iter().filter_map(|path| project.module(path)).collect();
        seen.extend(next.iter().map(|module| module.path().clone()));
        let known = round.shared;
        round = in_modules(&names, &next, &at_start, round.helpers);
        reads.append(&mut round.reads);
        demands.append(&mut round.demands);
        round.shared.retain(|name| !known.contains(name));
    }
    // What reads nothing may demand what others keep.
    let kept: BTreeSet<&str> = reads.iter().filter_map(|read| Some(read.held.as_ref()?.name.as_str())).collect();
    let demanding = followed.iter().filter(|module| !seen.contains(module.path()));
    let demanding = demanding.filter(|module| kept.iter().any(|name| module.source.text.contains(name)));
    for module in demanding {
        demands.extend(code::reads(&names, module, &round.helpers, &at_start).demands);
    }
    held::apply(&demands, &mut reads);
    reads
}

/// What modules read and demand.
struct Round {
    reads: Vec<Read>,
    demands: Vec<Demand>,
    helpers: Vec<helpers::Helper>,
    /// The names by which other modules read with the help of these.
    shared: Vec<String>,
}

/// What the modules read and demand, with the helpers that they define.
fn in_modules(names: &Names<'_>, modules: &[Rc<Module>], at_start: &AtStart, mut helpers: Vec<helpers::Helper>) -> Round {
    let mut found: Vec<Found> = modules.iter().map(|module| code::reads(names, module, &helpers, at_start)).collect();
    let new: Vec<helpers::Helper> = found.iter_mut().flat_map(|found| std::mem::take(&mut found.helpers)).collect();
    if !new.is_empty() {
        let is_called =
            |found: &Found| new.iter().any(|helper| found.called.contains(&(helper.file.clone(), helper.function.clone())));
        let again: Vec<bool> = found.iter().map(is_called).collect();
        for helper in new {
            match helpers.iter_mut().find(|known| known.reads_the_same(&helper)) {
                Some(known) => known.raises |= helper.raises,
                None => helpers.push(helper),
            }
        }
        for ((found, module), _) in found.iter_mut().zip(modules).zip(again).filter(|(_, again)| *again) {
            *found = code::reads(names, module, &helpers, at_start);
        }
    }
    let (mut reads, mut demands) = (Vec::new(), Vec::new());
    let mut configs = Vec::new();
    for found in found {
        reads.extend(found.reads);
        reads.extend(found.stores);
        demands.extend(found.demands);
        configs.push(found.config);
    }
    reads.extend(of_configuration(configs));
    let own = |module: &Rc<Module>| [settings::bases(names.project, module), settings::parts(names.project, module)].concat();
    let bases: Vec<(String, String)> = modules.iter().flat_map(own).collect();
    let mut shared: Vec<String> = helpers.iter().map(|helper| helper.function.clone()).collect();
    for module in modules {
        reads.extend(settings::reads(names, module, &bases));
        let is_reader = |value: &ruff_python_ast::Expr| match value {
            ruff_python_ast::Expr::Call(call) => {
                let named = names.of(module, None, &call.func);
                matches!(named, Some(names::Named::External(class)) if environment_readers().is_reader(&class))
            }
            _ => false,
        };
        let readers = module.bindings().into_iter().filter(|binding| is_reader(binding.value));
        shared.extend(readers.map(|binding| binding.name.to_owned()));
        let classes = bindings::classes(module.statements()).into_iter();
        let settings = classes.filter(|class| settings::is_settings(names.project, module, class));
        shared.extend(settings.map(|class| class.name.to_string()));
    }
    shared.sort();
    shared.dedup();
    Round { reads, demands, helpers, shared }
}

/// The keys of a configuration that the code reads and does not set, with the prefix of its variables.
fn of_configuration(configs: Vec<Configuration>) -> Vec<Read> {
    let Some(prefix) = configs.iter().find_map(|config| config.prefix.clone()) else { return Vec::new() };
    let stored: BTreeSet<String> = configs.iter().flat_map(|config| config.stored.iter().cloned()).collect();
    let loaded = configs.into_iter().flat_map(|config| config.loaded).filter(|(name, _)| !stored.contains(name));
    let read = |(name, at)| Read {
        name: format!("{prefix}_{name}"),
        at,
        raises: false,
        certain: false,
        guards: false,
        defaulted: false,
        is_empty: false,
        default: None,
        kind: None,
        stand_in: None,
        held: None,
    };
    loaded.map(read).collect()
}

fn by_name(reads: Vec<Read>) -> BTreeMap<EnvName, Vec<Read>> {
    let mut named: BTreeMap<EnvName, Vec<Read>> = BTreeMap::new();
    for read in reads {
        if let Ok(name) = EnvName::new(&read.name) {
            named.entry(name).or_default().push(read);
        }
    }
    // A variable that the program only sets is for others to read.
    named.retain(|_, reads| reads.iter().any(|read| !read.guards || read.default.is_some()));
    named
}

/// One variable of all its reads.
fn merged(name: EnvName, reads: &[Read]) -> Variable {
    let kind = kind(name.as_str(), reads);
    let is_measure = matches!(kind, VariableKind::Boolean | VariableKind::Integer | VariableKind::Number);
    let secret = holds_secret(name.as_str()) && !is_measure;
    let is_guarded = |read: &Read| reads.iter().any(|other| other.guards && other.at.file == read.at.file);
    let required = reads.iter().any(|read| read.raises && read.certain && !is_guarded(read));
    let default = reads.iter().find_map(|read| read.default.clone());
    let scheme = default.as_deref().and_then(scheme).map(str::to_owned);
    let is_local = default.as_deref().is_some_and(is_local);
    let is_of_network = default.as_deref().is_some_and(is_of_network);
    let defaulted = reads.iter().any(|read| (read.defaulted && !read.is_empty) || read.default.is_some() || read.guards);
    let default = default.filter(|default| !secret && !names_a_password(default));
    let mut places: Vec<Mention> = reads.iter().map(|read| Mention { by: MentionedBy::Code, at: read.at.clone() }).collect();
    places.sort();
    places.dedup();
    Variable {
        name,
        required,
        default: default.filter(|_| !required),
        scheme,
        is_local,
        is_of_network,
        defaulted,
        secret,
        kind,
        places,
    }
}

/// What the reads say that the text stands for, else what the name says.
fn kind(name: &str, reads: &[Read]) -> VariableKind {
    reads.iter().find_map(|read| read.kind.filter(|kind| *kind != VariableKind::Text)).unwrap_or_else(|| {
        let is_text = reads.iter().any(|read| read.kind == Some(VariableKind::Text));
        let by_name = VariableKind::of_name(name);
        if is_text && by_name != VariableKind::Url { VariableKind::Text } else { by_name }
    })
}

/// Ex) `postgresql+asyncpg` of `postgresql+asyncpg://localhost/shop`
fn scheme(text: &str) -> Option<&str> {
    let (scheme, _) = text.split_once("://")?;
    let is_one = scheme.chars().all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c));
    (is_one && !scheme.is_empty()).then_some(scheme)
}

/// Whether the text is the name of the machine that it is read on, or a URL or an address with it.
pub(in crate::detect) fn is_local(text: &str) -> bool {
    let host = text.split_once("://").map_or(text, |(_, rest)| rest);
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(['/', '?', ':', ',']).next().unwrap_or_default();
    matches!(host, "localhost" | "127.0.0.1")
}

/// Whether the text is a URL of a machine that only a network of containers knows. Ex) `redis://cache:6379`
fn is_of_network(text: &str) -> bool {
    let Some((_, rest)) = text.split_once("://") else { return false };
    let host = rest.split(['/', '?', ',']).next().unwrap_or_default();
    let host = host.rsplit_once('@').map_or(host, |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    !host.is_empty() && !is_local(host) && host.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c))
}

/// Whether the text is a URL with a password in it. Ex) `postgres://shop:shop@db/shop`
fn names_a_password(text: &str) -> bool {
    url_login(text).is_some_and(|(_, password)| password.is_some())
}
