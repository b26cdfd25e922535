//! The stages of a layer, and what it changes in those of its parent.

use super::{Draft, Layer};
use crate::model::{ImageRef, StageName};
use crate::preset::PresetError;
use crate::preset::file::{ChangeFile, Spot, StageFile};
use crate::preset::stage::{About, PresetStage, PresetStep, StageFrom, StepName};
use crate::template::Templates;

impl Layer<'_> {
    fn name(&self, text: &Spot) -> Result<StageName, PresetError> {
        text.get_ref().parse().map_err(|error| self.invalid(text, format!("{error}"), "such as `assets`"))
    }

    pub(super) fn stages(&self, draft: &mut Draft) -> Result<(), PresetError> {
        let extends = self.file.extends.is_some();
        for gone in &self.file.remove {
            let index = self.position(draft, gone)?;
            draft.preset.stages.remove(index);
        }
        for stage in &self.file.stages {
            let new = self.stage(draft, stage)?;
            let known = draft.preset.stages.iter().position(|known| known.name == new.name);
            let place = match (&stage.before, &stage.after) {
                (Some(_), Some(after)) => return Err(self.invalid(after, "both `before` and `after`", "use one of the two")),
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
                    let problem = format!("the position of the stage `{}` is missing", new.name);
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
        if about.get_ref().contains(crate::model::is_hidden) {
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
}
