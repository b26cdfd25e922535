//! The databases, brokers and stores beside the application.

use super::Service;
use super::yaml::{Entries, Node, Scalar};
use crate::detect;
use crate::facts::ProjectFacts;
use crate::knowledge::{VariableRole, program_row};
use crate::model::{EnvName, InvalidValue, Note, Process};

/// What the backing services of a development machine are called with. The password is no secret: it stands in the file,
/// and no port of theirs is published.
const USER: &str = "app";
const DATABASE: &str = "app";
const PASSWORD: &str = "for-development-only";

/// One service for each of them.
pub fn services(facts: &ProjectFacts) -> Result<Vec<Service>, InvalidValue> {
    facts.services.iter().map(service).collect()
}

/// Their volumes.
pub fn volumes(facts: &ProjectFacts) -> Vec<String> {
    facts.services.iter().filter(|service| service.row.volume.is_some()).map(volume).collect()
}

fn volume(service: &detect::Service) -> String {
    format!("{}-data", service.row.service)
}

fn service(service: &detect::Service) -> Result<Service, InvalidValue> {
    let row = service.row;
    let mut entries = Entries::new();
    entries.add("image", Node::text(service.image.as_str())?);
    if row.hostname {
        entries.explained("Its data is kept under its host name.", "hostname", Node::text(row.service.as_str())?);
    }
    if !row.command.is_empty() {
        entries.add("command", Node::words(&row.command)?);
    }
    if !row.environment.is_empty() {
        let mut variables = Entries::new();
        for (name, value) in &row.environment {
            variables.add_named(Scalar::text(name)?, Node::text(&filled(service, value))?);
        }
        entries.add("environment", Node::Map(variables));
    }
    if let Some(path) = &row.volume {
        entries.add("volumes", Node::Items(vec![Node::text(&format!("{}:{path}", volume(service)))?]));
    }
    let mut check = Entries::new();
    // A row writes `$$` where the container's shell reads a variable, as Compose has it.
    let test: Vec<String> = row.health.iter().map(|word| word.replace("$$", "$")).collect();
    check.add("test", Node::words(&test)?);
    check.add("interval", Node::text("10s")?);
    check.add("timeout", Node::text("5s")?);
    check.add("retries", Node::Number(5));
    check.add("start_period", Node::text("30s")?);
    check.add("start_interval", Node::text("2s")?);
    entries.add("healthcheck", Node::Map(check));
    entries.add("restart", Node::text("unless-stopped")?);
    Ok(Service { name: row.service.to_string(), remarks: vec![format!("{}.", row.title)], entries })
}

/// Whether a password of the service stands in the file.
pub fn has_password(service: &detect::Service) -> bool {
    service.row.environment.values().any(|value| value.contains("{password}"))
}

fn filled(service: &detect::Service, text: &str) -> String {
    let row = service.row;
    text.replace("{user}", USER)
        .replace("{password}", PASSWORD)
        .replace("{host}", row.service.as_str())
        .replace("{port}", &row.port.to_string())
        .replace("{database}", DATABASE)
}

/// What a variable that points at the service holds.
pub fn value_of(service: &detect::Service, role: VariableRole) -> String {
    let row = service.row;
    match role {
        VariableRole::Url => {
            let url = filled(service, &row.url);
            match (&service.scheme, url.split_once("://")) {
                (Some(scheme), Some((_, rest))) => format!("{scheme}://{rest}"),
                _ => url,
            }
        }
        VariableRole::Host => row.service.to_string(),
        VariableRole::Port => row.port.to_string(),
        VariableRole::Address => format!("{}:{}", row.service, row.port),
        VariableRole::User => USER.to_owned(),
        VariableRole::Password => PASSWORD.to_owned(),
        VariableRole::Database => DATABASE.to_owned(),
    }
}

/// Variables that the program itself reads, where the project's code does not. Ex) `RQ_REDIS_URL` of `rq worker`
pub fn variables_of_program(facts: &ProjectFacts, process: &Process) -> Vec<(EnvName, String)> {
    let Some(row) = program_row(process.start.command.words()) else { return Vec::new() };
    let of_row = row.variables.iter().filter_map(|(name, of)| {
        let service = facts.services.iter().find(|service| service.row.name == *of)?;
        let is_set = facts.services.iter().any(|service| service.variables.contains_key(name));
        (!is_set).then(|| (name.clone(), value_of(service, VariableRole::Url)))
    });
    of_row.collect()
}

/// Services that the code looks for on the programmer's own machine, wherever it runs.
pub fn fixed_addresses(facts: &ProjectFacts) -> Vec<Note> {
    let note = |service: &detect::Service| {
        let found = service.fixed.first()?;
        let row = service.row;
        let message = format!("`{}` names this machine, and in a container {} is another one", found.what, row.title);
        let hint = format!("read the address from a variable; in `compose.yaml` the host is `{}`", row.service);
        Some(Note::warning(message).at(found.at.clone()).hint(hint))
    };
    facts.services.iter().filter_map(note).collect()
}
