//! A production server for a project that declares none.

use super::ResolveError;
use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::knowledge::{ToolRelease, tools};
use crate::model::{AddedServer, Command, Location, Note, Origin, PackageManager, Start};
use crate::wheel::Machine;

/// The server that the image installs besides the locked dependencies, and the note that says so.
///
/// One that the selected dependencies bring is not added, and the version of a lock is kept.
pub fn settle(
    resolver: Resolver<'_>,
    dependencies: &DependencyFacts,
    start: &mut Start,
    origin: &Origin,
) -> Result<Option<(AddedServer, Note)>, ResolveError> {
    let Some(name) = start.adds_server.clone() else { return Ok(None) };
    let manager = dependencies.manager.value;
    let installation = dependencies.installation(resolver.manifests, resolver.online);
    let machine = dependencies.machines().first().copied().unwrap_or(Machine::X86_64);
    let is_installed = installation.packages(dependencies.python.value, machine).iter().any(|package| *package.name == name);
    if is_installed || manager == PackageManager::None {
        start.adds_server = None;
        return Ok(None);
    }
    let row = resolver.frameworks.get(start.framework.as_str());
    let title = row.map_or("this application", |row| row.title.as_str()).to_owned();
    if resolver.answers.add_server.as_ref().is_some_and(|fact| !fact.value) {
        return Err(ResolveError::NoServer { title, server: name });
    }
    let locked = resolver.manifests.locks.iter().flat_map(|lock| &lock.packages).find(|package| package.name == name);
    let locked = locked.and_then(|package| package.version.clone());
    let releases = tools().servers.get(&name).map(Vec::as_slice).unwrap_or_default();
    let release = ToolRelease::for_python(releases, dependencies.python.value).map(|release| release.version.clone());
    let Some(version) = locked.or(release) else { return Err(ResolveError::NoServer { title, server: name }) };
    let server = AddedServer { name, version };
    start.command = understood(resolver, &start.command, &server)?;
    let note = note(resolver, &server, &title, origin);
    Ok(Some((server, note)))
}

/// The command without the words that this version of the server does not take.
fn understood(resolver: Resolver<'_>, command: &Command, server: &AddedServer) -> Result<Command, ResolveError> {
    let row = resolver.frameworks.servers().iter().find(|row| row.distribution == server.name);
    let later: Vec<&String> = row
        .into_iter()
        .flat_map(|row| &row.options)
        .filter(|option| option.since.as_ref().is_some_and(|since| *since > server.version))
        .flat_map(|option| &option.words)
        .collect();
    let words = command.words().iter().filter(|word| !later.contains(word)).cloned().collect();
    Ok(Command::new(words)?)
}

fn note(resolver: Resolver<'_>, server: &AddedServer, title: &str, origin: &Origin) -> Note {
    let AddedServer { name, .. } = server;
    let for_development = resolver.manifests.development().find(|dependency| dependency.name == *name);
    let reason = match for_development {
        Some(dependency) => format!("the project declares `{name}` for development only ({})", dependency.at),
        None => format!("the project declares no production server for {title}"),
    };
    let note = Note::info(format!("`{server}` is added to the image: {reason}"))
        .hint(format!("add `{name}` to the dependencies to choose its version, or pass `--no-add-server`"));
    match place(origin) {
        Some(at) => note.at(at),
        None => note,
    }
}

fn place(origin: &Origin) -> Option<Location> {
    match origin {
        Origin::Detected { at } => Some(at.clone()),
        _ => None,
    }
}
