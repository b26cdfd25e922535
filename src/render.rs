//! From a plan to text. No decision is taken here: the plan names each step, the templates have loops and names.

use std::sync::OnceLock;

use include_dir::{Dir, DirEntry, include_dir};
use serde::Serialize;
use tera::{Context, Tera};

use crate::dockerfile::{Arguments, Dockerfile, Keyword, ParseError};
use crate::model::{BuildPlan, RelPath, RenderedFile, Stage, StageBase, Step};

static TEMPLATES: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// A rendering that must not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("template `{template}`: {problem}")]
    Template { template: String, problem: String },
    #[error("the rendered Dockerfile does not parse: {0}")]
    Unparsable(#[from] ParseError),
    #[error("the rendered Dockerfile lost an instruction: expected {expected}, found {found}")]
    Lost { expected: String, found: String },
}

/// Renders the Dockerfile and the `.dockerignore`, and reads the Dockerfile back.
///
/// The parsed result must hold, in order, every instruction of every step: a value that ended a line early or swallowed
/// the next one would change that list, and nothing is returned then.
pub fn render(plan: &BuildPlan) -> Result<Vec<RenderedFile>, RenderError> {
    let mut text = template("header.tera", plan)?;
    let mut expected: Vec<String> = Vec::new();
    for stage in &plan.stages {
        let from = match &stage.from {
            StageBase::Image(image) => image.to_string(),
            StageBase::Stage(parent) => parent.to_string(),
        };
        text.push_str(&format!("\n# {}\nFROM {from} AS {}\n", stage.about, stage.name));
        expected.push(format!("FROM {from} AS {}", stage.name));
        for step in &stage.steps {
            let part = step_text(step)?;
            text.push_str(&part);
            expected.extend(signatures(&Dockerfile::parse(&format!("FROM scratch\n{part}"))?).skip(1));
        }
    }
    let found: Vec<String> = signatures(&Dockerfile::parse(&text)?).collect();
    check(&expected, &found)?;
    for stage in &plan.stages {
        check_values(stage, &found)?;
    }
    let ignore = template("dockerignore.tera", plan)?;
    let file = |name: &str, contents: String| RenderedFile {
        path: RelPath::parse(name).expect("a file name stays inside"),
        contents,
    };
    Ok(vec![file("Dockerfile", text), file(".dockerignore", ignore)])
}

fn step_text(step: &Step) -> Result<String, RenderError> {
    let text = match step {
        Step::Install { block, install } => block_text(&format!("install/{}.tera", install.template), block.name(), install.as_ref())?,
        _ => template(step.template().unwrap_or_default(), step)?,
    };
    Ok(text)
}

/// Every instruction as its keyword and its arguments, which is what two renderings of it must agree on.
fn signatures(dockerfile: &Dockerfile) -> impl Iterator<Item = String> {
    dockerfile.instructions.iter().map(|instruction| match &instruction.arguments {
        Arguments::Exec(words) => format!("{} {}", instruction.keyword, serde_json::json!(words)),
        Arguments::Shell(text) => format!("{} {text}", instruction.keyword),
    })
}

fn check(expected: &[String], found: &[String]) -> Result<(), RenderError> {
    let differs = (0..expected.len().max(found.len())).find(|index| expected.get(*index) != found.get(*index));
    match differs {
        None => Ok(()),
        Some(index) => {
            let name = |list: &[String]| list.get(index).cloned().unwrap_or_else(|| "nothing".to_owned());
            Err(RenderError::Lost { expected: name(expected), found: name(found) })
        }
    }
}

/// The values that decide whom the container runs as and what it does must stand in the text as they stand in the plan.
fn check_values(stage: &Stage, found: &[String]) -> Result<(), RenderError> {
    for step in &stage.steps {
        let Step::Run(run) = step else { continue };
        let exec = |keyword: Keyword, command: &String| {
            let words: Vec<String> = serde_json::from_str(command).unwrap_or_default();
            format!("{keyword} {}", serde_json::json!(words))
        };
        let user = run.user.iter().map(|id| format!("{} {id}:{id}", Keyword::User));
        let ports = run.expose.iter().map(|port| format!("{} {port}", Keyword::Expose));
        let entry = run.entrypoint.iter().map(|command| exec(Keyword::Entrypoint, command));
        let cmd = run.cmd.iter().map(|command| exec(Keyword::Cmd, command));
        for wanted in user.chain(ports).chain(entry).chain(cmd) {
            if !found.contains(&wanted) {
                return Err(RenderError::Lost { expected: wanted, found: "no such instruction".to_owned() });
            }
        }
    }
    Ok(())
}

fn templates() -> &'static Tera {
    static ENGINE: OnceLock<Tera> = OnceLock::new();
    ENGINE.get_or_init(|| {
        let mut engine = Tera::new();
        // Dockerfiles are not HTML.
        engine.autoescape_on(Vec::<&str>::new());
        let mut files = Vec::new();
        collect(&TEMPLATES, &mut files);
        // The templates are part of the program; a test compiles every one of them.
        if let Err(error) = engine.add_raw_templates(files) {
            panic!("{error}");
        }
        engine
    })
}

fn collect(folder: &Dir<'static>, into: &mut Vec<(String, &'static str)>) {
    for entry in folder.entries() {
        match entry {
            DirEntry::Dir(folder) => collect(folder, into),
            DirEntry::File(file) => {
                into.push((file.path().to_string_lossy().replace('\\', "/"), file.contents_utf8().unwrap_or_default()));
            }
        }
    }
}

fn context(name: &str, values: &impl Serialize) -> Result<Context, RenderError> {
    let problem = |error: &dyn std::fmt::Display| RenderError::Template { template: name.to_owned(), problem: error.to_string() };
    let values = serde_json::to_value(values).map_err(|error| problem(&error))?;
    match values {
        serde_json::Value::Object(fields) => {
            let mut context = Context::new();
            for (key, value) in fields {
                context.insert(key, &value);
            }
            Ok(context)
        }
        _ => Ok(Context::new()),
    }
}

fn template(name: &str, values: &impl Serialize) -> Result<String, RenderError> {
    let rendered = templates().render(name, &context(name, values)?);
    finish(name, rendered)
}

fn block_text(name: &str, block: &str, values: &impl Serialize) -> Result<String, RenderError> {
    let rendered = templates().render_block(name, block, &context(name, values)?);
    finish(name, rendered)
}

/// One line break at the end and none at the start, however the template is laid out.
fn finish(name: &str, rendered: tera::TeraResult<String>) -> Result<String, RenderError> {
    let text = rendered.map_err(|error| RenderError::Template { template: name.to_owned(), problem: error.to_string() })?;
    Ok(format!("{}\n", text.trim_matches('\n')))
}
