//! `pydock preset show`: a preset with its layers laid on each other.

use super::{Paint, harmless};
use crate::facts::Question;
use crate::preset::{Preset, PresetQuestion, PresetStep, QuestionType, StageFrom, When};

pub fn text(preset: &Preset, paint: Paint) -> String {
    let mut lines = vec![format!("{}: {}", paint.heading(&harmless(&preset.name)), harmless(&preset.description))];
    for stage in &preset.stages {
        let from = match &stage.from {
            StageFrom::Runtime => "the image that runs".to_owned(),
            StageFrom::Builder => "the image that compiles".to_owned(),
            StageFrom::Stage(name) => name.to_string(),
            StageFrom::Image(_) => "another image".to_owned(),
        };
        let when = match (stage.when, &stage.condition) {
            (When::Always, None) => "",
            (When::Always, Some(_)) => ", on its own condition",
            (When::Dev, _) => ", where development is wanted",
            (When::Test, _) => ", where tests are wanted",
            (When::Package, _) => ", where the project is a package",
        };
        let steps: Vec<&str> = stage.steps.iter().map(PresetStep::name).collect();
        lines.push(format!("\nstage {} from {from}{when}", paint.heading(stage.name.as_str())));
        lines.push(format!("  {}", harmless(&steps.join(", "))));
    }
    if !preset.questions.is_empty() {
        lines.push(format!("\n{}", paint.heading("questions")));
        lines.extend(preset.questions.iter().map(question));
    }
    if !preset.defaults.is_empty() {
        lines.push(format!("\n{}", paint.heading("defaults")));
        let default = |default: &crate::preset::PresetDefault| {
            format!("  --{} {}", Question::of(default.fact).flag, harmless(&default.texts.join(", ")))
        };
        lines.extend(preset.defaults.iter().map(default));
    }
    if !preset.files.is_empty() {
        lines.push(format!("\n{}", paint.heading("files")));
        lines.extend(preset.files.iter().map(|file| format!("  {}", harmless(&file.written))));
    }
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn question(question: &PresetQuestion) -> String {
    let kind = match question.takes {
        QuestionType::Text => "text",
        QuestionType::Bool => "true or false",
        QuestionType::Int => "number",
        QuestionType::Choice | QuestionType::MultiChoice => &question.choices.join(", "),
        QuestionType::Path => "path",
    };
    let secret = if question.secret { ", secret" } else { "" };
    let need = if question.default.is_some() || !question.detect.is_empty() { "" } else { ", needs an answer" };
    format!("  --set {}=…  {} ({}{secret}{need})", question.id, harmless(&question.help), harmless(kind))
}
