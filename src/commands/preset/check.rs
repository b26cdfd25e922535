//! `pydock preset check`

use std::collections::BTreeSet;
use std::path::Path;

use super::load;
use crate::commands::policy;
use crate::error::Error;
use crate::facts::Answers;
use crate::lint::{Context, FileKind, Lines, Settings, Severity, lint};
use crate::model::{DOCKERFILE, DOCKERIGNORE, Note};
use crate::pipeline::{self, Generated};
use crate::preset::{self, Preset, PresetError};
use crate::report::{ExitStatus, Report};
use crate::template::Templates;

pub fn run(folder: &Path, report: &Report) -> Result<ExitStatus, Error> {
    let preset = match load(folder) {
        Ok(preset) => preset,
        // What is wrong with the preset's own text is what was asked for.
        Err(Error::Preset(error @ (PresetError::Invalid { .. } | PresetError::Template { .. }))) => {
            let hint = error.hint().filter(|_| matches!(error, PresetError::Invalid { .. }));
            let note = Note::warning(error.to_string());
            report.notes(&[hint.map_or(note.clone(), |hint| note.hint(hint))]);
            return Ok(ExitStatus::Found);
        }
        Err(error) => return Err(error),
    };
    let mut problems = unknown_values(&preset);
    let mut remarks = Vec::new();
    if !problems.is_empty() {
        // Every example would only say the same again.
    } else if preset.python {
        render_example(&preset, &mut problems, &mut remarks);
    } else {
        remarks.push(
            Note::info("a preset for another language is not tried on the example projects")
                .hint("`pydock preset test` tries it on projects of your own"),
        );
    }
    report.notes(&remarks);
    report.notes(&problems);
    if problems.is_empty() {
        report.result(&format!("{}: no problems found\n", preset.name));
        return Ok(ExitStatus::Done);
    }
    Ok(ExitStatus::Found)
}

/// Every value that a template uses has a name that is known. The engine itself would tell only where it gets there.
fn unknown_values(preset: &Preset) -> Vec<Note> {
    let own = Templates::built_in();
    let known: BTreeSet<String> = preset::names(&preset.questions).into_iter().collect();
    let mut notes = Vec::new();
    for name in preset.templates.names().into_iter().filter(|name| preset.templates.is_foreign(name)) {
        // One in the place of pydock's own has the fields of its step besides.
        let fields = own.variables(name);
        for variable in preset.templates.variables(name) {
            if !known.contains(variable) && !fields.contains(variable) {
                let near = nearest(variable, known.iter().map(String::as_str));
                let hint = near.map_or_else(|| "`pydock detect` lists the facts".to_owned(), |near| format!("is it `{near}`?"));
                notes.push(Note::warning(format!("{name}: there is no value `{variable}`")).hint(hint));
            }
        }
    }
    notes
}

/// The name that differs by the fewest letters, where it is a likely one.
fn nearest<'n>(name: &str, known: impl Iterator<Item = &'n str>) -> Option<&'n str> {
    known
        .map(|other| (strsim::levenshtein(name, other), other))
        .filter(|(distance, _)| *distance <= 2)
        .min()
        .map(|(_, other)| other)
}

/// What `pydock lint` finds in the rendered files.
fn linted(example: &str, generated: &Generated) -> Vec<Note> {
    let (settings, context) = (Settings::default(), Context::unknown());
    let mut notes = Vec::new();
    for (path, kind) in [(DOCKERFILE, FileKind::Dockerfile), (DOCKERIGNORE, FileKind::Dockerignore)] {
        let Some(file) = generated.files.iter().find(|file| file.path.as_str() == path) else { continue };
        let lines = Lines::new(&file.contents);
        let found = lint(kind, &file.contents, &context, &settings).into_iter();
        for finding in found.filter(|finding| finding.severity != Severity::Info) {
            let line = lines.line_of(finding.span.start);
            let text = format!("the example `{example}`, {path}:{line}: [{}] {}", finding.rule.name, finding.message);
            let note = Note::warning(text);
            notes.push(finding.help.map_or(note.clone(), |help| note.hint(help)));
        }
    }
    notes
}

/// Renders the preset for every example project. Questions without a default are for the preset's own cases.
fn render_example(preset: &Preset, problems: &mut Vec<Note>, remarks: &mut Vec<Note>) {
    for (name, tree) in preset::examples() {
        match pipeline::render_example(tree, preset.clone(), &Answers::default()) {
            Ok(generated) => {
                problems.extend(linted(name, &generated));
                // Digests are asked for when a project is made, and not for examples.
                let pins = generated.facts.pin_digests.value;
                for rule in generated.broken.iter().filter(|rule| !(pins && rule.broken.rule == "digests")) {
                    let problem = format!("the example `{name}` breaks a rule of the preset: {}", policy::sentence(rule));
                    // The port and the labels of a project may be for the project to mend.
                    match rule.broken.rule {
                        "ports" | "labels" => remarks.push(Note::info(problem).hint(rule.broken.hint.clone())),
                        _ => problems.push(Note::warning(problem).hint(rule.broken.hint.clone())),
                    }
                }
            }
            Err(Error::Preset(error @ PresetError::Open { .. })) => {
                let note = Note::info(format!("the example `{name}` is not rendered: {error}"));
                remarks.push(note.hint("`pydock preset test` tries it with the answers of its cases"));
                return;
            }
            Err(error) => {
                let note = Note::warning(format!("the example `{name}` is not rendered: {error}"));
                problems.push(error.hint().map_or(note.clone(), |hint| note.hint(hint)));
            }
        }
    }
}
