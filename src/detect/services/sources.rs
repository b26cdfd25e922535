//! What the sources and the files of variables name: URLs, settings, calls, variables.

use ruff_text_size::Ranged;

use crate::detect::start::Survey;
use crate::knowledge::{ServiceRow, service_group};
use crate::model::{EnvName, Environment, Location, MentionedBy};
use crate::python::{Module, Target, calls, strings};

/// The texts that are looked for; a file that holds none of them is not parsed.
pub struct Wanted {
    schemes: Vec<String>,
    texts: Vec<&'static str>,
    calls: Vec<&'static str>,
    settings: Vec<&'static str>,
    variables: Vec<&'static EnvName>,
}

/// What was found, in the order of the files.
#[derive(Default)]
pub struct Mentioned {
    /// URLs and texts that name a service.
    pub strings: Vec<(String, Location)>,
    pub calls: Vec<(String, Location)>,
    pub settings: Vec<(String, Location)>,
    pub variables: Vec<MentionedVariable>,
}

/// A variable, and the beginning of the URL that the code takes where it is missing.
pub struct MentionedVariable {
    pub name: EnvName,
    /// The beginning of its URL; `None` if it has none. Ex) `redis://`
    pub url: Option<String>,
    pub at: Location,
}

impl Wanted {
    pub fn of(rows: impl Iterator<Item = &'static ServiceRow>) -> Self {
        let mut wanted =
            Self { schemes: Vec::new(), texts: Vec::new(), calls: Vec::new(), settings: Vec::new(), variables: Vec::new() };
        for row in rows {
            wanted.schemes.extend(row.schemes.iter().cloned());
            wanted.texts.extend(row.strings.iter().map(String::as_str));
            wanted.calls.extend(row.calls.iter().map(String::as_str));
            wanted.settings.extend(row.settings.iter().map(String::as_str));
            let group = row.group.as_deref().and_then(service_group);
            let names = [Some(&row.variables), Some(&row.also), group].into_iter().flatten();
            wanted.variables.extend(names.flat_map(|names| names.all().map(|(_, name)| name)));
        }
        wanted
    }

    fn is_url(&self, text: &str) -> bool {
        let scheme = text.split_once("://").map(|(scheme, _)| scheme.split('+').next().unwrap_or(scheme));
        scheme.is_some_and(|scheme| self.schemes.iter().any(|known| known == scheme))
    }

    fn variable(&self, name: &str) -> Option<&'static EnvName> {
        self.variables.iter().find(|known| known.as_str().eq_ignore_ascii_case(name)).copied()
    }

    /// Whether the text may hold something of it.
    fn may_hold(&self, text: &str) -> bool {
        let last = |name: &&str| text.contains(name.rsplit('.').next().unwrap_or(name));
        text.contains("://") && self.schemes.iter().any(|scheme| text.contains(scheme.as_str()))
            || self.texts.iter().any(|known| text.contains(known))
            || self.calls.iter().any(last)
            || self.settings.iter().any(|name| text.contains(name))
            || self.variables.iter().any(|name| text.contains(name.as_str()))
    }
}

/// Reads the project's own sources. The variables that the program reads were found before; others are only named, such as
/// keys of a configuration.
pub fn read(survey: &Survey<'_>, wanted: &Wanted, environment: &Environment) -> Mentioned {
    let mut found = Mentioned::default();
    for variable in &environment.variables {
        let Some(name) = wanted.variable(variable.name.as_str()) else { continue };
        let url = variable.scheme.as_ref().map(|scheme| format!("{scheme}://"));
        let read = variable.places.iter().filter(|place| place.by == MentionedBy::Code);
        let read = read.map(|place| MentionedVariable { name: name.clone(), url: url.clone(), at: place.at.clone() });
        found.variables.extend(read);
    }
    let tree = survey.evidence.tree;
    for file in &survey.scanned {
        let Ok(Some(text)) = tree.text(&file.path) else { continue };
        if !wanted.may_hold(&text) {
            continue;
        }
        let Some(module) = survey.resolver.project.module(&file.path) else { continue };
        of_module(survey, wanted, &module, &mut found);
    }
    found
}

fn of_module(survey: &Survey<'_>, wanted: &Wanted, module: &Module, found: &mut Mentioned) {
    let located = |at| module.source.location(at);
    for (text, at) in strings(module.statements()) {
        if wanted.is_url(text) || wanted.texts.contains(&text) {
            found.strings.push((text.to_owned(), located(at)));
        } else if let Some(name) = wanted.variable(text).filter(|name| name.as_str() == text) {
            let at = located(at);
            if !found.variables.iter().any(|known| known.name == *name && known.at == at) {
                found.variables.push(MentionedVariable { name: name.clone(), url: None, at });
            }
        }
    }
    for site in calls(module.statements()) {
        let name = || match survey.resolver.project.target(module, &site.call.func)? {
            Target::External(name) => Some(name),
            _ => None,
        };
        if !wanted.calls.is_empty()
            && let Some(name) = name().filter(|name| wanted.calls.contains(&name.as_str()))
        {
            found.calls.push((name, located(site.call.start())));
        }
    }
    for binding in module.bindings() {
        if wanted.settings.contains(&binding.name) {
            found.settings.push((binding.name.to_owned(), located(binding.range.start())));
        }
    }
}
