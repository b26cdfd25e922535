//! From a plan to text. No decision is taken here: the plan names each step, the templates have loops and names.

use serde::Serialize;

use crate::dockerfile::{Arguments, Dockerfile, Keyword, ParseError};
use crate::model::{
    BuildPlan, DOCKERFILE, DOCKERIGNORE, IgnoreList, LineSource, RelPath, RenderedFile, SourceMap, Stage, StageBase, Step,
};
use crate::template::{TemplateError, Templates, Values};

/// A rendering that must not be written.
#[derive(Debug, thiserror::Error)]
pub enum RenderError {
    #[error("template {0}")]
    Template(#[from] TemplateError),
    #[error("the rendered Dockerfile does not parse: {0}")]
    Unparsable(#[from] ParseError),
    #[error("the rendered Dockerfile lost an instruction: expected {expected}, found {found}")]
    Lost { expected: String, found: String },
}

/// The Dockerfile and the `.dockerignore`, and what each of their lines comes from.
#[derive(Debug)]
pub struct Rendering {
    pub files: Vec<RenderedFile>,
    pub sources: SourceMap,
}

/// Renders the Dockerfile and the `.dockerignore`, and reads the Dockerfile back.
///
/// A preset's template in the place of one of pydock's own sees `values` besides the fields of its step.
///
/// No value may hold a line break, and the parsed result must hold, in order, every instruction of every step: a value that
/// swallowed the next line would change that list, and nothing is returned then.
pub fn render(plan: &BuildPlan, templates: &Templates, values: &Values) -> Result<Rendering, RenderError> {
    let press = Renderer { templates, values };
    let steps = plan.stages.iter().flat_map(|stage| &stage.steps).filter_map(template_of);
    let names: Vec<String> = steps.chain(["header.tera", "dockerignore.tera"].map(str::to_owned)).collect();
    templates.prepare(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut page = Page::default();
    page.add(&press.template("header.tera", plan)?, LineSource::Header);
    let mut expected: Vec<String> = Vec::new();
    for (number, stage) in plan.stages.iter().enumerate() {
        let from = match &stage.from {
            StageBase::Image(image) => image.to_string(),
            StageBase::Stage(parent) => parent.to_string(),
            StageBase::Scratch => "scratch".to_owned(),
        };
        let flag = stage.platform.map(|platform| [platform.flag(), " "].concat()).unwrap_or_default();
        page.add("\n", LineSource::Gap);
        let start = ["# ", &stage.about, "\nFROM ", &flag, &from, " AS ", stage.name.as_str(), "\n"].concat();
        page.add(&start, LineSource::Stage { stage: number });
        expected.push(format!("FROM {from} AS {}", stage.name));
        for (index, step) in stage.steps.iter().enumerate() {
            let part = press.step(step)?;
            page.add(&part, LineSource::Step { stage: number, step: index });
            expected.extend(signatures(&Dockerfile::parse(&format!("FROM scratch\n{part}"))?).skip(1));
        }
    }
    let found: Vec<String> = signatures(&Dockerfile::parse(&page.text)?).collect();
    check(&expected, &found)?;
    for stage in &plan.stages {
        check_values(stage, &found)?;
    }
    let ignore = press.template("dockerignore.tera", plan)?;
    let sources = SourceMap { dockerfile: page.sources, ignore: sections(&plan.ignore, &ignore) };
    let file = |name: &'static str, contents: String| RenderedFile { path: RelPath::named(name), contents };
    Ok(Rendering { files: vec![file(DOCKERFILE, page.text), file(DOCKERIGNORE, ignore)], sources })
}

/// The text so far, with the source of each of its lines.
#[derive(Default)]
struct Page {
    text: String,
    sources: Vec<LineSource>,
}

impl Page {
    /// Adds whole lines.
    fn add(&mut self, part: &str, source: LineSource) {
        self.sources.extend(part.lines().map(|_| source));
        self.text.push_str(part);
    }
}

/// The sections of a `.dockerignore`, by their titles: one template writes them all, and a preset may bring it.
fn sections(lists: &[IgnoreList], text: &str) -> Vec<LineSource> {
    let mut current = LineSource::Header;
    let mut next = 0;
    let source = |line: &str| {
        let title = line.strip_prefix("# ");
        if let Some(found) = lists[next..].iter().position(|list| title == Some(list.title.as_str())) {
            current = LineSource::Section { section: next + found };
            next += found + 1;
        }
        if line.is_empty() { LineSource::Gap } else { current }
    };
    text.lines().map(source).collect()
}

/// The templates, and what those of a preset may use besides a step's own fields.
struct Renderer<'a> {
    templates: &'a Templates,
    values: &'a Values,
}

impl Renderer<'_> {
    fn step(&self, step: &Step) -> Result<String, RenderError> {
        match step {
            Step::Install { block, install } => {
                let name = template_of(step).unwrap_or_default();
                let values = self.context(&name, install.as_ref())?;
                Ok(finish(&self.templates.render_block(&name, block.name(), &values)?))
            }
            Step::Own { text, .. } => Ok(finish(text)),
            _ => self.template(step.template().unwrap_or_default(), step),
        }
    }

    fn template(&self, name: &str, fields: &impl Serialize) -> Result<String, RenderError> {
        Ok(finish(&self.templates.render(name, &self.context(name, fields)?)?))
    }

    fn context(&self, name: &str, fields: &impl Serialize) -> Result<Values, TemplateError> {
        let own = Values::of(name, fields)?;
        if self.templates.is_foreign(name) { self.values.clone().and(name, own) } else { Ok(own) }
    }
}

/// The template that the step is written by, unless it brings its text.
fn template_of(step: &Step) -> Option<String> {
    match step {
        Step::Install { install, .. } => Some(format!("install/{}.tera", install.template)),
        _ => step.template().map(str::to_owned),
    }
}

/// One line break at the end and none at the start, however the template is laid out.
fn finish(text: &str) -> String {
    format!("{}\n", text.trim_matches('\n'))
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{AddedServer, CopyPaths, IgnoreList, Install, InstallBlock, Port, Run, SystemPackage, UserId};

    /// Parts that other templates include.
    const PARTS: [&str; 3] = ["install/mounts.tera", "install/variables.tera", "install/words.tera"];

    fn server() -> AddedServer {
        AddedServer { name: "gunicorn".parse().unwrap(), version: "27.0.1".parse().unwrap() }
    }

    fn texts(texts: &[&str]) -> Vec<String> {
        texts.iter().map(|text| (*text).to_owned()).collect()
    }

    /// One step of each kind, with something in every field.
    fn every_step() -> Vec<Step> {
        let packages = || vec!["libpq5".parse::<SystemPackage>().unwrap()];
        let user = UserId::DEFAULT;
        vec![
            Step::Env { env: texts(&["A=1", "B=2"]) },
            Step::Workdir { path: "/app".to_owned() },
            Step::WithoutInstallers { folders: texts(&["/app"]) },
            Step::System { from: "rootfs".parse().unwrap() },
            Step::Packages { shells: texts(&["busybox"]) },
            Step::Closure {
                open: texts(&["/app"]),
                programs: texts(&["/usr/sbin/ldconfig"]),
                shells: texts(&["/usr/bin/busybox"]),
            },
            Step::Take { from: "rootfs".parse().unwrap(), paths: "/rootfs /".to_owned() },
            Step::Relink { link: "/usr/bin/python3.13".to_owned() },
            Step::Arg { arg: "TARGETARCH".to_owned() },
            Step::Apt { packages: packages(), reasons: texts(&["because"]) },
            Step::Apk { packages: packages(), reasons: texts(&["because"]) },
            Step::TestTrees { packages: vec!["numpy", "pandas"] },
            Step::Bytecode { script: crate::model::IMPORT_EACH, modules: vec![crate::model::ModulePath::new("flask").unwrap()] },
            Step::CompileEnvironment,
            Step::CopyAll,
            Step::DevUser { user },
            Step::DevUserAlpine { user },
            Step::DevSource { user },
            Step::Own { name: "certificates".to_owned(), text: "COPY ca.pem /etc/ssl/\n".to_owned() },
            Step::Setuptools,
            Step::BuildConstraints { constraints: "'setuptools<58'".to_owned(), file: crate::model::BUILD_CONSTRAINTS },
            Step::HeldBack { requirements: "\"werkzeug<3\"".to_owned() },
            Step::Server { server: server(), mounts: texts(&["type=ssh"]) },
            Step::Test { command: "python -m pytest".to_owned() },
            Step::User { user },
            Step::UserAlpine { user },
            Step::Venv { from: "deps".parse().unwrap() },
            Step::Source { copies: vec![CopyPaths { paths: "shop shop".to_owned() }] },
            Step::Compile { paths: ".".to_owned() },
            Step::Prepare {
                about: "Brings data of NLTK.".to_owned(),
                mounts: texts(&["type=bind,from=deps,target=/opt/pip"]),
                before: texts(&["apt-get update"]),
                command: "python -m nltk.downloader punkt".to_owned(),
                after: texts(&["rm -rf /var/lib/apt/lists/*"]),
            },
            Step::Static { mounts: Vec::new(), command: "python manage.py collectstatic --noinput".to_owned() },
            Step::Writable { commands: vec!["install -d data".to_owned()] },
            Step::Labels { labels: texts(&["a=\"1\"", "b=\"2\""]) },
            Step::Run(Box::new(Run {
                workdir: texts(&["/app/backend"]),
                user: vec![user],
                expose: vec![Port::new(8000).unwrap()],
                health: texts(&["[\"true\"]"]),
                stop_signal: texts(&["SIGINT"]),
                entrypoint: texts(&["[\"shop\"]"]),
                cmd: texts(&["[\"--help\"]"]),
            })),
        ]
    }

    fn every_install() -> Vec<Step> {
        const MANAGERS: [&str; 6] = ["pdm", "pip", "pipenv", "poetry", "uv", "uv-pip"];
        let folder = include_dir::include_dir!("$CARGO_MANIFEST_DIR/templates/install");
        let mut steps = Vec::new();
        for template in MANAGERS {
            let file = folder.get_file(format!("{template}.tera")).unwrap().contents_utf8().unwrap();
            for block in InstallBlock::ALL.into_iter().filter(|block| file.contains(&format!("{{% block {} %}}", block.name()))) {
                let mounts = texts(&["type=cache,target=/root/.cache", "type=bind,source=a,target=a"]);
                let install = Install { template, mounts, variables: texts(&["V=1"]), words: texts(&["--locked"]) };
                steps.push(Step::Install { block, install: Box::new(install) });
            }
        }
        steps
    }

    fn plan(steps: Vec<Step>) -> BuildPlan {
        let image = StageBase::Image("python:3.14-slim-trixie".parse().unwrap());
        let stage = Stage { name: "deps".parse().unwrap(), about: "Everything.".to_owned(), from: image, platform: None, steps };
        let ignore = vec![IgnoreList { title: "Caches".to_owned(), patterns: texts(&["**/__pycache__"]) }];
        BuildPlan {
            preset: "production".to_owned(),
            syntax: vec!["docker/dockerfile:1".parse().unwrap()],
            stages: vec![stage],
            ignore,
        }
    }

    #[test]
    fn every_template_is_rendered_and_read_back() {
        let steps: Vec<Step> = every_step().into_iter().chain(every_install()).collect();
        let files = render(&plan(steps), &Templates::built_in(), &Values::default()).unwrap().files;
        assert!(files[0].contents.starts_with("# syntax=docker/dockerfile:1\n"));
        for file in &files {
            assert!(!file.contents.contains("\n\n\n") && file.contents.ends_with('\n'), "{}", file.contents);
            assert!(!file.contents.lines().any(|line| line.ends_with(' ')), "{}", file.contents);
        }
    }

    #[test]
    fn every_line_has_its_source() {
        let steps = vec![Step::Arg { arg: "TARGETARCH".to_owned() }, Step::Test { command: "true".to_owned() }];
        let Rendering { files, sources } = render(&plan(steps), &Templates::built_in(), &Values::default()).unwrap();
        let of_stage = LineSource::Stage { stage: 0 };
        let step = |step| LineSource::Step { stage: 0, step };
        let header = LineSource::Header;
        assert_eq!(sources.dockerfile, [header, header, LineSource::Gap, of_stage, of_stage, step(0), step(1)]);
        let section = LineSource::Section { section: 0 };
        assert_eq!(sources.ignore, [header, LineSource::Gap, section, section]);
        for file in files {
            assert_eq!(file.contents.lines().count(), sources.of(file.path.as_str()).len());
        }
    }

    /// Tera takes an unknown name in a loop as an error only when it gets there, so the names are compared beforehand.
    #[test]
    fn a_template_uses_only_what_its_context_has() {
        let templates = Templates::built_in();
        let mut used = std::collections::BTreeSet::from(PARTS.map(str::to_owned));
        let mut compare = |name: &str, context: serde_json::Value| {
            for variable in templates.variables(name) {
                assert!(context.get(variable).is_some(), "{name} uses `{variable}`, which is not in {context}");
            }
            used.insert(name.to_owned());
        };
        for name in ["header.tera", "dockerignore.tera"] {
            compare(name, serde_json::to_value(plan(Vec::new())).unwrap());
        }
        for step in every_step().into_iter().filter(|step| step.template().is_some()) {
            compare(step.template().unwrap(), serde_json::to_value(&step).unwrap());
        }
        for step in every_install() {
            let Step::Install { install, .. } = step else { unreachable!("every one installs") };
            compare(&format!("install/{}.tera", install.template), serde_json::to_value(install.as_ref()).unwrap());
        }
        // Those of `outputs` are rendered there.
        let own = templates.names().into_iter().filter(|name| !name.starts_with("outputs/"));
        let known: std::collections::BTreeSet<String> = own.map(str::to_owned).collect();
        assert_eq!(used, known, "a template that no step names");
    }

    #[test]
    fn what_ends_a_line_early_is_not_written() {
        for step in [
            Step::Workdir { path: "/app\nRUN rm -rf /".to_owned() },
            Step::Test { command: "true \\".to_owned() },
            Step::Labels { labels: texts(&["a=\"1\"\nUSER root"]) },
        ] {
            let steps = vec![step, Step::Workdir { path: "/srv".to_owned() }];
            let rendered = render(&plan(steps), &Templates::built_in(), &Values::default());
            assert!(rendered.is_err(), "{}", rendered.unwrap().files[0].contents);
        }
    }
}
