//! What the image prepares once while it is built: data, models, browsers, translations.

use super::dependencies::DependencyFacts;
use super::prepared::Prepared;
use super::resolver::Resolver;
use crate::detect::installed::Installation;
use crate::detect::{preparations, static_files};
use crate::knowledge::{Preparation, preparation_of_step};
use crate::model::{Base, Command, Distribution, Fact, Location, Note, Origin, PackageManager, Start, Version};
use crate::wheel::Machine;

/// The commands that are stated or taken over, those that the code shows to be needed, and the step for each.
pub fn settle(
    resolver: Resolver<'_>,
    dependencies: &DependencyFacts,
    installation: &Installation<'_>,
    start: &Start,
    notes: &mut Vec<Note>,
) -> (Vec<Fact<Command>>, Vec<Prepared>) {
    let shop = Workshop::new(resolver, dependencies, installation, start);
    let stated = &resolver.answers.prepare;
    let mut facts: Vec<Fact<Command>> = Vec::new();
    for fact in stated {
        match shop.obstacle(&fact.value).filter(|_| matches!(fact.origin, Origin::Adopted { .. })) {
            None => facts.push(fact.clone()),
            Some((row, why)) => {
                let message = format!("`{}` is not adopted, so the image has no {}: {why}", fact.value, row.what);
                let note = Note::warning(message).hint(row.hint.clone());
                notes.push(match &fact.origin {
                    Origin::Adopted { at } => note.at(at.clone()),
                    _ => note,
                });
            }
        }
    }
    let distribution = dependencies.distribution.as_ref().map(|fact| &fact.value);
    let named = |command: &Command| {
        let operand = command.words().last().map(String::as_str).unwrap_or_default();
        let is_named = |fact: &Fact<Command>| {
            let same =
                preparation_of_step(&fact.value).map(|row| &row.program) == preparation_of_step(command).map(|row| &row.program);
            same && fact.value.words().iter().any(|word| word == operand)
        };
        facts.iter().any(is_named) || shop.is_installed(operand)
    };
    let mut seen: Vec<Fact<Command>> = Vec::new();
    for found in preparations::by_code(resolver.tree, start, distribution) {
        if shop.obstacle(&found.value).is_none() && !named(&found.value) {
            seen.push(Fact::detected(found.value, found.at));
        }
    }
    facts.extend(seen);
    let prepared = facts.iter().map(|fact| shop.step(fact)).collect();
    (facts, prepared)
}

/// What decides how a command is run.
struct Workshop<'a> {
    resolver: Resolver<'a>,
    dependencies: &'a DependencyFacts,
    start: &'a Start,
    installed: Vec<(String, Option<Version>)>,
    distribution: Option<&'a Distribution>,
}

impl<'a> Workshop<'a> {
    fn new(resolver: Resolver<'a>, dependencies: &'a DependencyFacts, installation: &Installation<'_>, start: &'a Start) -> Self {
        let machine = dependencies.machines().first().copied().unwrap_or(Machine::X86_64);
        let packages = installation.packages(dependencies.python.value, machine);
        let installed = packages.iter().map(|package| (package.name.to_string(), package.version.clone())).collect();
        let distribution = dependencies.distribution.as_ref().map(|fact| &fact.value);
        Self { resolver, dependencies, start, installed, distribution }
    }

    fn is_installed(&self, name: &str) -> bool {
        let plain = name.to_ascii_lowercase().replace(['_', '.'], "-");
        self.installed.iter().any(|(known, _)| *known == plain)
    }

    /// Why a command that a row knows cannot be run in this image.
    fn obstacle(&self, command: &Command) -> Option<(&'static Preparation, String)> {
        let row = preparation_of_step(command)?;
        let needs_debian = row.lists || !row.packages.is_empty();
        let is_there = row.distributions.iter().any(|name| self.is_installed(name.as_ref()));
        let why = if !is_there || self.dependencies.manager.value == PackageManager::None {
            format!("`{}` is not among the dependencies", row.distributions[0])
        } else if needs_debian && self.dependencies.base.value == Base::Alpine {
            "it takes Debian's packages".to_owned()
        } else if row.source && self.distribution.is_some_and(Distribution::is_moved) {
            "the project is installed and its source is not copied".to_owned()
        } else if row.settings && static_files::manage(self.resolver.tree, self.start).is_none() {
            "there is no `manage.py` where the application starts".to_owned()
        } else {
            return None;
        };
        Some((row, why))
    }

    fn step(&self, fact: &Fact<Command>) -> Prepared {
        // The Dockerfile that a step is taken over from is replaced, so its line is none any more.
        let place = match &fact.origin {
            Origin::Detected { at } => Some(at),
            _ => None,
        };
        let Some(row) = preparation_of_step(&fact.value) else {
            return Prepared {
                about: "Runs once, while the image is built.".to_owned(),
                env: Vec::new(),
                packages: Vec::new(),
                command: fact.value.to_string(),
                lists: false,
                source: true,
                settings: false,
                pip: false,
            };
        };
        let version = row.distributions.iter().find_map(|name| {
            let found = self.installed.iter().find(|(known, _)| *known == name.to_string());
            found.and_then(|(_, version)| version.clone())
        });
        let words = row.understood(&fact.value, self.dependencies.suite.value, version.as_ref());
        let mut line: Vec<String> = Vec::new();
        let mut command = fact.value.clone();
        if row.settings {
            let manage = static_files::manage(self.resolver.tree, self.start);
            line.extend(static_files::variables(self.resolver.tree, self.start));
            let words: Vec<String> = words
                .iter()
                .map(|word| match (word.as_str(), &manage) {
                    ("manage.py", Some(path)) => path.to_string(),
                    _ => word.clone(),
                })
                .collect();
            command = Command::new(words).unwrap_or(command);
        } else {
            command = Command::new(words).unwrap_or(command);
        }
        line.push(command.to_string());
        Prepared {
            about: about(&row.what, place),
            env: row.variables().collect(),
            packages: row.packages.clone(),
            command: line.join(" "),
            lists: row.lists,
            source: row.source,
            settings: row.settings,
            pip: row.pip,
        }
    }
}

fn about(what: &str, place: Option<&Location>) -> String {
    match place {
        Some(at) => format!("Brings {what}, which {at} asks for."),
        None => format!("Brings {what}."),
    }
}
