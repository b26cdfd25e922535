//! A file that pydock wrote, line by line.

use crate::detect::forecast::Forecast;
use crate::detect::git_ignored;
use crate::dockerfile::{Dockerfile, Instruction};
use crate::facts::ProjectFacts;
use crate::knowledge::{StepRow, ignore_sections, step_row};
use crate::model::{DOCKERIGNORE, FactId, IgnoreList, InstallBlock, LineSource, Origin, PresetAnswer, RelPath, Stage, Step};
use crate::pipeline::{Generated, Survey};

use super::foreign;
use super::line::{Author, ExplainedLine, LineFact, PassedOver, Reason};
use super::lines_of::{OldLine, lines_of};
use super::{Download, ExplainedFile, StageGraph, passed_over, reasons, values};

/// What is known about a file of pydock's.
#[derive(Clone, Copy)]
pub struct Written<'a> {
    pub survey: &'a Survey,
    pub generated: &'a Generated,
    /// The file as it was rendered last, where a record has it. `None` if no record has it.
    pub pristine: Option<&'a str>,
    pub download: Option<&'a Forecast>,
}

/// Explains a Dockerfile or a `.dockerignore` that pydock wrote, as it stands on the disk.
pub fn explain_written(path: &RelPath, text: &str, written: Written<'_>) -> ExplainedFile {
    let text = text.replace("\r\n", "\n");
    let rendered = written.generated.files.iter().find(|file| file.path.file_name() == path.file_name());
    let rendered = rendered.map_or("", |file| file.contents.as_str());
    let today = lines_of(rendered, &text);
    let earlier = written.pristine.map(|pristine| lines_of(pristine, &text));
    let is_dockerfile = path.file_name() != DOCKERIGNORE;
    let parsed = if is_dockerfile { Dockerfile::parse(&text).ok() } else { None };
    let teller = Teller::new(path.file_name(), rendered, written);
    let mut lines: Vec<ExplainedLine> = Vec::new();
    let mut previous = None;
    for (index, line) in text.lines().enumerate() {
        let place = today.get(index).copied().unwrap_or(OldLine::New);
        let source = match place {
            OldLine::Same(line) | OldLine::InPlaceOf(line) => teller.sources.get(line).copied(),
            OldLine::New => None,
        };
        let is_earlier = || matches!(earlier.as_ref().and_then(|earlier| earlier.get(index)), Some(OldLine::Same(_)));
        let author = match place {
            OldLine::Same(_) => Author::Pydock,
            _ if is_earlier() => Author::Earlier,
            _ => Author::Hand,
        };
        let key = (source, author.clone());
        let group = lines.last().map_or(0, |last| last.group + usize::from(previous.as_ref() != Some(&key)));
        previous = Some(key);
        let mut explained = ExplainedLine::new(index + 1, line, author, group);
        let instruction = parsed.as_ref().and_then(|parsed| foreign::instruction_at(parsed, &text, index + 1));
        if let Some(parsed) = &parsed {
            foreign::tell(&mut explained, parsed, instruction);
        }
        if let Some(source) = source {
            if instruction.is_none() && explained.author == Author::Pydock {
                // A comment of pydock's speaks for its step.
                explained.does.clear();
            }
            teller.tell(&mut explained, source, instruction);
        }
        if let OldLine::InPlaceOf(line) = place {
            explained.in_place_of = rendered.lines().nth(line).map(str::to_owned);
        }
        lines.push(explained);
    }
    ExplainedFile {
        path: path.to_string(),
        preset: Some(written.survey.preset.name.clone()),
        lines,
        graph: parsed.as_ref().map(StageGraph::of),
        download: written.download.filter(|_| is_dockerfile).and_then(|forecast| download(written.generated, forecast)),
    }
}

/// The download of the first stage that installs dependencies.
fn download(generated: &Generated, forecast: &Forecast) -> Option<Download> {
    let installs =
        |stage: &&Stage| stage.steps.iter().any(|step| matches!(step, Step::Install { block: InstallBlock::Dependencies, .. }));
    let stage = generated.plan.stages.iter().find(installs)?;
    Some(Download { stage: stage.name.to_string(), forecast: forecast.clone() })
}

/// The template that writes the step. Ex) `step/apt.tera`, `install/uv.tera`
pub fn template_of(step: &Step) -> String {
    match step {
        Step::Install { install, .. } => format!("install/{}.tera", install.template),
        Step::Own { name, .. } => format!("step/{name}.tera"),
        _ => step.template().unwrap_or_default().to_owned(),
    }
}

/// Knows the plan behind a rendering.
struct Teller<'a> {
    written: Written<'a>,
    sources: &'a [LineSource],
    /// The lines of each part of the rendering together.
    rendered: Vec<(LineSource, &'a str)>,
    is_ignore: bool,
}

impl<'a> Teller<'a> {
    fn new(name: &str, rendered: &'a str, written: Written<'a>) -> Self {
        let sources = written.generated.sources.of(name);
        let rendered = sources.iter().copied().zip(rendered.lines()).collect();
        Self { written, sources, rendered, is_ignore: name == DOCKERIGNORE }
    }

    fn facts(&self) -> &'a ProjectFacts {
        &self.written.generated.facts
    }

    fn tell(&self, line: &mut ExplainedLine, source: LineSource, instruction: Option<&Instruction>) {
        let keyword = instruction.map(|instruction| instruction.keyword.as_str());
        match source {
            LineSource::Gap => {}
            LineSource::Header => {
                let (id, template) =
                    if self.is_ignore { ("dockerignore", "dockerignore.tera") } else { ("header", "header.tera") };
                self.by_template(line, template);
                self.rows(line, source, &step_row(id).into_iter().collect::<Vec<_>>(), keyword);
            }
            LineSource::Stage { stage } => {
                let Some(stage) = self.written.generated.plan.stages.get(stage) else { return };
                self.stage(line, source, stage);
            }
            LineSource::Step { stage, step } => {
                let Some(stage) = self.written.generated.plan.stages.get(stage) else { return };
                let Some(step) = stage.steps.get(step) else { return };
                line.stage = Some(stage.name.to_string());
                self.step(line, source, step, keyword);
            }
            LineSource::Section { section } => {
                let Some(list) = self.written.generated.plan.ignore.get(section) else { return };
                self.by_template(line, "dockerignore.tera");
                self.section(line, list);
            }
        }
    }

    fn stage(&self, line: &mut ExplainedLine, source: LineSource, stage: &Stage) {
        let layout = self.written.survey.preset.stages.iter().find(|layout| layout.name == stage.name);
        let rows = reasons::of_stage(stage, layout.map(|layout| layout.when));
        line.stage = Some(stage.name.to_string());
        self.rows(line, source, &rows, None);
        // The stage's own sentence says more than that it starts from something.
        let start = line.about.replace(stage.about.clone());
        line.reasons.splice(..0, start.map(|text| Reason { text, source: None }));
    }

    fn step(&self, line: &mut ExplainedLine, source: LineSource, step: &Step, keyword: Option<&str>) {
        let template = template_of(step);
        let rows = reasons::of_step(step, &line.text);
        self.rows(line, source, &rows, keyword);
        self.by_template(line, &template);
        if matches!(line.author, Author::Preset { .. }) {
            self.used(line, source, &template);
        }
    }

    /// Whose template it is.
    fn by_template(&self, line: &mut ExplainedLine, template: &str) {
        let preset = &self.written.survey.preset;
        line.step = template.strip_suffix(".tera").map(str::to_owned);
        line.template = Some(template.to_owned());
        if line.author == Author::Pydock && preset.templates.is_foreign(template) {
            line.author = Author::Preset { preset: preset.name.clone() };
        }
    }

    /// Adds what the rows say, and the facts that they name.
    fn rows(&self, line: &mut ExplainedLine, source: LineSource, rows: &[&'static StepRow], keyword: Option<&str>) {
        let (mut ids, mut settings): (Vec<FactId>, Vec<String>) = (Vec::new(), Vec::new());
        for row in rows {
            let detail = reasons::detail(row, &line.text, keyword);
            let about = detail.map_or(&row.about, |detail| &detail.about);
            match &line.about {
                None => line.about = Some(about.clone()),
                Some(_) => line.reasons.push(Reason { text: about.clone(), source: None }),
            }
            let (why, of) = match detail {
                Some(detail) => (detail.why.as_ref().unwrap_or(&row.why), detail.source.as_ref().unwrap_or(&row.source)),
                None => (&row.why, &row.source),
            };
            line.reasons.push(Reason { text: why.clone(), source: Some(of.clone()) });
            ids.extend(detail.map_or(&row.facts, |detail| &detail.facts).iter().copied());
            settings.extend(detail.map_or(&row.settings, |detail| &detail.settings).iter().cloned());
        }
        self.asked(line, source, ids, &settings);
    }

    /// Adds the facts with these ids, what was passed over for them, and the flags that change them.
    fn asked(&self, line: &mut ExplainedLine, source: LineSource, ids: Vec<FactId>, settings: &[String]) {
        let mut seen = Vec::new();
        let known: Vec<&str> = line.facts.iter().map(|fact| fact.id.as_str()).collect();
        for id in ids {
            if !seen.contains(&id) && !known.contains(&id.name()) {
                seen.push(id);
            }
        }
        let (facts, detected) = (self.facts(), &self.written.survey.detected);
        // A comment may name what another step holds.
        let is_said = |text: &&str| !text.starts_with('#');
        let part = self.rendered.iter().filter(|(other, _)| *other == source).map(|(_, line)| *line).filter(is_said);
        let own = Some(line.text.as_str()).filter(is_said).unwrap_or_default();
        line.facts.extend(values::of(&seen, own, &part.collect::<Vec<_>>().join("\n"), facts, detected));
        line.passed_over.extend(passed_over::of(&seen, facts, detected));
        line.changes.extend(values::changes(&seen, settings));
    }

    /// What a preset's template uses are its facts, and the answers to the preset's own questions.
    fn used(&self, line: &mut ExplainedLine, source: LineSource, template: &str) {
        let facts = self.facts();
        let used = self.written.survey.preset.templates.variables(template);
        let mut ids: Vec<FactId> = used.iter().filter_map(|name| FactId::named(&name.replace('_', "-"))).collect();
        if used.contains("builder_image") || used.contains("runtime_image") {
            ids.extend([FactId::Python, FactId::Base, FactId::Suite]);
        }
        self.asked(line, source, ids, &[]);
        let is_used = |answer: &&PresetAnswer| used.contains(answer.variable.as_str()) && !answer.skipped;
        // What is derived and comes to nothing says nothing.
        for answer in facts.preset_answers.iter().filter(is_used).filter(|answer| answer.secret || !answer.text.is_empty()) {
            let value = if answer.secret { "(secret)".to_owned() } else { answer.text.clone() };
            line.facts.push(LineFact { id: answer.id.clone(), value, origin: answer.origin.clone(), why: None });
            let question = self.written.survey.preset.questions.iter().find(|question| question.id == answer.id);
            let help = question.map(|question| question.help.clone()).unwrap_or_default();
            line.changes.push(super::Change { flag: format!("--set {}=…", answer.id), help });
        }
    }

    fn section(&self, line: &mut ExplainedLine, list: &IgnoreList) {
        let known = ignore_sections().iter().find(|section| section.title == list.title);
        let reason = |row: &StepRow| Reason { text: row.why.clone(), source: Some(row.source.clone()) };
        line.about = Some(format!("{}.", list.title));
        match known {
            Some(section) => line.reasons.push(Reason { text: section.why.clone(), source: None }),
            None => {
                let is_here = self.facts().ignored.iter().any(|pattern| list.patterns.contains(pattern));
                let is_back = list.patterns.iter().all(|pattern| pattern.starts_with('!'));
                let is_git = list.title == git_ignored::TITLE;
                let row = step_row(match (is_here, is_back) {
                    _ if is_git => "ignore/git",
                    (true, _) => "ignore/here",
                    (false, true) => "ignore/back",
                    (false, false) => "ignore/preset",
                });
                line.reasons.extend(row.map(reason));
                if is_git {
                    let at = RelPath::parse(".gitignore").ok().map(crate::model::Location::file);
                    let origin = at.map_or(Origin::Default, |at| Origin::Detected { at });
                    line.facts.push(LineFact { id: "ignored".to_owned(), value: line.text.clone(), origin, why: None });
                } else if !is_here {
                    let (value, origin) = (self.facts().preset.value.clone(), self.facts().preset.origin.clone());
                    line.facts.push(LineFact { id: "preset".to_owned(), value, origin, why: None });
                } else if !line.text.starts_with('#') {
                    let at = RelPath::parse(&line.text).ok().map(crate::model::Location::file);
                    let origin = at.map_or(Origin::Default, |at| Origin::Detected { at });
                    line.facts.push(LineFact { id: "ignored".to_owned(), value: line.text.clone(), origin, why: None });
                }
            }
        }
        foreign::tell_pattern(line);
        if line.text.starts_with('#') {
            let left_out = known.iter().flat_map(|section| &section.patterns).filter(|pattern| !list.patterns.contains(pattern));
            line.passed_over.extend(left_out.map(|pattern| PassedOver {
                id: "ignored".to_owned(),
                value: pattern.clone(),
                at: None,
                why: "it would hide something that the build reads".to_owned(),
            }));
        }
    }
}
