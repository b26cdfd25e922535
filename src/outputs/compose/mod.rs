//! `compose.yaml`: every process of the application from one image, and the services that it talks to.
//!
//! ```text
//! facts ── application ► web, worker, scheduler, release     ┐
//!       └─ backing ────► databases, brokers, stores          ├─► entries ── yaml ► lines ── template ► text ── read back
//!                                                            ┘
//! ```
//! The application's services share what keeps them small: no capabilities, a read-only root, one image. Backing services keep
//! the rights that their images need. A compose file of the project's own is never replaced.

mod application;
mod backing;
mod yaml;

use serde::Serialize;

use super::{OutputError, Outputs};
use crate::facts::ProjectFacts;
use crate::manifest::{service_images, yaml_value};
use crate::model::{BuildPlan, InvalidValue, Note, Process, RelPath, RenderedFile};
use crate::record::RecordLock;
use crate::template::{Templates, Values};
use crate::tree::ProjectTree;
use yaml::{Entries, Node};

const FILE: &str = "compose.yaml";
const TEMPLATE: &str = "outputs/compose.tera";

/// In the order in which Docker Compose looks for them.
const NAMES: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];

/// A service of the file.
struct Service {
    name: String,
    remarks: Vec<String>,
    entries: Entries,
}

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

/// Adds the file, or a note if the project has one of its own.
pub fn add(
    facts: &ProjectFacts,
    plan: &BuildPlan,
    tree: &ProjectTree,
    record: Option<&RecordLock>,
    outputs: &mut Outputs,
) -> Result<(), OutputError> {
    let path = |name: &str| RelPath::parse(name).expect("a plain name is a path");
    let is_ours = |path: &RelPath| record.is_some_and(|record| record.file(path).is_some());
    let own = NAMES.into_iter().map(path).find(|path| tree.is_file(path) && !is_ours(path));
    if let Some(own) = own {
        outputs.notes.push(kept(facts, tree, &own));
        return Ok(());
    }
    let contents = render(facts, plan).map_err(|error| match error {
        Refused::Value(error) => OutputError::Invalid { file: FILE, problem: error.to_string() },
        Refused::Output(error) => error,
    })?;
    outputs.files.push(RenderedFile { path: path(FILE), contents });
    outputs.notes.extend(backing::fixed_addresses(facts));
    Ok(())
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

/// Why there is no text.
enum Refused {
    Value(InvalidValue),
    Output(OutputError),
}

impl From<InvalidValue> for Refused {
    fn from(error: InvalidValue) -> Self {
        Self::Value(error)
    }
}

fn render(facts: &ProjectFacts, plan: &BuildPlan) -> Result<String, Refused> {
    let shared = application::shared(facts, plan)?;
    let mut services = application::services(facts)?;
    services.extend(backing::services(facts)?);
    let mut volumes = Entries::new();
    for name in application::volumes(facts).into_iter().map(|(name, _)| name).chain(backing::volumes(facts)) {
        volumes.add_named(yaml::Scalar::text(&name)?, Node::Map(Entries::new()));
    }
    let lines = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    let mut page = Page {
        about: "Written by `pydock init`. Start everything with `docker compose up --build --wait`.".to_owned(),
        remarks: remarks(facts),
        shared: lines(&shared.written_apart(0)),
        services: Vec::new(),
        volumes: Vec::new(),
    };
    let mut file = shared;
    let mut all = Entries::new();
    for Service { name, remarks, entries } in services {
        let mut one = Entries::new();
        one.add_named(yaml::Scalar::text(&name)?, Node::Map(entries));
        page.services.push(Section { remarks, lines: lines(&one.written(1)) });
        all.append(one);
    }
    file.add("services", Node::Map(all));
    if !volumes.is_empty() {
        let mut section = Entries::new();
        section.add("volumes", Node::Map(volumes));
        page.volumes = lines(&section.written(0));
        file.append(section);
    }
    let text = written(&page).map_err(Refused::Output)?;
    let differs = |problem: String| Refused::Output(OutputError::Differs { file: FILE, problem });
    let found = yaml_value(&text).map_err(differs)?;
    if found == file.expected() { Ok(text) } else { Err(differs("a value was read back as another one".to_owned())) }
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
