//! `compose.yaml`: every process of the application from one image, and the services that it talks to. `compose.dev.yaml`: what
//! differs while a person works on the source.
//!
//! ```text
//! facts ── application ► web, worker, scheduler, release     ┐
//!       └─ backing ────► databases, brokers, stores          ├─► entries ── yaml ► lines ── template ► text ── read back
//! plan ─── development ► the same processes from `dev`       ┘
//! ```
//! The application's services share what keeps them small: no capabilities, a read-only root, one image. Backing services keep
//! the rights that their images need. A compose file of the project's own is never replaced.

mod application;
mod backing;
mod development;
mod parts;
mod yaml;

use serde::Serialize;

use super::{Asked, Known, OutputError, Outputs, own_of};
use crate::facts::ProjectFacts;
use crate::manifest::{service_images, yaml_value};
use crate::model::{InvalidValue, Note, Process, RelPath, RenderedFile};
use crate::template::{Templates, Values};
use crate::tree::ProjectTree;
pub use parts::{DEVELOPMENT, FILE};
use parts::{Parts, Service};
use yaml::{Entries, Node};

const TEMPLATE: &str = "outputs/compose.tera";

/// In the order in which Docker Compose looks for them.
const NAMES: [&str; 4] = [FILE, "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// What the template sees.
#[derive(Serialize)]
struct Page {
    about: String,
    remarks: Vec<String>,
    /// Mappings that the services take in.
    shared: Vec<String>,
    services: Vec<Section>,
    volumes: Vec<String>,
}

#[derive(Serialize)]
struct Section {
    remarks: Vec<String>,
    lines: Vec<String>,
}

/// Adds the files, or a note if the project has one of its own.
pub fn add(asked: Asked<'_>, known: Known<'_>, outputs: &mut Outputs) -> Result<(), OutputError> {
    let facts = asked.facts;
    if let Some(own) = own_of(known, &NAMES) {
        outputs.notes.push(kept(facts, asked.tree, &own));
        return Ok(());
    }
    let parts = parts(asked).map_err(|error| invalid(FILE, &error))?;
    outputs.files.push(RenderedFile { path: RelPath::named(FILE), contents: render(FILE, parts)? });
    outputs.notes.extend(backing::fixed_addresses(facts));
    let own = own_of(known, &[DEVELOPMENT]);
    if let Some(own) = own {
        outputs
            .notes
            .push(Note::info(format!("`{own}` exists and is not changed")).hint("remove or rename it to get one from pydock"));
    } else if let Some(parts) = development::parts(asked).map_err(|error| invalid(DEVELOPMENT, &error))? {
        outputs.files.push(RenderedFile { path: RelPath::named(DEVELOPMENT), contents: render(DEVELOPMENT, parts)? });
    }
    Ok(())
}

fn invalid(file: &'static str, error: &InvalidValue) -> OutputError {
    OutputError::Invalid { file, problem: error.to_string() }
}

fn parts(asked: Asked<'_>) -> Result<Parts, InvalidValue> {
    let facts = asked.facts;
    let mut services = application::services(facts)?;
    services.extend(backing::services(facts)?);
    Ok(Parts {
        about: "Written by `pydock init`. Start everything with `docker compose up --build --wait`.".to_owned(),
        remarks: remarks(facts),
        shared: application::shared(facts, asked.plan)?,
        services,
        volumes: application::volumes(facts).into_iter().map(|(name, _)| name).chain(backing::volumes(facts)).collect(),
    })
}

/// Says that the project's own file stays, and what it lacks.
fn kept(facts: &ProjectFacts, tree: &ProjectTree, own: &RelPath) -> Note {
    let images = service_images(tree);
    let names_process = |process: &Process| process.at.file == *own || process.also.iter().any(|at| at.file == *own);
    let processes = facts.processes.iter().filter(|process| !process.is_image && !names_process(process));
    let services = facts
        .services
        .iter()
        .filter(|service| !images.iter().any(|found| found.at.file == *own && service.row.is_image(&found.image)));
    let missing: Vec<String> = processes
        .map(|process| format!("`{}`", process.name))
        .chain(services.map(|service| format!("`{}`", service.row.service)))
        .collect();
    let lacks = if missing.is_empty() { String::new() } else { format!("; it has no service for {}", missing.join(", ")) };
    Note::info(format!("`{own}` exists and is not changed{lacks}")).hint("remove or rename it to get one from pydock")
}

/// The text, which is read back: a value that another reader takes for another one is refused.
fn render(file: &'static str, parts: Parts) -> Result<String, OutputError> {
    let invalid = |error: InvalidValue| invalid(file, &error);
    let mut volumes = Entries::new();
    for name in &parts.volumes {
        volumes.add_named(yaml::Scalar::text(name).map_err(invalid)?, Node::Map(Entries::new()));
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut page = Page {
        about: parts.about,
        remarks: parts.remarks,
        shared: lines(&parts.shared.written_apart(0)),
        services: Vec::new(),
        volumes: Vec::new(),
    };
    let mut whole = parts.shared;
    let mut all = Entries::new();
    for Service { name, remarks, entries } in parts.services {
        let mut one = Entries::new();
        one.add_named(yaml::Scalar::text(&name).map_err(invalid)?, Node::Map(entries));
        page.services.push(Section { remarks, lines: lines(&one.written(1)) });
        all.append(one);
    }
    whole.add("services", Node::Map(all));
    if !volumes.is_empty() {
        let mut section = Entries::new();
        section.add("volumes", Node::Map(volumes));
        page.volumes = lines(&section.written(0));
        whole.append(section);
    }
    let text = written(&page)?;
    let differs = |problem: String| OutputError::Differs { file, problem };
    let found = yaml_value(&text).map_err(differs)?;
    if found == whole.expected() { Ok(text) } else { Err(differs("a value was read back as another one".to_owned())) }
}

fn written(page: &Page) -> Result<String, OutputError> {
    let values = Values::of(TEMPLATE, page)?;
    let text = Templates::built_in().render(TEMPLATE, &values)?;
    Ok(format!("{}\n", text.trim_matches('\n')))
}

/// What a person must know before they use the file.
fn remarks(facts: &ProjectFacts) -> Vec<String> {
    let mut remarks = Vec::new();
    if facts.services.iter().any(backing::has_password) {
        remarks.push("The passwords of the backing services are for development only.".to_owned());
    }
    remarks
}

#[cfg(test)]
mod tests;
