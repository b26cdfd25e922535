//! Where the application listens, and what follows from it: the command, the variables and the health check.

use super::ResolveError;
use super::port::{AtRun, env_with_port, from_variable, with_port};
use super::resolver::Resolver;
use crate::detect::front_page;
use crate::detect::writable::Databases;
use crate::knowledge::listeners;
use crate::model::{Command, EnvName, EnvVar, Fact, HealthCheck, MentionedBy, Note, Origin, Port, RunArguments, Start, Version};
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

impl Resolver<'_> {
    pub(super) fn listening(self, start: &Start, origin: &Origin) -> Result<Listening, ResolveError> {
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
        let port_env = self.port_env(start, port.value, &mut at_run);
        let health = match (&answers.health, port.value) {
            (_, None) => Fact::new(None, port.origin.clone()),
            (Some(fact), _) => Fact::new(fact.value.clone().into_option(), fact.origin.clone()),
            (None, Some(_)) => Fact::new(start.health.clone(), origin.clone()),
        };
        let AtRun { command, env } = at_run;
        let named = |variable: &EnvVar| answers.env.iter().any(|fact| fact.value.name == variable.name);
        let mut facts: Vec<Fact<EnvVar>> =
            env.into_iter().filter(|variable| !named(variable)).map(|variable| Fact::new(variable, origin.clone())).collect();
        facts.extend(answers.env.iter().cloned());
        let command_origin = self.command_answer().map_or(origin, |fact| &fact.origin).clone();
        Ok(Listening { command: Fact::new(command, command_origin), port, port_env, health, env: facts })
    }

    /// The variable that says the port at run time: as stated, else the one that the project speaks of, if the command or the
    /// program heeds it. A command that a person stated stays as it is.
    fn port_env(self, start: &Start, port: Option<Port>, at_run: &mut AtRun) -> Fact<Option<EnvName>> {
        let detected = self.detected.port_variable.as_ref();
        let fact = match (&self.answers.port_env, detected) {
            (Some(fact), _) => Fact::new(fact.value.clone().into_option(), fact.origin.clone()),
            (None, Some(found)) => Fact::detected(Some(found.value.clone()), found.at.clone()),
            (None, None) => Fact::default_value(None),
        };
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

    /// Flask-SQLAlchemy moved its files with release 3, so the version that is declared says where they are.
    pub(super) fn databases(self) -> Databases {
        let declared = "flask-sqlalchemy".parse().ok().and_then(|name| self.manifests.declared(&name));
        let newer: Version = Version::new([3, 0]);
        match declared {
            Some(dependency) if !dependency.specifiers.is_empty() && !dependency.specifiers.contains(&newer) => {
                let only_newer = dependency.specifiers.iter().any(|one| *one.version() >= newer);
                if only_newer { Databases::InInstanceFolder } else { Databases::BesideApplication }
            }
            _ => Databases::InInstanceFolder,
        }
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
