//! The services while a person works on the source: from the stage for development, with changes brought in by
//! `docker compose watch`.

use super::super::{Asked, dev_stage};
use super::yaml::{Entries, Node};
use super::{DEVELOPMENT, FILE, Parts, Service};
use crate::dockerfile::IgnoreFile;
use crate::knowledge::debugger;
use crate::model::{
    BuildPlan, Command, DOCKERFILE, InvalidValue, Process, ProcessKind, ProcessName, RelPath, RunArguments, Stage, StageBase,
    Step,
};

/// `None` if the image has no stage for development.
pub fn parts(asked: Asked<'_>) -> Result<Option<Parts>, InvalidValue> {
    let Some(stage) = dev_stage(asked.plan) else { return Ok(None) };
    let facts = asked.facts;
    let lasting = || facts.processes.iter().filter(|process| process.kind.lasts());
    let mut shared = Entries::new();
    let mut app = Entries::new();
    let mut build = Entries::new();
    build.add("target", Node::text(stage.name.as_str())?);
    app.add("build", Node::Map(build));
    app.add("image", Node::text(&format!("{}-{}", facts.name.value, stage.name))?);
    app.explained("Changed files are written into the source folder.", "read_only", Node::Flag(false));
    shared.add("x-dev", Node::Shared("dev", app));
    if lasting().any(|process| process.reload.is_some()) {
        shared.add("x-sync", Node::Shared("sync", watch(asked, stage, "sync")?));
    }
    if lasting().any(|process| process.reload.is_none()) {
        shared.add("x-restart", Node::Shared("restart", watch(asked, stage, "sync+restart")?));
    }
    let processes = facts.processes.iter().filter(|process| process.kind != ProcessKind::OneOff);
    let mut services = processes.map(|process| service(asked, process)).collect::<Result<Vec<_>, _>>()?;
    services.extend(debugged(asked)?);
    let files = format!("docker compose --file {FILE} --file {DEVELOPMENT}");
    Ok(Some(Parts {
        about: format!("Written by `pydock init`. For work on the source, together with {FILE}:"),
        remarks: vec![
            format!("{files} watch"),
            "A changed source file is copied into the containers; a changed lock file builds the image again.".to_owned(),
        ],
        shared,
        services,
        volumes: Vec::new(),
    }))
}

/// What follows a change: of the source by itself, of what is installed by another build.
fn watch(asked: Asked<'_>, stage: &Stage, action: &str) -> Result<Entries, InvalidValue> {
    let rebuilt = rebuilt(asked.plan, stage);
    let mut sync = Entries::new();
    sync.add("action", Node::text(action)?);
    sync.add("path", Node::text(".")?);
    sync.add("target", Node::text("/app")?);
    if !rebuilt.is_empty() {
        let ignored = rebuilt.iter().map(|path| Node::text(path)).collect::<Result<_, _>>()?;
        sync.add("ignore", Node::Items(ignored));
    }
    let mut rules = vec![Node::Map(sync)];
    for path in &rebuilt {
        let mut rule = Entries::new();
        rule.add("action", Node::text("rebuild")?);
        rule.add("path", Node::text(path)?);
        rules.push(Node::Map(rule));
    }
    let mut entries = Entries::new();
    entries.add("watch", Node::Items(rules));
    Ok(entries)
}

/// The files that installation steps of the stage and of those before it read, and the Dockerfile itself.
fn rebuilt(plan: &BuildPlan, stage: &Stage) -> Vec<String> {
    let mut found = vec![DOCKERFILE.to_owned()];
    let mut current = Some(stage);
    while let Some(stage) = current {
        let installs = stage.steps.iter().filter_map(|step| match step {
            Step::Install { install, .. } => Some(&install.mounts),
            _ => None,
        });
        for mount in installs.flatten() {
            // Ex) `type=bind,source=uv.lock,target=uv.lock`
            let source = mount.strip_prefix("type=bind,source=").and_then(|rest| rest.split(',').next());
            if let Some(source) = source.filter(|source| !source.starts_with('/') && !found.iter().any(|known| known == source)) {
                found.push(source.to_owned());
            }
        }
        current = match &stage.from {
            StageBase::Stage(parent) => plan.stages.iter().find(|stage| stage.name == *parent),
            StageBase::Image(_) | StageBase::Scratch => None,
        };
    }
    found.sort();
    // Compose does not watch what the build context leaves out.
    let patterns: Vec<&str> = plan.ignore.iter().flat_map(|list| &list.patterns).map(String::as_str).collect();
    let ignore = IgnoreFile::parse(&patterns.join("\n")).ok();
    let is_left_out =
        |path: &String| RelPath::parse(path).is_ok_and(|path| ignore.as_ref().is_some_and(|ignore| ignore.is_ignored(&path)));
    found.retain(|path| !is_left_out(path));
    found
}

fn service(asked: Asked<'_>, process: &Process) -> Result<Service, InvalidValue> {
    let mut entries = Entries::new();
    entries.add("<<", Node::Same("dev"));
    if let Some(reload) = process.reload.as_ref().filter(|_| !process.is_image) {
        let key = if matches!(asked.facts.arguments, RunArguments::BehindCommand { .. }) { "entrypoint" } else { "command" };
        entries.add(key, Node::words(reload.words())?);
    }
    if process.kind.lasts() {
        entries.add("develop", Node::Same(if process.reload.is_some() { "sync" } else { "restart" }));
    }
    let about = match (process.kind.lasts(), process.reload.is_some()) {
        (true, true) => vec!["Restarts itself when a file changes.".to_owned()],
        (true, false) => vec!["Is restarted when a file changes.".to_owned()],
        _ => Vec::new(),
    };
    Ok(Service { name: process.name.to_string(), remarks: about, entries })
}

/// The image's own process under a debugger, started by its name. `None` if the project does not declare the debugger.
fn debugged(asked: Asked<'_>) -> Result<Option<Service>, InvalidValue> {
    let (facts, row) = (asked.facts, debugger());
    let process = facts.processes.iter().find(|process| process.is_image && process.kind.lasts());
    let process =
        process.filter(|_| facts.arguments == RunArguments::InsteadOfCommand && asked.manifests.names(&row.distribution));
    let Some(process) = process else { return Ok(None) };
    // A shell that puts the port in is no Python program; what it runs is the command as it was found.
    let words = under_debugger(&process.start.command).or_else(|| under_debugger(&facts.found_command));
    let Some(words) = words else { return Ok(None) };
    let is_taken = |name: &ProcessName| {
        let is_service = facts.services.iter().any(|service| service.row.service.as_str() == name.as_str());
        is_service || facts.processes.iter().any(|process| process.name == *name)
    };
    let name = ProcessName::from_free_text("debug").expect("a plain word is a name").beside(is_taken);
    let mut entries = Entries::new();
    let mut extends = Entries::new();
    extends.add("file", Node::text(FILE)?);
    extends.add("service", Node::text(process.name.as_str())?);
    entries.add("extends", Node::Map(extends));
    entries.add("<<", Node::Same("dev"));
    entries.add("profiles", Node::words(&[name.to_string()])?);
    entries.add("command", Node::words(&words)?);
    entries.add("ports", Node::Items(vec![Node::text(&format!("127.0.0.1:{0}:{0}", row.port))?]));
    let about = format!("`{}` under {}, instead of it: docker compose … up {name}", process.name, row.distribution);
    Ok(Some(Service { name: name.to_string(), remarks: vec![about], entries }))
}

/// The words that run a command of the virtual environment under the debugger. `None` if it is no Python program.
fn under_debugger(command: &Command) -> Option<Vec<String>> {
    let (program, rest) = command.words().split_first()?;
    let row = debugger();
    let name = program.rsplit('/').next()?;
    if row.without.iter().any(|known| known == name) {
        return None;
    }
    let script = match name {
        name if name.starts_with("python") => None,
        _ if program.contains('/') => Some(program.clone()),
        _ => Some(format!("/opt/venv/bin/{program}")),
    };
    Some(row.words.iter().cloned().chain(script).chain(rest.iter().cloned()).collect())
}
