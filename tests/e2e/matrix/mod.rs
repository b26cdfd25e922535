//! Every preset × package manager × framework × base, and the cases of the presets with questions, held to hadolint and to
//! `docker build --check`.
//!
//! The whole product is rendered and read back by pydock's own parser. The two checkers look at one text at a time and at
//! a few instructions of it, so they are shown a cover of the product: every instruction, and every layout of stages and
//! keywords, that occurs anywhere in it occurs in a text that they see.

mod managers;
mod samples;

use std::collections::HashSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;
use std::time::Duration;

use pydock::dockerfile::{Arguments, Dockerfile, Keyword};
use pydock::facts::Answers;
use pydock::knowledge::Frameworks;
use pydock::model::{Base, FactId, Origin};
use pydock::pipeline::{self, Survey};
use pydock::tree::ProjectTree;

use crate::docker::Engine;
use crate::process;
use managers::{SHAPES, Shape};
use samples::{SAMPLES, Sample};

/// Pythons end; the renderings must not change on the day on which one does.
const TODAY: &str = "2026-11-20";

/// One pair of files.
struct Rendering {
    name: String,
    dockerfile: String,
    ignore: String,
}

/// The product, rendered once for all trials.
fn renderings() -> &'static Result<Vec<Rendering>, String> {
    static ALL: OnceLock<Result<Vec<Rendering>, String>> = OnceLock::new();
    ALL.get_or_init(|| {
        let (mut all, mut wrong) = (Vec::new(), Vec::new());
        for shape in SHAPES {
            for sample in SAMPLES.iter().filter(|sample| shape.suits(sample)) {
                render_all(*shape, sample, &mut all, &mut wrong);
            }
        }
        match expected_of_cases() {
            Ok(expected) => all.extend(expected),
            Err(problem) => wrong.push(problem.to_string()),
        }
        if wrong.is_empty() {
            Ok(all)
        } else {
            Err(format!("{} of {} fail\n{}", wrong.len(), all.len() + wrong.len(), wrong[..wrong.len().min(40)].join("\n")))
        }
    })
}

/// What the presets with questions give for the projects of their cases; `tests/cli/presets.rs` holds them to it.
fn expected_of_cases() -> std::io::Result<Vec<Rendering>> {
    let mut all = Vec::new();
    for preset in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/presets"))? {
        for case in fs::read_dir(preset?.path())? {
            let case = case?.path();
            let read = |file: &str| fs::read_to_string(case.join("expected").join(file));
            let name = case.display().to_string();
            all.push(Rendering { name, dockerfile: read("Dockerfile")?, ignore: read(".dockerignore")? });
        }
    }
    Ok(all)
}

fn render_all(shape: Shape, sample: &Sample, all: &mut Vec<Rendering>, wrong: &mut Vec<String>) {
    let files = managers::project(shape, sample);
    let tree = ProjectTree::in_memory(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
    let kind = if shape.package { "package" } else { "application" };
    let needs = if sample.compiles { " that compiles" } else { "" };
    let about = format!("{} {kind}, {}{needs}", shape.manager, sample.framework);
    let mut survey = match pipeline::survey_tree(tree, TODAY) {
        Ok(survey) => survey,
        Err(error) => return wrong.push(format!("{about}: {error}")),
    };
    // A layout with questions of its own is for projects of its own kind.
    let presets = pydock::preset::built_in().expect("pydock's own presets are sound");
    for preset in presets.into_iter().filter(|preset| preset.questions.is_empty()) {
        survey.take(preset.clone(), TODAY).expect("an empty project can be read");
        for base in Base::ALL {
            let name = format!("{about}, {}, {base}", preset.name);
            match render(&survey, shape, sample, &preset.name, base, &name) {
                Ok(rendering) => all.extend(rendering),
                Err(problem) => wrong.push(format!("{name}: {problem}")),
            }
        }
    }
}

/// Renders one text, or nothing where the refusal of the layout is what must happen.
fn render(
    survey: &Survey,
    shape: Shape,
    sample: &Sample,
    preset: &str,
    base: Base,
    name: &str,
) -> Result<Option<Rendering>, String> {
    // Some samples compile on Alpine, which a person has to agree to.
    let mut answers = Answers { allow_builds: true, ..Answers::default() };
    let mut said = vec![(FactId::Preset, preset), (FactId::Base, base.name()), (FactId::Manager, shape.manager)];
    // Where nothing is declared, no server is there, and a person has to say what to start.
    let undeclared = shape.manager == "none";
    // A command of a project that is not installed does not exist.
    let uninstalled = sample.framework == "cli" && !shape.package;
    if undeclared || uninstalled {
        said.push((FactId::Command, "python main.py"));
    }
    for (fact, text) in said {
        answers.take(fact, text, Origin::Flag).map_err(|error| error.to_string())?;
    }
    let refuses = preset == "single-stage" && sample.compiles && !undeclared;
    let generated = match pipeline::generate(survey, &answers) {
        Err(error) if refuses && error.to_string().contains("compile") => return Ok(None),
        Err(error) => return Err(error.to_string()),
        Ok(_) if refuses => return Err("a layout that keeps its compilers was not refused".to_owned()),
        Ok(generated) => generated,
    };
    if !undeclared && !uninstalled && generated.facts.framework.value != sample.framework {
        return Err(format!("found `{}`: {}", generated.facts.framework.value, generated.facts.command.value));
    }
    let text = |path: &str| {
        let file = generated.files.iter().find(|file| file.path.as_str() == path);
        file.map(|file| file.contents.clone()).ok_or_else(|| format!("no {path} was rendered"))
    };
    let (dockerfile, ignore) = (text("Dockerfile")?, text(".dockerignore")?);
    Dockerfile::parse(&dockerfile).map_err(|error| error.to_string())?;
    Ok(Some(Rendering { name: name.to_owned(), dockerfile, ignore }))
}

/// What a checker looks at.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Eye {
    /// Every word, those that a shell runs too.
    Words,
    /// Instructions with their flags, and the words of those that the builder itself understands.
    Instructions,
}

/// Renderings that show every instruction and every layout of the product at least once.
fn cover(all: &[Rendering], eye: Eye) -> Result<Vec<&Rendering>, String> {
    let mut seen: HashSet<String> = HashSet::new();
    let mut cover = Vec::new();
    for rendering in all {
        let parsed = Dockerfile::parse(&rendering.dockerfile).map_err(|error| error.to_string())?;
        let mut layout = String::new();
        let mut parts = Vec::new();
        for instruction in &parsed.instructions {
            // The builder's rules look no further than a stage, hadolint's may compare stages.
            if eye == Eye::Instructions && instruction.keyword == Keyword::From {
                parts.push(std::mem::take(&mut layout));
            }
            layout += &instruction.keyword.to_string();
            layout.push(' ');
            let runs = matches!(instruction.keyword, Keyword::Run | Keyword::Cmd | Keyword::Entrypoint | Keyword::Healthcheck);
            let text = match &instruction.arguments {
                Arguments::Exec(_) | Arguments::Shell(_) if runs && eye == Eye::Instructions => String::new(),
                Arguments::Exec(words) => words.join("\0"),
                Arguments::Shell(text) => text.clone(),
            };
            let flags: Vec<&str> = match eye {
                Eye::Words => instruction.flags.iter().filter_map(|flag| flag.value.as_deref()).collect(),
                Eye::Instructions => instruction.flags.iter().map(|flag| flag.name.as_str()).collect(),
            };
            parts.push(format!("{} {flags:?} {text}", instruction.keyword));
        }
        parts.push(layout);
        // Not `any`: every part is to be remembered.
        let new = parts.into_iter().filter(|part| seen.insert(part.clone())).count();
        if new > 0 {
            cover.push(rendering);
        }
    }
    Ok(cover)
}

/// Everything renders, is what was asked for, and reads back.
pub fn renders() -> Result<(), String> {
    let known = Frameworks::built_in();
    let missing: Vec<&str> = known
        .rows()
        .iter()
        .map(|row| row.name.as_str())
        .filter(|name| !SAMPLES.iter().any(|sample| sample.framework == *name))
        .collect();
    if !missing.is_empty() {
        return Err(format!("no sample of {}", missing.join(", ")));
    }
    let all = renderings().as_ref().map_err(Clone::clone)?;
    let seen = |eye| cover(all, eye).map(|cover| cover.len());
    eprintln!("{} renderings; hadolint sees {}, the builder {}", all.len(), seen(Eye::Words)?, seen(Eye::Instructions)?);
    Ok(())
}

/// hadolint, where it is installed.
pub fn has_hadolint() -> bool {
    process::run(Command::new("hadolint").arg("--version"), Duration::from_secs(20)).is_ok_and(|outcome| outcome.succeeded())
}

pub fn hadolint() -> Result<(), String> {
    let all = renderings().as_ref().map_err(Clone::clone)?;
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut names = Vec::new();
    for (number, rendering) in cover(all, Eye::Words)?.into_iter().enumerate() {
        let file = format!("{number}.Dockerfile");
        write(&scratch.path().join(&file), &rendering.dockerfile)?;
        names.push((file, rendering));
    }
    let mut found = Vec::new();
    for chunk in names.chunks(100) {
        let mut command = Command::new("hadolint");
        command.current_dir(scratch.path()).args(["--no-color"]).args(chunk.iter().map(|(file, _)| file));
        let outcome = process::run(&mut command, Duration::from_secs(300))?;
        found.extend(outcome.all.lines().filter(|line| !line.trim().is_empty()).map(str::to_owned));
        if !outcome.succeeded() && outcome.all.trim().is_empty() {
            found.push(format!("hadolint ended with {:?}", outcome.code));
        }
    }
    let Some(first) = found.first() else { return Ok(()) };
    let of = names.iter().find(|(file, _)| first.starts_with(&format!("{file}:")));
    let text = of.map(|(_, rendering)| format!("{}\n{}", rendering.name, rendering.dockerfile)).unwrap_or_default();
    Err(format!("{} findings\n{}\n\n{text}", found.len(), found[..found.len().min(40)].join("\n")))
}

/// `docker build --check` reads no base image, so an image that cannot be had here does no harm: each is replaced by
/// nothing at all.
pub fn build_check(engine: &Engine) -> Result<(), String> {
    let all = renderings().as_ref().map_err(Clone::clone)?;
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let mut found = Vec::new();
    for rendering in cover(all, Eye::Instructions)? {
        write(&scratch.path().join("Dockerfile"), &without_images(&rendering.dockerfile)?)?;
        write(&scratch.path().join(".dockerignore"), &rendering.ignore)?;
        let outcome = engine.build(scratch.path(), &["--check"])?;
        if !outcome.succeeded() || !outcome.all.contains("no warnings found") {
            found.push(format!("{}\n{}\n{}", rendering.name, outcome.tail(), rendering.dockerfile));
        }
    }
    let Some(first) = found.first() else { return Ok(()) };
    Err(format!("{} findings, the first of them\n{first}", found.len()))
}

fn without_images(text: &str) -> Result<String, String> {
    let parsed = Dockerfile::parse(text).map_err(|error| error.to_string())?;
    let mut text = text.to_owned();
    for stage in parsed.stages().iter().rev() {
        if let pydock::dockerfile::StageBase::Image(image) = stage.base {
            let span = stage.from.span.clone();
            let replaced = text[span.clone()].replacen(image, "scratch", 1);
            text.replace_range(span, &replaced);
        }
    }
    Ok(text)
}

fn write(path: &Path, text: &str) -> Result<(), String> {
    fs::write(path, text).map_err(|error| format!("{}: {error}", path.display()))
}
