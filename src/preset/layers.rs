//! From the layers of a preset to one layout: the parent first, then what each child changes.

use std::collections::BTreeSet;
use std::str::FromStr;

use pep440_rs::{Version, VersionSpecifiers};
use regex::Regex;
use toml::Spanned;

use super::bundle::Bundle;
use super::file::{ChangeFile, DetectFile, PresetFile, QuestionFile, QuestionType, Spot, StageFile};
use super::question::{DefaultAnswer, Detect, DetectPath, Pattern, PresetQuestion, typed};
use super::stage::{About, PresetStage, PresetStep, StageFrom, StepName};
use super::{Expression, FurtherFile, Preset, PresetDefault, PresetError, ignore};
use crate::facts::{Answers, QUESTIONS, SETTINGS, Settings};
use crate::model::{Fact, ImageRef, Origin, RelPath, Setting, StageName};
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
        bundle.invalid(offset, error.message().to_owned(), "README.md, \"Presets for your team\", lists what the file takes")
    })?;
    if let Some(wanted) = &file.pydock {
        let span = wanted.span().start;
        let here = Version::from_str(env!("CARGO_PKG_VERSION")).expect("the version of the package is one");
        let specifiers = VersionSpecifiers::from_str(wanted.get_ref());
        let specifiers = specifiers.map_err(|error| bundle.invalid(span, error.to_string(), "write it as `>=0.1,<2`"))?;
        if !specifiers.contains(&here) {
            let problem = format!("the preset is for pydock {specifiers}, and this is pydock {here}");
            return Err(bundle.invalid(span, problem, "take another pydock, or another version of the preset"));
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
        let all: Vec<(String, String)> = self.templates.into_iter().chain(self.expressions).collect();
        self.preset.templates =
            Templates::built_in().with(&all).map_err(|error| PresetError::Template { preset: bundle.label.clone(), error })?;
        Ok(self.preset)
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
            Some((problem, "the last stage is what `docker build` builds, so it is always there"))
        }
        Some(_) if !preset.python && !preset.defaults.iter().any(|default| default.key == "cmd") => {
            let problem = "a preset for another language than Python must say what the image starts".to_owned();
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

    fn name(&self, text: &Spot) -> Result<StageName, PresetError> {
        text.get_ref().parse().map_err(|error| self.invalid(text, format!("{error}"), "such as `assets`"))
    }

    fn stages(&self, draft: &mut Draft) -> Result<(), PresetError> {
        let extends = self.file.extends.is_some();
        for gone in &self.file.remove {
            let index = self.position(draft, gone)?;
            draft.preset.stages.remove(index);
        }
        for stage in &self.file.stages {
            let new = self.stage(draft, stage)?;
            let known = draft.preset.stages.iter().position(|known| known.name == new.name);
            let place = match (&stage.before, &stage.after) {
                (Some(_), Some(after)) => return Err(self.invalid(after, "both `before` and `after`", "say one of the two")),
                (Some(before), None) => Some(self.position(draft, before)?),
                (None, Some(after)) => Some(self.position(draft, after)? + 1),
                (None, None) => None,
            };
            let stages = &mut draft.preset.stages;
            match (known, place) {
                (Some(known), None) if extends => stages[known] = new,
                (Some(known), Some(place)) if extends => {
                    stages.insert(place, new);
                    stages.remove(known + usize::from(place <= known));
                }
                (None, Some(place)) => stages.insert(place, new),
                (_, None) if !extends => stages.push(new),
                _ => {
                    let problem = format!("it is not said where the stage `{}` goes", new.name);
                    return Err(self.invalid(
                        &stage.name,
                        problem,
                        "add `before = \"…\"` or `after = \"…\"` with a stage's name",
                    ));
                }
            }
        }
        self.file.changes.iter().try_for_each(|change| self.change(draft, change))
    }

    fn stage(&self, draft: &mut Draft, stage: &StageFile) -> Result<PresetStage, PresetError> {
        let about = self.about(draft, &stage.about)?;
        Ok(PresetStage {
            name: self.name(&stage.name)?,
            from: self.from(draft, &stage.from)?,
            platform: stage.platform,
            when: stage.when,
            condition: self.condition(draft, stage.r#if.as_ref())?,
            about,
            steps: self.steps(draft, &stage.steps)?,
        })
    }

    fn about(&self, draft: &mut Draft, about: &Spot) -> Result<About, PresetError> {
        if about.get_ref().contains(char::is_control) {
            return Err(self.invalid(about, "`about` has more than one line", "it becomes a comment: write one line"));
        }
        let is_template = about.get_ref().contains("{{");
        Ok(if is_template { About::Expression(self.expression(draft, about)) } else { About::Text(about.get_ref().clone()) })
    }

    fn from(&self, draft: &mut Draft, from: &Spot) -> Result<StageFrom, PresetError> {
        let text = from.get_ref().as_str();
        match text {
            "runtime" => return Ok(StageFrom::Runtime),
            "builder" => return Ok(StageFrom::Builder),
            _ if !text.contains([':', '/', '@', '{']) => return Ok(StageFrom::Stage(self.name(from)?)),
            _ => {}
        }
        if !text.contains('{') {
            text.parse::<ImageRef>().map_err(|error| self.invalid(from, error.to_string(), "name an image with its tag"))?;
        }
        Ok(StageFrom::Image(self.expression(draft, from)))
    }

    fn steps(&self, draft: &Draft, names: &[Spot]) -> Result<Vec<PresetStep>, PresetError> {
        names.iter().map(|name| self.step(draft, name)).collect()
    }

    /// A preset's own template goes before pydock's step of the same name.
    fn step(&self, draft: &Draft, name: &Spot) -> Result<PresetStep, PresetError> {
        let template = format!("step/{}.tera", name.get_ref());
        let is_own = draft.template(&template).is_some() && !Templates::built_in().contains(&template);
        match (StepName::find(name.get_ref()), is_own) {
            (_, true) => Ok(PresetStep::Own(name.get_ref().clone())),
            (Some(step), false) => Ok(PresetStep::BuiltIn(step)),
            (None, false) => {
                let known: Vec<&str> = StepName::ALL.into_iter().map(StepName::as_str).collect();
                let problem = format!("there is no step `{}`", name.get_ref().escape_debug());
                let hint = format!("write it as `templates/{}`, or take one of {}", template.escape_debug(), known.join(", "));
                Err(self.invalid(name, problem, hint))
            }
        }
    }

    fn position(&self, draft: &Draft, name: &Spot) -> Result<usize, PresetError> {
        let stages = &draft.preset.stages;
        stages.iter().position(|stage| stage.name.as_str() == name.get_ref()).ok_or_else(|| {
            let known: Vec<&str> = stages.iter().map(|stage| stage.name.as_str()).collect();
            let problem = format!("there is no stage `{}` below this layer", name.get_ref().escape_debug());
            let hint = if known.is_empty() {
                "name a parent with `extends`".to_owned()
            } else {
                format!("there are {}", known.join(", "))
            };
            self.invalid(name, problem, hint)
        })
    }

    fn change(&self, draft: &mut Draft, change: &ChangeFile) -> Result<(), PresetError> {
        let index = self.position(draft, &change.stage)?;
        let mut stage = draft.preset.stages[index].clone();
        if let Some(from) = &change.from {
            stage.from = self.from(draft, from)?;
        }
        if let Some(about) = &change.about {
            stage.about = self.about(draft, about)?;
        }
        if change.r#if.is_some() {
            stage.condition = self.condition(draft, change.r#if.as_ref())?;
        }
        for gone in &change.remove {
            let index = self.step_position(&stage, gone)?;
            stage.steps.remove(index);
        }
        for insert in &change.insert {
            let place = match (&insert.before, &insert.after) {
                (Some(before), None) => self.step_position(&stage, before)?,
                (None, Some(after)) => self.step_position(&stage, after)? + 1,
                _ => {
                    return Err(self.invalid(
                        &change.stage,
                        "an `insert` needs one of `before` and `after`",
                        "name a step there",
                    ));
                }
            };
            stage.steps.splice(place..place, self.steps(draft, &insert.steps)?);
        }
        stage.steps.extend(self.steps(draft, &change.append)?);
        draft.preset.stages[index] = stage;
        Ok(())
    }

    fn step_position(&self, stage: &PresetStage, name: &Spot) -> Result<usize, PresetError> {
        stage.steps.iter().position(|step| step.name() == name.get_ref()).ok_or_else(|| {
            let known: Vec<&str> = stage.steps.iter().map(PresetStep::name).collect();
            let problem = format!("the stage `{}` has no step `{}`", stage.name, name.get_ref().escape_debug());
            self.invalid(name, problem, format!("it has {}", known.join(", ")))
        })
    }

    /// Answers by the flags' names, and settings and answers to questions under `set`.
    fn defaults(&self, draft: &mut Draft) -> Result<(), PresetError> {
        for (key, value) in &self.file.defaults {
            if key == "set" {
                let Some(table) = value.get_ref().as_table() else {
                    return Err(self.invalid(value, "`set` is not a table", "write `set = { key = \"value\" }`"));
                };
                for (key, text) in table {
                    let texts = self.texts(value, text)?;
                    self.setting(draft, key, value, &texts)?;
                }
                continue;
            }
            let Some(question) = QUESTIONS.iter().find(|question| question.flag == key && question.id != "preset") else {
                let known: Vec<&str> = QUESTIONS.iter().map(|question| question.flag).filter(|flag| *flag != "preset").collect();
                let problem = format!("`{}` is not a flag that a preset can answer", key.escape_debug());
                return Err(self.invalid(value, problem, format!("known are {} and set", known.join(", "))));
            };
            let texts = self.texts(value, value.get_ref())?;
            let is_template = |text: &String| text.contains("{{") || text.contains("{%");
            for text in texts.iter().filter(|text| !is_template(text)) {
                (question.answer)(&mut Answers::default(), text, Origin::Preset).map_err(|error| {
                    self.invalid(value, format!("{key}: {error}"), "write what the flag of the same name takes")
                })?;
            }
            self.put(draft, PresetDefault { key: key.clone(), texts, place: self.place(value) });
        }
        Ok(())
    }

    fn setting(&self, draft: &mut Draft, key: &str, at: &Spanned<toml::Value>, texts: &[String]) -> Result<(), PresetError> {
        let text = texts.join(",");
        if SETTINGS.iter().any(|(known, _)| *known == key) {
            let setting = Fact::new(Setting { key: key.to_owned(), value: text }, Origin::Preset);
            Settings::parse(std::slice::from_ref(&setting))
                .map_err(|error| self.invalid(at, format!("{key}: {error}"), "write what `--set` takes"))?;
            draft.preset.settings.retain(|known| known.value.key != key);
            draft.preset.settings.push(setting);
            return Ok(());
        }
        let Some(question) = draft.preset.questions.iter_mut().find(|question| question.id == key) else {
            let problem = format!("`{}` is neither a setting nor a question of this preset", key.escape_debug());
            return Err(self.invalid(at, problem, "`pydock init --help` lists the settings"));
        };
        if question.parse(&text).is_none() {
            let problem = format!("`{}` is not an answer to `{key}`", text.escape_debug());
            return Err(self.invalid(at, problem, format!("expected {}", question.expected())));
        }
        question.default = Some(DefaultAnswer::Text(text));
        Ok(())
    }

    /// A child's answer goes before its parent's; in lists that add to each other, for the same name alone.
    fn put(&self, draft: &mut Draft, mut default: PresetDefault) {
        if let Some(index) = draft.preset.defaults.iter().position(|known| known.key == default.key) {
            let parent = draft.preset.defaults.remove(index);
            if default.adds() {
                let is_kept =
                    |text: &String| !default.texts.iter().any(|own| PresetDefault::name(own) == PresetDefault::name(text));
                let kept: Vec<String> = parent.texts.into_iter().filter(is_kept).collect();
                default.texts.splice(..0, kept);
            }
        }
        for text in default.texts.iter().filter(|text| text.contains('{')) {
            draft.expressions.push((default.expression(text), text.clone()));
        }
        draft.preset.defaults.push(default);
    }

    fn texts(&self, at: &Spanned<toml::Value>, value: &toml::Value) -> Result<Vec<String>, PresetError> {
        let texts = match value {
            toml::Value::Array(values) => values.iter().map(typed).collect(),
            other => typed(other).map(|text| vec![text]),
        };
        texts.ok_or_else(|| self.invalid(at, "this is no text, number or truth value", "write a string in quotes"))
    }

    fn question(&self, question: &QuestionFile, draft: &mut Draft) -> Result<PresetQuestion, PresetError> {
        let id = question.id.get_ref();
        let is_name = id.starts_with(|c: char| c.is_ascii_lowercase())
            && id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-');
        if !is_name {
            return Err(self.invalid(
                &question.id,
                format!("`{}` is not the name of a question", id.escape_debug()),
                "such as `node-version`",
            ));
        }
        let is_taken =
            QUESTIONS.iter().any(|known| known.id == id || known.flag == id) || SETTINGS.iter().any(|(key, _)| key == id);
        if is_taken || super::VALUES.contains(&id.as_str()) {
            let problem = format!("`{id}` is a fact of pydock's own");
            return Err(self.invalid(&question.id, problem, "templates know it already; `[defaults]` answers it"));
        }
        let has_choices = matches!(question.r#type, QuestionType::Choice | QuestionType::MultiChoice);
        if has_choices == question.choices.is_empty() {
            let problem =
                if has_choices { "a choice without `choices`" } else { "`choices` for a question that is not a choice" };
            return Err(self.invalid(&question.id, problem, "`type = \"choice\"` and `choices = [\"…\"]` go together"));
        }
        let pattern = match &question.pattern {
            Some(text) => Some(Pattern::new(text.get_ref()).map_err(|error| self.no_expression(text, &error))?),
            None => None,
        };
        let condition = self.condition(draft, question.r#if.as_ref())?;
        let detect: Result<Vec<Detect>, PresetError> = question.detect.iter().map(|detect| self.detect(draft, detect)).collect();
        let mut new = PresetQuestion {
            id: id.clone(),
            help: question.help.clone(),
            takes: question.r#type,
            choices: question.choices.clone(),
            pattern,
            min: question.min,
            max: question.max,
            default: None,
            detect: detect?,
            condition,
            secret: question.secret,
            ask: question.ask,
            place: self.place(&question.id),
        };
        if let Some(default) = &question.default {
            let text = self.texts(default, default.get_ref())?.join(",");
            new.default = Some(if text.contains('{') {
                DefaultAnswer::Expression(self.keep(draft, default.span().start, text))
            } else if new.parse(&text).is_some() {
                DefaultAnswer::Text(text)
            } else {
                let problem = format!("the default `{}` is not an answer to `{id}`", text.escape_debug());
                return Err(self.invalid(default, problem, format!("expected {}", new.expected())));
            });
        }
        Ok(new)
    }

    fn detect(&self, draft: &mut Draft, detect: &DetectFile) -> Result<Detect, PresetError> {
        let file = if detect.file.get_ref().contains('{') {
            DetectPath::Expression(self.expression(draft, &detect.file))
        } else {
            let path = RelPath::parse(detect.file.get_ref());
            DetectPath::Plain(path.map_err(|error| self.invalid(&detect.file, error.to_string(), "a path below the project"))?)
        };
        let pattern = match &detect.pattern {
            Some(text) => Some(Regex::new(text.get_ref()).map_err(|error| self.no_expression(text, &error))?),
            None => None,
        };
        let value =
            detect.value.as_ref().map(|value| self.texts(value, value.get_ref()).map(|texts| texts.join(","))).transpose()?;
        if let Some(pointer) = &detect.pointer
            && !pointer.get_ref().starts_with('/')
        {
            return Err(self.invalid(pointer, "this is not a JSON pointer", "such as `/engines/node`"));
        }
        let condition = self.condition(draft, detect.r#if.as_ref())?;
        let pointer = detect.pointer.as_ref().map(|pointer| pointer.get_ref().clone());
        Ok(Detect { file, pointer, pattern, value, condition })
    }

    fn no_expression(&self, at: &Spot, error: &regex::Error) -> PresetError {
        let last = error.to_string().lines().last().unwrap_or_default().trim_start_matches("error: ").to_owned();
        self.invalid(at, format!("this is not a regular expression: {last}"), "write it as the Rust crate `regex` takes it")
    }
}
