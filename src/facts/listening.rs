//! Where the application listens, and what follows from it: the command, the variables and the health check.

use super::port::{AtRun, env_with_port, from_own_variable, from_variable, with_port};
use super::resolver::{Resolver, settled};
use super::{OrNone, ResolveError, Settings};
use crate::detect::front_page;
use crate::detect::writable::{Databases, Releases};
use crate::knowledge::{file_writers, listener_of, listeners};
use crate::model::{
    Command, EnvName, EnvVar, Fact, FactId, HealthCheck, MentionedBy, Note, Origin, Port, RelPath, RunArguments, Runtime, Start,
    Version,
};
use crate::python::Project;

/// The facts of the listening program, settled together.
pub struct Listening {
    pub command: Fact<Command>,
    pub port: Fact<Option<Port>>,
    pub port_env: Fact<Option<EnvName>>,
    pub health: Fact<Option<HealthCheck>>,
    pub env: Vec<Fact<EnvVar>>,
}

/// The variable that the framework takes its port from. `None` if the code names a port, which comes first.
fn own_variable(start: &Start) -> Option<EnvName> {
    let is_in_code = start.port_at.as_ref().is_some_and(|at| at.file.extension() == Some("py"));
    let row = listeners().iter().find(|row| row.framework.as_deref() == Some(start.framework.as_str()))?;
    row.port_variable.clone().filter(|_| !is_in_code)
}

/// How the port is said at run time in an image without a shell, and what to say about it.
fn without_shell(start: &Start, at_run: &AtRun, port: Port, name: &EnvName) -> (Option<(AtRun, EnvName)>, Note) {
    let of_program = listener_of(at_run.command.words()).and_then(|(row, _)| row.port_variable.clone());
    let own = of_program.or_else(|| own_variable(start));
    let found = own.and_then(|own| Some((from_own_variable(&at_run.command, &at_run.env, port, &own)?, own)));
    let message = match &found {
        Some((_, own)) => format!("the image has no shell, so `{own}` sets the port when the container starts, not `{name}`"),
        None => format!("the image has no shell, so the port is always {port}: `{name}` does not change it"),
    };
    (found, Note::info(message))
}

impl Resolver<'_> {
    pub(super) fn listening(
        self,
        start: &Start,
        origin: &Origin,
        settings: &Settings,
        notes: &mut Vec<Note>,
    ) -> Result<Listening, ResolveError> {
        let answers = self.answers;
        let port = match &answers.port {
            Some(fact) if self.is_meant(&fact.origin) => Fact::new(fact.value.clone().into_option(), fact.origin.clone()),
            _ => {
                let stated = start.port_at.as_ref().map(|at| Origin::Detected { at: at.clone() });
                Fact::new(start.port, stated.unwrap_or_else(|| origin.clone()))
            }
        };
        let mut at_run = AtRun { command: start.command.clone(), env: start.env.clone() };
        if let (Some(from), Some(to)) = (start.port, port.value)
            && from != to
            && self.command_answer().is_none()
        {
            let env = at_run.env.iter().map(|variable| env_with_port(variable, from, to)).collect();
            at_run = AtRun { command: with_port(&at_run.command, from, to)?, env };
        }
        let runtime = self.answers.runtime.as_ref().map_or(Runtime::Slim, |fact| fact.value);
        let has_shell = match runtime {
            Runtime::Slim => true,
            Runtime::Minimal => settings.has_shell,
            Runtime::Hardened => false,
        };
        let before = at_run.clone();
        let mut port_env = self.port_env(start, port.value, &mut at_run);
        if let (Some(name), Some(port), false) = (port_env.value.clone(), port.value, has_shell)
            && at_run.command.program() == "sh"
            && before.command.program() != "sh"
        {
            let (own, note) = without_shell(start, &before, port, &name);
            (at_run, port_env) = match own {
                Some((found, own)) => (found, port_env.map(|_| Some(own))),
                None => (before, Fact::default_value(None)),
            };
            notes.push(note);
        }
        let health = match (&answers.health, port.value) {
            (_, None) => Fact::new(None, port.origin.clone()),
            (Some(fact), _) => Fact::new(fact.value.clone().into_option(), fact.origin.clone()),
            (None, Some(_)) => Fact::new(start.health.clone(), origin.clone()),
        };
        let AtRun { command, env } = at_run;
        let named = |variable: &EnvVar| answers.env.iter().any(|fact| fact.value.name == variable.name);
        let mut facts: Vec<Fact<EnvVar>> =
            env.into_iter().filter(|variable| !named(variable)).map(|variable| Fact::new(variable, origin.clone())).collect();
        let of_project = self.address_variable(start).filter(|_| port.value.is_some()).into_iter().chain(self.folder_variables());
        for fact in of_project {
            let is_there = facts.iter().any(|known| known.value.name == fact.value.name) || named(&fact.value);
            facts.extend((!is_there).then_some(fact));
        }
        facts.extend(answers.env.iter().cloned());
        let command_origin = self.command_answer().map_or(origin, |fact| &fact.origin).clone();
        Ok(Listening { command: Fact::new(command, command_origin), port, port_env, health, env: facts })
    }

    /// The variable by which the program is told where it listens, where nothing or the loopback address is its default: nobody
    /// reaches it from outside the container without. Ex) `EXPORTER_LISTEN_ADDRESS=0.0.0.0`
    fn address_variable(self, start: &Start) -> Option<Fact<EnvVar>> {
        /// How such names end; what only ends in `HOST` is mostly the place of something else.
        const NAMES: &[&str] =
            &["BIND_ADDR", "BIND_ADDRESS", "BIND_HOST", "BIND_IP", "LISTEN_ADDR", "LISTEN_ADDRESS", "LISTEN_HOST", "LISTEN_IP"];
        let is_one = |name: &str| {
            NAMES.iter().any(|known| name.strip_suffix(known).is_some_and(|rest| rest.is_empty() || rest.ends_with('_')))
        };
        // A server that the command names is told there.
        if listener_of(start.command.words()).is_some() {
            return None;
        }
        let variables = self.detected.environment.variables.iter().filter(|variable| is_one(variable.name.as_str()));
        let mut open = variables.filter(|variable| variable.is_local || (variable.default.is_none() && !variable.defaulted));
        let variable = open.next().filter(|_| open.next().is_none())?;
        let place = variable.places.iter().find(|place| place.by == MentionedBy::Code)?;
        let value = EnvVar::new(variable.name.clone(), "0.0.0.0").ok()?;
        Some(Fact::detected(value, place.at.clone()))
    }

    /// The variables that the project's own compose file gives a folder of one of its volumes: what a container of it is given. Ex) `DATA_DIR=/data`
    fn folder_variables(self) -> impl Iterator<Item = Fact<EnvVar>> {
        // Where the image has no such folder for the program, its own default says more.
        let folders = self.detected.witness.iter().flat_map(|witness| &witness.folders);
        let folders: Vec<String> = folders.map(|(folder, _)| folder.in_image()).filter(|folder| folder != "/app").collect();
        let is_there = move |path: &str| {
            folders
                .iter()
                .any(|folder| path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/')))
        };
        let given = self.manifests.compose.iter().flat_map(|service| &service.paths);
        let given: Vec<_> = given.filter(|(_, path, _)| is_there(path)).collect();
        let all = self.detected.environment.variables.iter();
        all.filter_map(move |variable| {
            variable.places.iter().find(|place| place.by == MentionedBy::Code)?;
            let mut values = given.iter().filter(|(name, _, _)| *name == variable.name);
            let (name, value, at) = values.next()?;
            // Services that disagree say nothing of the program that is started.
            let is_one = values.all(|(_, other, _)| other == value);
            Some(Fact::detected(EnvVar::new(name.clone(), value).ok()?, at.clone())).filter(|_| is_one)
        })
    }

    /// The variable that says the port at run time: as stated, else the one that the project speaks of, if the command or the
    /// program heeds it. A command that a person stated stays as it is.
    fn port_env(self, start: &Start, port: Option<Port>, at_run: &mut AtRun) -> Fact<Option<EnvName>> {
        let said = self.answers.port_env.clone().map(|fact| fact.map(OrNone::into_option));
        let found = self.detected.port_variable.clone().map(|found| Fact::detected(Some(found.value), found.at));
        let fact = settled(FactId::PortEnv, said, found, None);
        let (Some(name), Some(port)) = (fact.value.clone(), port) else { return fact.map(|_| None) };
        let is_replaced = start.arguments == RunArguments::InsteadOfCommand && self.command_answer().is_none();
        if is_replaced && let Some(found) = from_variable(&at_run.command, &at_run.env, port, &name) {
            *at_run = found;
            return fact;
        }
        // What no word of the command says, the program or its configuration reads.
        let said = |text: &str| text.contains(&format!("${name}")) || text.contains(&format!("${{{name}"));
        let is_read = || {
            let variable = self.detected.environment.get(name.as_str());
            let is_said = at_run.command.words().iter().any(|word| word.ends_with(&port.to_string()));
            !is_said && variable.is_some_and(|found| found.places.iter().any(|place| place.by == MentionedBy::Code))
        };
        let folder = start.working_dir.clone().unwrap_or_else(RelPath::root);
        let is_configured = || {
            let found = self.detected.port_variable.as_ref().filter(|found| found.value == name);
            let is_named = |file: &RelPath| at_run.command.words().iter().any(|word| folder.join(word).as_ref() == Ok(file));
            found.is_some_and(|found| found.at.file.extension() != Some("py") && is_named(&found.at.file))
        };
        if is_configured() {
            // A configuration has no other port for a missing variable.
            let is_set = at_run.env.iter().any(|variable| variable.name == name);
            at_run.env.extend(EnvVar::new(name, &port.to_string()).ok().filter(|_| !is_set));
            return fact;
        }
        if at_run.command.words().iter().any(|word| said(word)) || is_read() {
            return fact;
        }
        if is_replaced
            && let Some(own) = own_variable(start)
            && let Ok(variable) = EnvVar::new(own, &port.to_string())
            && let Some(found) = from_variable(&at_run.command, &[at_run.env.clone(), vec![variable]].concat(), port, &name)
        {
            *at_run = found;
            return fact;
        }
        Fact::default_value(None)
    }

    /// What the program writes depends on releases: Flask-SQLAlchemy moved its files with release 3.
    pub(super) fn releases(self) -> Releases {
        let is_older = |name: &str, release: u64| {
            let declared = name.parse().ok().and_then(|name| self.manifests.declared(&name));
            let newer = Version::new([release, 0]);
            declared.is_some_and(|dependency| {
                let specifiers = &dependency.specifiers;
                let excludes = !specifiers.is_empty() && !specifiers.contains(&newer);
                excludes && !specifiers.iter().any(|one| *one.version() >= newer)
            })
        };
        let is_moved = !is_older("flask-sqlalchemy", 3);
        let databases = if is_moved { Databases::InInstanceFolder } else { Databases::BesideApplication };
        let rows = file_writers().releases().filter(|row| is_older(&row.distribution, row.release));
        Releases { databases, older: rows.map(|row| row.distribution.clone()).collect() }
    }

    /// A check of a page that reads the database only connects instead, unless a person chose it.
    pub(super) fn front_page(
        self,
        project: &Project<'_>,
        start: &Start,
        health: Fact<Option<HealthCheck>>,
        notes: &mut Vec<Note>,
    ) -> Fact<Option<HealthCheck>> {
        if self.answers.health.is_some() || !health.value.as_ref().is_some_and(HealthCheck::is_guess) {
            return health;
        }
        let Some((at, line)) = front_page::reads_database(self.tree, project, start) else { return health };
        notes.push(front_page::note(at.clone(), &line));
        Fact::detected(Some(HealthCheck::CONNECT), at)
    }
}
