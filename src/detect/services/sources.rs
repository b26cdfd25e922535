//! What the sources and the files of variables name: URLs, settings, calls, variables.

use ruff_python_ast::{Expr, Stmt};
use ruff_text_size::Ranged;

use crate::detect::start::Survey;
use crate::knowledge::{ServiceRow, service_group};
use crate::model::{EnvName, Location};
use crate::python::{Module, Target, bindings, calls, literal, strings};

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

/// A variable, and the value that the code takes where it is missing.
pub struct MentionedVariable {
    pub name: EnvName,
    pub default: Option<String>,
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
            || text.contains("BaseSettings")
    }
}

/// Reads the project's own sources and its examples of variables.
pub fn read(survey: &Survey<'_>, wanted: &Wanted) -> Mentioned {
    let mut found = Mentioned::default();
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
            found.variables.push(MentionedVariable { name: name.clone(), default: None, at: located(at) });
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
        // The value behind the name stands for a missing variable.
        let first = site.call.arguments.find_positional(0).and_then(literal::string);
        if let Some(name) = first.and_then(|name| wanted.variable(name).filter(|known| known.as_str() == name))
            && let Some(default) = literal::string_argument(site.call, "default", 1)
        {
            let at = located(site.call.start());
            found.variables.push(MentionedVariable { name: name.clone(), default: Some(default.to_owned()), at });
        }
    }
    for binding in module.bindings() {
        if wanted.settings.contains(&binding.name) {
            found.settings.push((binding.name.to_owned(), located(binding.range.start())));
        }
    }
    // Fields of a settings class are variables by their names, in any case.
    for class in bindings::classes(module.statements()) {
        let is_settings = class.arguments.iter().flat_map(|arguments| arguments.args.iter()).any(|base| {
            let name = match base {
                Expr::Name(name) => name.id.as_str(),
                Expr::Attribute(attribute) => attribute.attr.as_str(),
                _ => "",
            };
            name.ends_with("Settings")
        });
        for statement in class.body.iter().filter(|_| is_settings) {
            let Stmt::AnnAssign(assign) = statement else { continue };
            let Expr::Name(field) = assign.target.as_ref() else { continue };
            if let Some(name) = wanted.variable(field.id.as_str()) {
                let default = assign.value.as_deref().and_then(literal::string).map(str::to_owned);
                found.variables.push(MentionedVariable { name: name.clone(), default, at: located(statement.start()) });
            }
        }
    }
}
