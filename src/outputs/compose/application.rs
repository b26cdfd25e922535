//! The services that run the application's own image.

use std::collections::BTreeMap;

use super::Service;
use super::backing;
use super::yaml::{Entries, Node, Scalar};
use crate::facts::ProjectFacts;
use crate::knowledge::USUAL_GRACE;
use crate::model::{BuildPlan, EnvName, InvalidValue, Process, ProcessKind, RunArguments, WritablePath};

/// What all of them have in common.
pub fn shared(facts: &ProjectFacts, plan: &BuildPlan) -> Result<Entries, InvalidValue> {
    let mut file = Entries::new();
    let variables = environment(facts)?;
    let has_variables = !variables.is_empty();
    if has_variables {
        file.add("x-environment", Node::Shared("environment", variables));
    }
    let mut app = Entries::new();
    let mut build = Entries::new();
    build.add("context", Node::text(".")?);
    if let Some(stage) = plan.stages.last() {
        build.add("target", Node::text(stage.name.as_str())?);
    }
    app.add("build", Node::Map(build));
    app.add("image", Node::text(&facts.name.value.to_string())?);
    let mut env_file = Entries::new();
    env_file.add("path", Node::text(".env")?);
    env_file.add("required", Node::Flag(false));
    app.add("env_file", Node::Items(vec![Node::Map(env_file)]));
    if has_variables {
        app.add("environment", Node::Same("environment"));
    }
    app.explained("A first process that collects orphans and forwards signals.", "init", Node::Flag(true));
    // A working folder that the application writes to is a part of the root.
    if !facts.writable.iter().any(|fact| fact.value == WritablePath::Here) {
        app.add("read_only", Node::Flag(true));
        app.add("tmpfs", Node::words(&["/tmp".to_owned()])?);
    }
    app.add("cap_drop", Node::words(&["ALL".to_owned()])?);
    app.add("security_opt", Node::words(&["no-new-privileges:true".to_owned()])?);
    let named = volumes(facts).into_iter().map(|(name, path)| format!("{name}:{path}"));
    let outside = facts.outside_files.iter().map(|outside| outside.mount(&format!("./{}", outside.file)));
    let mounts: Vec<Node> = named.chain(outside).map(|mount| Node::text(&mount)).collect::<Result<_, _>>()?;
    if !mounts.is_empty() {
        app.add("volumes", Node::Items(mounts));
    }
    file.add("x-app", Node::Shared("app", app));
    Ok(file)
}

/// The volumes for the folders that the application writes to, with their paths in the container.
pub fn volumes(facts: &ProjectFacts) -> Vec<(String, String)> {
    let mut found: Vec<(String, String)> = Vec::new();
    for fact in &facts.writable {
        let path = match &fact.value {
            WritablePath::Here => continue,
            WritablePath::Below(path) => format!("/app/{path}"),
            WritablePath::Elsewhere(path) => format!("/{path}"),
        };
        let keep = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' };
        let name: String = path.trim_start_matches("/app/").chars().map(keep).collect();
        let name = format!("app-{}", name.trim_matches('-'));
        let is_below = |(_, known): &(String, String)| path.starts_with(&format!("{known}/")) || path == *known;
        if !found.iter().any(is_below) && !found.iter().any(|(known, _)| *known == name) {
            found.push((name, path));
        }
    }
    found
}

/// The variables that point at the services of the file, and those that a person must set.
fn environment(facts: &ProjectFacts) -> Result<Entries, InvalidValue> {
    let mut values: BTreeMap<EnvName, Scalar> = BTreeMap::new();
    for name in &facts.required_variables {
        values.insert(name.clone(), Scalar::required(name));
    }
    for service in &facts.services {
        for (name, role) in &service.variables {
            values.insert(name.clone(), Scalar::text(&backing::value_of(service, *role))?);
        }
    }
    let mut entries = Entries::new();
    for (name, value) in values {
        entries.add_named(Scalar::text(name.as_str())?, Node::Text(value));
    }
    Ok(entries)
}

/// One service for each process.
pub fn services(facts: &ProjectFacts) -> Result<Vec<Service>, InvalidValue> {
    let lasting = facts.processes.iter().filter(|process| process.kind != ProcessKind::OneOff);
    lasting.map(|process| service(facts, process)).collect()
}

fn service(facts: &ProjectFacts, process: &Process) -> Result<Service, InvalidValue> {
    let start = &process.start;
    let mut entries = Entries::new();
    entries.add("<<", Node::Same("app"));
    if !process.is_image {
        let words = start.command.words();
        // The image's entry point would take the words for its arguments.
        let key = if matches!(facts.arguments, RunArguments::BehindCommand { .. }) { "entrypoint" } else { "command" };
        entries.add(key, Node::words(words)?);
        let folder = |path: Option<String>| path.map_or_else(|| "/app".to_owned(), |path| format!("/app/{path}"));
        let own = folder(start.working_dir.as_ref().map(ToString::to_string));
        if own != folder(facts.working_dir.as_ref().map(ToString::to_string)) {
            entries.add("working_dir", Node::text(&own)?);
        }
        variables(facts, process, &mut entries)?;
    }
    if let Some(port) = start.port {
        entries.add("ports", Node::Items(vec![Node::text(&format!("{port}:{port}"))?]));
    }
    let waits = depends_on(facts, process)?;
    if !waits.is_empty() {
        entries.add("depends_on", Node::Map(waits));
    }
    health(facts, process, &mut entries)?;
    if process.kind.lasts() {
        if !process.is_image && start.stop_signal != facts.stop_signal.value {
            entries.add("stop_signal", Node::text(&start.stop_signal.to_string())?);
        }
        if process.grace != USUAL_GRACE {
            entries.add("stop_grace_period", Node::text(&format!("{}s", process.grace))?);
        }
        entries.add("restart", Node::text("unless-stopped")?);
    } else {
        entries.add("restart", Node::text("no")?);
    }
    Ok(Service { name: process.name.to_string(), remarks: vec![about(process).to_owned()], entries })
}

fn about(process: &Process) -> &'static str {
    match process.kind {
        ProcessKind::Web if process.is_image => "The web process, the `CMD` of the image.",
        ProcessKind::Web => "Another program that listens on a port.",
        ProcessKind::Worker => "Takes jobs. Scale it with `docker compose up --scale`.",
        ProcessKind::Scheduler => "Starts scheduled jobs. Run exactly one instance.",
        ProcessKind::Release => "Runs once before the others start.",
        ProcessKind::OneOff => "Runs on demand.",
    }
}

/// The variables of this process alone; what is shared must be repeated, since a mapping replaces the other.
fn variables(facts: &ProjectFacts, process: &Process, entries: &mut Entries) -> Result<(), InvalidValue> {
    let mut own = Entries::new();
    let of_image = |name: &EnvName| facts.env.iter().any(|fact| fact.value.name == *name);
    for variable in process.start.env.iter().filter(|variable| !of_image(&variable.name)) {
        own.add_named(Scalar::text(variable.name.as_str())?, Node::text(variable.value())?);
    }
    for (name, value) in backing::variables_of_program(facts, process) {
        own.add_named(Scalar::text(name.as_str())?, Node::text(&value)?);
    }
    if own.is_empty() {
        return Ok(());
    }
    let mut all = Entries::new();
    if !environment(facts)?.is_empty() {
        all.add("<<", Node::Same("environment"));
    }
    all.append(own);
    entries.add("environment", Node::Map(all));
    Ok(())
}

/// Every service that it talks to is well, and what runs once before it has ended.
fn depends_on(facts: &ProjectFacts, process: &Process) -> Result<Entries, InvalidValue> {
    let condition = |text: &str| -> Result<Node, InvalidValue> {
        let mut entries = Entries::new();
        entries.add("condition", Node::text(text)?);
        Ok(Node::Map(entries))
    };
    let mut entries = Entries::new();
    for service in &facts.services {
        entries.add_named(Scalar::text(service.row.service.as_str())?, condition("service_healthy")?);
    }
    if process.kind != ProcessKind::Release {
        for release in facts.processes.iter().filter(|process| process.kind == ProcessKind::Release) {
            entries.add_named(Scalar::text(release.name.as_str())?, condition("service_completed_successfully")?);
        }
    }
    Ok(entries)
}

/// The image's check asks for a page over HTTP, which only its own process answers.
fn health(facts: &ProjectFacts, process: &Process, entries: &mut Entries) -> Result<(), InvalidValue> {
    let inherits = facts.port.value.is_some() && facts.health.value.is_some();
    if process.is_image {
        return Ok(());
    }
    let mut check = Entries::new();
    match &process.health {
        Some(command) => {
            let words: Vec<String> = std::iter::once("CMD".to_owned()).chain(command.words().iter().cloned()).collect();
            check.add("test", Node::words(&words)?);
            // Each check starts a Python of its own.
            check.add("interval", Node::text("60s")?);
            check.add("timeout", Node::text("30s")?);
            check.add("start_period", Node::text("60s")?);
            check.add("start_interval", Node::text("5s")?);
            entries.add("healthcheck", Node::Map(check));
        }
        // `docker compose up --wait` fails on a service that goes on and whose check is disabled.
        None if inherits && process.kind.lasts() => {
            check.add("test", Node::words(&["CMD".to_owned(), "true".to_owned()])?);
            check.add("interval", Node::text("600s")?);
            check.add("start_period", Node::text("5s")?);
            check.add("start_interval", Node::text("1s")?);
            let comment = "Healthy while it runs; the image's check would request a page.";
            entries.explained(comment, "healthcheck", Node::Map(check));
        }
        None if inherits => {
            check.add("disable", Node::Flag(true));
            entries.explained("The image's check would request a page.", "healthcheck", Node::Map(check));
        }
        None => {}
    }
    Ok(())
}
