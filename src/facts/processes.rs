//! Which of the application's processes the image starts.

use super::ResolveError;
use super::resolver::Resolver;
use crate::detect::static_files;
use crate::knowledge::{USUAL_GRACE, program_row};
use crate::model::{Command, Fact, HealthCheck, Location, Origin, Port, Process, ProcessKind, ProcessName, RunArguments, Start};

impl Resolver<'_> {
    /// The command that a person stated. `None` if there is none, the image cannot run it, or it was taken over from the
    /// project's own Dockerfile and another process was chosen.
    pub(super) fn command_answer(&self) -> Option<&Fact<Command>> {
        let is_ruled_out = |fact: &&Fact<Command>| {
            let is_adopted = matches!(fact.origin, Origin::Adopted { .. });
            is_adopted && self.answers.ruled_out.iter().any(|out| out.command == fact.value)
        };
        self.answers.command.as_ref().filter(|fact| self.is_meant(&fact.origin) && !is_ruled_out(fact))
    }

    /// Whether an answer is about the process that the image starts, and not about the one that another image started.
    pub(super) fn is_meant(&self, origin: &Origin) -> bool {
        self.answers.process.is_none() || !matches!(origin, Origin::Adopted { .. })
    }

    pub(super) fn start_of_process(&self, name: &ProcessName) -> Result<Start, ResolveError> {
        let processes = &self.detected.processes.found;
        let found = processes.iter().find(|process| process.name == *name);
        found.map(|process| process.start.clone()).ok_or_else(|| {
            let known: Vec<String> = processes.iter().map(|process| process.name.to_string()).collect();
            ResolveError::NoSuchProcess { given: name.to_string(), known: known.join(", ") }
        })
    }

    /// Every process of the application, with the one that the image starts as it was settled.
    pub(super) fn processes(
        &self,
        start: &Start,
        command: &Command,
        port: Option<Port>,
        health: Option<&HealthCheck>,
    ) -> Vec<Process> {
        let mut processes = self.detected.processes.found.clone();
        processes.iter_mut().for_each(|process| process.is_image = false);
        let settled = Start { command: command.clone(), port, health: health.cloned(), ..start.clone() };
        let is_web = port.is_some();
        let same = processes.iter().position(|process| process.start.command == start.command);
        // Another object or command for the website is the website still.
        let same = same.or_else(|| processes.iter().position(|process| is_web && process.kind == ProcessKind::Web));
        match same {
            Some(index) => {
                processes[index].start = settled;
                processes[index].is_image = true;
            }
            None => {
                let kind = match program_row(start.command.words()) {
                    Some(row) => row.kind,
                    None if is_web => ProcessKind::Web,
                    None if matches!(start.arguments, RunArguments::BehindCommand { .. }) => ProcessKind::OneOff,
                    None => ProcessKind::Worker,
                };
                let name = if is_web { "web" } else { "app" };
                let name = ProcessName::from_free_text(name).expect("a plain word is a name");
                let at = Location::file(start.file.clone().unwrap_or_else(crate::model::RelPath::root));
                let image = Process {
                    name: name.beside(|name| processes.iter().any(|process| process.name == *name)),
                    kind,
                    start: settled,
                    health: None,
                    grace: USUAL_GRACE,
                    at,
                    why: command.to_string(),
                    also: Vec::new(),
                    is_image: true,
                    reload: None,
                };
                processes.insert(0, image);
            }
        }
        for process in &mut processes {
            process.reload = self.reload(process);
        }
        processes
    }
}

/// What the build has collected already, a release has not to collect, and cannot where the code is read-only.
pub(super) fn without_what_is_built(mut processes: Vec<Process>, collects: bool) -> Vec<Process> {
    processes.retain(|process| !collects || process.is_image || !static_files::collects(process.start.command.words()));
    processes
}
