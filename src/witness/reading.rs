//! What a hand-written Dockerfile says about its project.

use super::health::{self, Asked};
use crate::dockerfile::{Dockerfile, Instruction, Keyword};
use crate::knowledge::is_shell;
use crate::lint::image::Variant;
use crate::lint::{Context, Document, StageView, install, server};
use crate::model::{PythonVersion, SystemPackage};

/// Text in commands that let apt install from elsewhere.
const OTHER_SOURCES: &[&str] = &[
    ".deb",
    "add-apt-repository",
    "apt-key",
    "apt.postgresql.org",
    "backports",
    "contrib",
    "extrepo",
    "keyring",
    "non-free",
    "nodesource",
    "sources.list",
];

/// A value and the line that says it, counted from 1.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said<T> {
    pub value: T,
    pub line: usize,
}

/// The statements of the last stage, and of what it is built on, variables put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Reading {
    /// The image at the bottom. `None` if there is none. Ex) `python:3.9-slim`
    pub image: Option<Said<String>>,
    /// The release that the image's name says, or a package that is installed. `None` if neither is known. Ex) `python3.11-dev`
    pub python: Option<Said<PythonVersion>>,
    /// The Debian release; `None` if the image's name does not say it. Ex) `bookworm`
    pub suite: Option<Said<String>>,
    pub is_alpine: bool,
    pub is_full: bool,
    /// The names are those of Fedora and its kin.
    pub is_fedora: bool,
    /// Packages may come from elsewhere than the distribution.
    pub has_other_sources: bool,
    /// Packages of apt, apk or dnf.
    pub packages: Vec<Said<String>>,
    pub ports: Vec<Said<u16>>,
    pub user: Option<Said<String>>,
    /// The page of the program that its health check asks for. `None` if it has none, or asks for none.
    pub health: Option<Said<Asked>>,
    /// The start command as one line of shell words; `None` if a script starts it, or a shell has to.
    pub command: Option<Said<String>>,
    pub env: Vec<Said<(String, String)>>,
    /// What is set for `collectstatic` alone. Ex) `SECRET_KEY`, `build`
    pub static_variables: Vec<Said<(String, String)>>,
    /// The number of stages.
    pub stages: usize,
}

/// Reads the text; `None` if it is no Dockerfile.
pub fn read(text: &str) -> Option<Reading> {
    let parsed = Dockerfile::parse(text).ok()?;
    let context = Context::unknown();
    let document = Document::new(text, &parsed, Vec::new(), &context);
    of_stage(&document, document.last_stage()?.index)
}

/// Reads one stage, and what it is built on. `None` if the document has no such stage.
pub fn of_stage(document: &Document<'_>, stage: usize) -> Option<Reading> {
    let lineage = document.lineage(stage);
    let root = lineage.last()?;
    let mut reading = Reading { stages: document.stages.len(), ..Reading::default() };
    if let Some(image) = root.image() {
        let line = root.from.line;
        reading.image = Some(Said { value: image.full.clone(), line });
        reading.is_alpine = image.is_alpine() == Some(true);
        if let Some(python) = image.python() {
            reading.is_full = python.variant == Variant::Full;
            let version = python.version.filter(|_| !python.is_prerelease);
            let version = version.and_then(|(major, minor)| format!("{major}.{minor}").parse().ok());
            reading.python = version.map(|value| Said { value, line });
        } else {
            let version = image.facts().and_then(|facts| facts.python);
            reading.python = version.map(|value| Said { value, line });
        }
        reading.suite = image.debian_suite().map(|suite| Said { value: suite.to_owned(), line });
    }
    for stage in lineage.iter().rev() {
        reading.packages.extend(packages(document, stage));
        for (instruction, call) in document.run_calls(stage).filter(|(_, call)| call.words().contains(&"collectstatic")) {
            let said = call.assignments.iter().map(|pair| Said { value: pair.clone(), line: instruction.line });
            reading.static_variables.extend(said);
        }
        reading.is_alpine |= document.run_calls(stage).any(|(_, call)| install::apk_packages(call).is_some());
        let adds_sources = |instruction: &Instruction| {
            let text = document.text.get(instruction.span.clone()).unwrap_or_default();
            instruction.keyword == Keyword::Run && OTHER_SOURCES.iter().any(|sign| text.contains(sign))
        };
        reading.has_other_sources |= stage.instructions.iter().any(adds_sources);
        reading.is_fedora |= document.run_calls(stage).any(|(_, call)| install::dnf_packages(call).is_some());
        for index in stage.range.clone() {
            let instruction = &document.instructions()[index];
            statement(document, index, instruction, &mut reading);
        }
    }
    if reading.python.is_none() {
        reading.python = reading.packages.iter().find_map(|said| Some(Said { value: of_package(&said.value)?, line: said.line }));
    }
    reading.command = command(document);
    Some(reading)
}

/// The packages that a stage installs, whatever the installer. What hangs on a condition is left out.
pub fn packages(document: &Document<'_>, stage: &StageView<'_>) -> Vec<Said<String>> {
    let mut found = Vec::new();
    for (instruction, call) in document.run_calls(stage).filter(|(_, call)| call.place.depth == 0) {
        let packages =
            install::apt_packages(call).or_else(|| install::apk_packages(call)).or_else(|| install::dnf_packages(call));
        let texts = packages.unwrap_or_default().into_iter().filter_map(|package| match package.is_literal {
            true => Some(package.text.clone()),
            false => document.expand(index_of(document, instruction)?, &package.text),
        });
        // A variable may hold the whole list.
        let names = texts.flat_map(|text| {
            let words = text.split_whitespace().map(|word| install::package_name(word).to_owned());
            words.filter(|name| name.parse::<SystemPackage>().is_ok()).collect::<Vec<_>>()
        });
        found.extend(names.map(|value| Said { value, line: instruction.line }));
    }
    found
}

/// The Python of a distribution's package. Ex) `python3.10-dev`
fn of_package(name: &str) -> Option<PythonVersion> {
    let rest = name.strip_prefix("python")?;
    let end = rest.find('-').unwrap_or(rest.len());
    rest[..end].contains('.').then(|| rest[..end].parse().ok())?
}

/// The place of the instruction in the file's list.
fn index_of(document: &Document<'_>, instruction: &Instruction) -> Option<usize> {
    document.instructions().iter().position(|other| other.span == instruction.span)
}

fn statement(document: &Document<'_>, index: usize, instruction: &Instruction, reading: &mut Reading) {
    let line = instruction.line;
    match instruction.keyword {
        Keyword::Expose => {
            for word in instruction.words() {
                let Some(text) = document.expand(index, word) else { continue };
                let number = text.split('/').next().and_then(|number| number.parse().ok());
                reading.ports.extend(number.map(|value| Said { value, line }));
            }
        }
        Keyword::Healthcheck => {
            reading.health = health::asked(instruction).map(|value| Said { value, line });
        }
        Keyword::User => {
            let user = instruction.words().first().and_then(|word| document.expand(index, word));
            reading.user = user.map(|value| Said { value, line });
        }
        Keyword::Env => {
            for pair in instruction.pairs() {
                let Some(value) = pair.value.as_deref().and_then(|value| document.expand(index, value)) else { continue };
                reading.env.retain(|said| said.value.0 != pair.name);
                reading.env.push(Said { value: (pair.name.clone(), value), line });
            }
        }
        _ => {}
    }
}

/// A single program without anything that only a shell understands.
fn command(document: &Document<'_>) -> Option<Said<String>> {
    let start = server::start(document)?;
    let [call] = start.calls.as_slice() else { return None };
    let is_script = call.written.ends_with(".sh") || call.program.contains("entrypoint") || is_shell(&call.program);
    let is_plain =
        call.arguments.iter().all(|argument| argument.is_literal) && call.redirects.is_empty() && call.assignments.is_empty();
    if is_script || !is_plain {
        return None;
    }
    let span = call.span.clone();
    let exec = match &start.instruction.arguments {
        crate::dockerfile::Arguments::Exec(words) => words.clone(),
        crate::dockerfile::Arguments::Shell(_) => shlex::split(document.text.get(span)?)?,
    };
    let mut exec = exec;
    // An environment that was made for the old image is somewhere else in a new one.
    if let Some(program) = exec.first_mut()
        && let Some((folder, name)) = program.rsplit_once('/')
        && (folder == "bin" || folder.ends_with("/bin"))
    {
        *program = name.to_owned();
    }
    let value = shlex::try_join(exec.iter().map(String::as_str)).ok()?;
    Some(Said { value, line: start.instruction.line })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_says_what_its_last_stage_is() {
        let text = "\
ARG PYTHON=3.11
FROM python:${PYTHON}-slim-bookworm AS base
ENV APP_HOME=/srv MODE=quiet
RUN apt-get update && apt-get install -y --no-install-recommends ffmpeg libpq-dev=15.* \\
    && rm -rf /var/lib/apt/lists/*
FROM base AS build
RUN apt-get install -y gcc
FROM base
ENV MODE=loud
EXPOSE 8000/tcp 9000
USER app
CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:8000\", \"shop:app\"]
";
        let reading = read(text).unwrap();
        let said = |value: &str, line| Said { value: value.to_owned(), line };
        assert_eq!(reading.image, Some(said("python:3.11-slim-bookworm", 2)));
        assert_eq!(reading.python, Some(Said { value: "3.11".parse().unwrap(), line: 2 }));
        assert_eq!(reading.suite, Some(said("bookworm", 2)));
        assert_eq!((reading.is_alpine, reading.is_full, reading.stages), (false, false, 3));
        assert_eq!(reading.packages, [said("ffmpeg", 4), said("libpq-dev", 4)]);
        assert_eq!(reading.ports, [Said { value: 8000, line: 10 }, Said { value: 9000, line: 10 }]);
        assert_eq!(reading.user, Some(said("app", 11)));
        assert_eq!(reading.command, Some(said("gunicorn --bind 0.0.0.0:8000 shop:app", 12)));
        let env: Vec<(&str, &str)> = reading.env.iter().map(|said| (&*said.value.0, &*said.value.1)).collect();
        assert_eq!(env, [("APP_HOME", "/srv"), ("MODE", "loud")]);
    }

    #[test]
    fn a_command_that_only_a_shell_understands_is_none() {
        for (cmd, expected) in [
            ("CMD python -m shop --port 80", Some("python -m shop --port 80")),
            ("CMD [\"/venv/bin/uvicorn\", \"shop:app\"]", Some("uvicorn shop:app")),
            ("CMD gunicorn -b 0.0.0.0:$PORT shop:app", None),
            ("CMD python migrate.py && python serve.py", None),
            ("CMD [\"./start.sh\"]", None),
            ("ENTRYPOINT [\"/entrypoint.sh\"]\nCMD [\"celery\", \"worker\"]", Some("celery worker")),
            ("RUN true", None),
        ] {
            let reading = read(&format!("FROM python:3.13\n{cmd}\n")).unwrap();
            assert_eq!(reading.command.map(|said| said.value).as_deref(), expected, "{cmd}");
        }
        assert_eq!(read("FORM x\n"), None);
    }
}
