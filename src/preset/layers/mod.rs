//! From the layers of a preset to one layout: the parent first, then what each child changes.

mod defaults;
mod questions;
mod stages;

use std::collections::BTreeSet;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};
use toml::Spanned;

use super::bundle::Bundle;
use super::file::{PresetFile, Spot};
use super::stage::{PresetStage, PresetStep, StageFrom, StepName};
use super::{Expression, FurtherFile, Preset, PresetError, ignore};
use crate::detect::installer::configures_pip;
use crate::model::{FactId, StageName, product};
use crate::template::Templates;

/// A preset in the making.
pub struct Draft {
    preset: Preset,
    /// Expressions of `preset.toml` files, which are templates as well.
    expressions: Vec<(String, String)>,
    templates: Vec<(String, String)>,
}

/// One layer while it is laid on.
struct Layer<'a> {
    bundle: &'a Bundle,
    file: &'a PresetFile,
}

pub fn parse(bundle: &Bundle) -> Result<PresetFile, PresetError> {
    let file: PresetFile = toml::from_str(&bundle.text).map_err(|error| {
        let offset = error.span().map_or(0, |span| span.start);
        bundle.invalid(offset, error.message().to_owned(), "`pydock preset new DIR` writes an example with comments")
    })?;
    if let Some(wanted) = &file.pydock {
        let span = wanted.span().start;
        let here = Version::from_str(product::VERSION).expect("the version of the package is one");
        let specifiers = VersionSpecifiers::from_str(wanted.get_ref());
        let specifiers = specifiers.map_err(|error| bundle.invalid(span, error.to_string(), "write it as `>=0.1,<2`"))?;
        if !specifiers.contains(&here) {
            let problem = format!("the preset is for pydock {specifiers}, and this is pydock {here}");
            return Err(bundle.invalid(span, problem, "use another release of pydock, or another version of the preset"));
        }
    }
    Ok(file)
}

impl Draft {
    pub fn new() -> Self {
        Self { preset: Preset::empty(), expressions: Vec::new(), templates: Vec::new() }
    }

    /// Lays one more layer on those that are there.
    pub fn lay(&mut self, bundle: &Bundle, file: &PresetFile) -> Result<(), PresetError> {
        let layer = Layer { bundle, file };
        for (name, text) in &bundle.templates {
            self.templates.retain(|(known, _)| known != name);
            self.templates.push((name.clone(), text.clone()));
        }
        self.preset.name.clone_from(file.name.get_ref());
        self.preset.description.clone_from(&file.description);
        self.preset.replaces.clone_from(&file.replaces);
        self.preset.differs.clone_from(&file.differs);
        self.preset.python = file.python.unwrap_or(self.preset.python);
        self.preset.pure_only = file.pure_only.unwrap_or(self.preset.pure_only);
        for question in &file.questions {
            let question = layer.question(question, self)?;
            match self.preset.questions.iter_mut().find(|known| known.id == question.id) {
                Some(known) => *known = question,
                None => self.preset.questions.push(question),
            }
        }
        layer.defaults(self)?;
        layer.stages(self)?;
        for pattern in &file.ignore {
            if !pattern.get_ref().contains('{') {
                ignore::admit(pattern.get_ref()).map_err(|problem| layer.invalid(pattern, problem, ignore::EXPECTED))?;
            }
            let pattern = layer.line(self, pattern);
            self.preset.ignore.push(pattern);
        }
        for path in &file.exclude_sources {
            let path = layer.expression(self, path);
            self.preset.exclude_sources.push(path);
        }
        if let Some(command) = &file.health_command {
            self.preset.health_command = Some(layer.line(self, command));
        }
        // Rules of several layers all hold: a child cannot lift what its parent asks for.
        self.preset.policies.extend(file.policy.clone().map(|policy| (bundle.label.clone(), policy)));
        for further in &file.files {
            if self.template(further.template.get_ref()).is_none() {
                let problem = format!("there is no template `{}`", further.template.get_ref().escape_debug());
                return Err(layer.invalid(&further.template, problem, "name a file below the preset's `templates` folder"));
            }
            let path = layer.expression(self, &further.path);
            let condition = layer.condition(self, further.r#if.as_ref())?;
            let template = further.template.get_ref().clone();
            self.preset.files.retain(|known| known.written != *further.path.get_ref());
            let written = further.path.get_ref().clone();
            self.preset.files.push(FurtherFile { path, written, template, condition, place: layer.place(&further.path) });
        }
        Ok(())
    }

    /// The whole preset, with every template compiled.
    pub fn finish(mut self, bundle: &Bundle) -> Result<Preset, PresetError> {
        if let Some(problem) = unsound(&self.preset) {
            return Err(bundle.invalid(0, problem.0, problem.1));
        }
        self.preset.for_pip = self.for_pip();
        let all: Vec<(String, String)> = self.templates.into_iter().chain(self.expressions).collect();
        self.preset.templates =
            Templates::built_in().with(&all).map_err(|error| PresetError::Template { preset: bundle.label.clone(), error })?;
        Ok(self.preset)
    }

    /// What the layers have of pip's: its template, a setting of it, or an image that may hold its configuration.
    fn for_pip(&self) -> Option<String> {
        let texts = || self.templates.iter().chain(&self.expressions);
        if let Some((name, _)) = texts().find(|(name, text)| name == "install/pip.tera" || configures_pip(text)) {
            return Some(format!("the preset's `{name}` is about pip"));
        }
        let installs = |stage: &&PresetStage| stage.steps.contains(&PresetStep::BuiltIn(StepName::Dependencies));
        let own = self.preset.stages.iter().filter(installs).find(|stage| matches!(stage.from, StageFrom::Image(_)))?;
        Some(format!("the image of the preset's stage `{}` may configure pip", own.name))
    }

    fn template(&self, name: &str) -> Option<&str> {
        self.templates.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str())
    }
}

/// What the layers together must hold to.
fn unsound(preset: &Preset) -> Option<(String, &'static str)> {
    let mut earlier: BTreeSet<&StageName> = BTreeSet::new();
    for stage in &preset.stages {
        if let StageFrom::Stage(parent) = &stage.from
            && !earlier.contains(parent)
        {
            let hint = "a stage starts from `runtime`, from `builder`, from an earlier stage, or from an image such as `node:24`";
            return Some((
                format!("the stage `{}` starts from `{parent}`, and no earlier stage has that name", stage.name),
                hint,
            ));
        }
        if !earlier.insert(&stage.name) {
            return Some((format!("there are two stages `{}`", stage.name), "give one of them another name"));
        }
    }
    match preset.stages.last() {
        None => Some(("there is no stage".to_owned(), "write at least one `[[stage]]`, or `extends`")),
        Some(last) if last.when != super::When::Always || last.condition.is_some() => {
            let problem = format!("the last stage, `{}`, has a condition", last.name);
            Some((problem, "the last stage is what `docker build` builds, so it cannot have a condition"))
        }
        Some(_) if !preset.python && !preset.defaults.iter().any(|default| default.fact == FactId::Command) => {
            let problem = "a preset for a language other than Python must set the start command".to_owned();
            Some((problem, "write `cmd = \"…\"` under `[defaults]`"))
        }
        Some(_) => None,
    }
}

impl Layer<'_> {
    fn place<T>(&self, at: &Spanned<T>) -> String {
        self.bundle.place(at.span().start)
    }

    fn invalid<T>(&self, at: &Spanned<T>, problem: impl Into<String>, hint: impl Into<String>) -> PresetError {
        self.bundle.invalid(at.span().start, problem, hint)
    }

    /// Keeps the text as a template of its own, under the name of its place.
    fn expression(&self, draft: &mut Draft, text: &Spot) -> String {
        self.keep(draft, text.span().start, text.get_ref().clone())
    }

    /// The same with its place, for what is judged when it is known.
    fn line(&self, draft: &mut Draft, text: &Spot) -> Expression {
        Expression { name: self.expression(draft, text), place: self.place(text) }
    }

    fn keep(&self, draft: &mut Draft, offset: usize, text: String) -> String {
        let before = &self.bundle.text[..offset.min(self.bundle.text.len())];
        let column = 1 + before.len() - before.rfind('\n').map_or(0, |end| end + 1);
        let name = format!("{}:{column}", self.bundle.place(offset));
        draft.expressions.push((name.clone(), text));
        name
    }

    /// An expression that holds or does not.
    fn condition(&self, draft: &mut Draft, text: Option<&Spot>) -> Result<Option<String>, PresetError> {
        let Some(text) = text else { return Ok(None) };
        if ["{", "}", "#"].iter().any(|sign| text.get_ref().contains(sign)) {
            let hint = "write the expression alone, such as `framework == 'django' and test`";
            return Err(self.invalid(text, "an `if` takes an expression, not a template", hint));
        }
        let template = format!("{{% if {} %}}true{{% endif %}}", text.get_ref());
        Ok(Some(self.keep(draft, text.span().start, template)))
    }
}
