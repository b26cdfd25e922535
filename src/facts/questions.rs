//! The one list of facts: prompts, flags, `pydock detect` and the README's table are all made from it.

use serde_json::Value;

use super::answers::{Answers, Said, push, put};
use super::{ProjectFacts, prepared};
use crate::knowledge::credential;
use crate::model::{Command, EnvVar, ExtraName, Fact, FactId, InvalidValue, Origin, RelPath, Runtime};

/// A fact that a person can state.
pub struct Question {
    /// Its name in `pydock detect` and in messages.
    pub id: FactId,
    /// The flag, without the dashes.
    pub flag: &'static str,
    /// What the flag takes. Ex) `PORT`
    pub value: &'static str,
    pub takes: Takes,
    /// The flag's help and the README's description.
    pub help: &'static str,
    /// Parses the text of a flag or a prompt into the answers.
    pub answer: fn(&mut Answers, &str, Origin) -> Result<(), InvalidValue>,
    /// The fact as it was resolved, for people and for `--json`.
    pub show: fn(&ProjectFacts) -> Shown,
}

impl Question {
    /// The question about the fact.
    pub fn of(fact: FactId) -> &'static Self {
        &QUESTIONS[fact as usize]
    }

    /// The question that the flag answers, which is also the key of a file of answers. `None` if there is none.
    pub fn of_flag(flag: &str) -> Option<&'static Self> {
        QUESTIONS.iter().find(|question| question.flag == flag)
    }

    /// Parses an answer, and remembers its words.
    pub fn take(&self, answers: &mut Answers, text: &str, origin: Origin) -> Result<(), InvalidValue> {
        (self.answer)(answers, text, origin.clone())?;
        answers.said.push(Said { fact: self.id, text: text.to_owned(), origin });
        Ok(())
    }

    /// The fact as it was resolved; nothing where it is a fact about Python and the preset lays out something else.
    pub fn shown(&self, facts: &ProjectFacts) -> Shown {
        if facts.is_python || self.id.is_general() { (self.show)(facts) } else { Shown::Many(Vec::new()) }
    }

    /// The values as text, whoever said them.
    pub fn values(&self, facts: &ProjectFacts) -> Vec<(String, Origin)> {
        let text = |value: Value| match value {
            Value::Null => None,
            Value::String(text) => Some(text),
            other => Some(other.to_string()),
        };
        match self.shown(facts) {
            Shown::One(value, origin) => text(value).map(|value| (value, origin)).into_iter().collect(),
            Shown::Many(values) => values,
        }
    }
}

/// How often a flag may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    One,
    /// The flag may be repeated.
    Many,
    /// `--flag` and `--no-flag`
    Switch,
}

/// A resolved fact, ready to be printed.
pub enum Shown {
    One(Value, Origin),
    /// Each with an origin of its own: some computed, some stated.
    Many(Vec<(String, Origin)>),
}

fn show<T: ToString>(fact: &Fact<T>) -> Shown {
    Shown::One(fact.value.to_string().into(), fact.origin.clone())
}

fn show_optional<T: ToString>(fact: &Fact<Option<T>>) -> Shown {
    Shown::One(fact.value.as_ref().map_or(Value::Null, |value| value.to_string().into()), fact.origin.clone())
}

fn show_list<T: ToString>(facts: &[Fact<T>]) -> Shown {
    Shown::Many(facts.iter().map(|fact| (fact.value.to_string(), fact.origin.clone())).collect())
}

/// Every question, in the order in which facts are shown.
pub const QUESTIONS: &[Question] = &[
    Question {
        id: FactId::Name,
        flag: "name",
        value: "NAME",
        takes: Takes::One,
        help: "Name of the image in the printed commands and in the title label",
        answer: |answers, text, origin| put(&mut answers.name, text, origin),
        show: |facts| show(&facts.name),
    },
    Question {
        id: FactId::Preset,
        flag: "preset",
        value: "NAME",
        takes: Takes::One,
        help: "Stage layout; `pydock presets` lists them",
        answer: |answers, text, origin| {
            answers.preset = Some(Fact::new(text.to_owned(), origin));
            Ok(())
        },
        show: |facts| show(&facts.preset),
    },
    Question {
        id: FactId::Python,
        flag: "python",
        value: "X.Y",
        takes: Takes::One,
        help: "Python feature release of the image",
        answer: |answers, text, origin| put(&mut answers.python, text, origin),
        show: |facts| show(&facts.python),
    },
    Question {
        id: FactId::Base,
        flag: "base",
        value: "BASE",
        takes: Takes::One,
        help: "Base images: slim, full (the full image builds, slim runs), alpine, or auto (alpine if every dependency has a wheel there)",
        answer: |answers, text, origin| put(&mut answers.base, text, origin),
        show: |facts| show(&facts.base),
    },
    Question {
        id: FactId::Suite,
        flag: "suite",
        value: "SUITE",
        takes: Takes::One,
        help: "Debian release of the image: trixie or bookworm",
        answer: |answers, text, origin| put(&mut answers.suite, text, origin),
        show: |facts| show(&facts.suite),
    },
    Question {
        id: FactId::Runtime,
        flag: "runtime",
        value: "RUNTIME",
        takes: Takes::One,
        help: "Image that runs: slim (the base without pip), hardened (a vendor's image without a shell) or minimal (only the files that the application loads)",
        answer: |answers, text, origin| put(&mut answers.runtime, text, origin),
        // The usual one is not worth a line.
        show: |facts| {
            let is_usual = facts.runtime.value == Runtime::Slim && facts.runtime.origin == Origin::Default;
            Shown::One((!is_usual).then(|| facts.runtime.value.name()).into(), facts.runtime.origin.clone())
        },
    },
    Question {
        id: FactId::Platforms,
        flag: "platform",
        value: "PLATFORM,…",
        takes: Takes::Many,
        help: "Platforms of the image: linux/amd64, linux/arm64 (default: both)",
        answer: |answers, text, origin| {
            text.split(',').try_for_each(|platform| push(&mut answers.platforms, platform.trim(), origin.clone()))
        },
        show: |facts| {
            let named: Vec<String> = facts.platforms.iter().map(|fact| fact.value.to_string()).collect();
            Shown::One(named.join(",").into(), facts.platforms.first().map_or(Origin::Default, |fact| fact.origin.clone()))
        },
    },
    Question {
        id: FactId::Manager,
        flag: "manager",
        value: "MANAGER",
        takes: Takes::One,
        help: "What installs the dependencies: pip, uv, poetry, pdm, pipenv, pylock, pyproject, setuptools, script or none",
        answer: |answers, text, origin| put(&mut answers.manager, text, origin),
        show: |facts| show(&facts.manager),
    },
    Question {
        id: FactId::Manifest,
        flag: "manifest",
        value: "FILE",
        takes: Takes::One,
        help: "File that the dependencies are installed from, or requirements files separated by commas",
        answer: |answers, text, origin| {
            let mut files = text.split(',').map(str::trim);
            answers.manifest = Some(Fact::new(RelPath::parse(files.next().unwrap_or_default())?, origin));
            answers.further_manifests = files.map(RelPath::parse).collect::<Result<_, _>>()?;
            Ok(())
        },
        show: |facts| show_optional(&facts.manifest),
    },
    Question {
        id: FactId::Installer,
        flag: "installer",
        value: "TOOL",
        takes: Takes::One,
        help: "What installs a requirements file: uv, pip, or auto (uv if every line is pinned and nothing needs pip)",
        answer: |answers, text, origin| put(&mut answers.installer, text, origin),
        show: |facts| show_optional(&facts.installer),
    },
    Question {
        id: FactId::Member,
        flag: "member",
        value: "NAME|PATH",
        takes: Takes::One,
        help: "Member of the uv workspace, or project below the root, to build the image for",
        answer: |answers, text, origin| put(&mut answers.member, text, origin),
        show: |facts| show_optional(&facts.member),
    },
    Question {
        id: FactId::Groups,
        flag: "group",
        value: "GROUP",
        takes: Takes::Many,
        help: "Dependency group to install in production, in addition to the main one",
        answer: |answers, text, origin| push(&mut answers.groups, text, origin),
        show: |facts| show_list(&facts.groups),
    },
    Question {
        id: FactId::Extras,
        flag: "extra",
        value: "EXTRA",
        takes: Takes::Many,
        help: "Extra of the project to install in production",
        answer: |answers, text, origin| {
            let extra = ExtraName::new(text.to_owned())
                .map_err(|_| InvalidValue::new("extra", text, "letters, digits, `-`, `_` and `.`"))?;
            answers.extras.push(Fact::new(extra, origin));
            Ok(())
        },
        show: |facts| show_list(&facts.extras),
    },
    Question {
        id: FactId::Torch,
        flag: "torch",
        value: "BUILD",
        takes: Takes::One,
        help: "PyTorch build, in pip-managed projects only: cpu (PyTorch's index) or cuda (PyPI)",
        answer: |answers, text, origin| put(&mut answers.torch, text, origin),
        show: |facts| show_optional(&facts.torch),
    },
    Question {
        id: FactId::Framework,
        flag: "framework",
        value: "NAME",
        takes: Takes::One,
        help: "Framework, if the project has several or pydock detects the wrong one",
        answer: |answers, text, origin| {
            answers.framework = Some(Fact::new(text.to_owned(), origin));
            Ok(())
        },
        show: |facts| show(&facts.framework),
    },
    Question {
        id: FactId::Entrypoint,
        flag: "entrypoint",
        value: "MODULE:OBJECT",
        takes: Takes::One,
        help: "Application object, or factory as module:create_app()",
        answer: |answers, text, origin| put(&mut answers.entrypoint, text, origin),
        show: |facts| show_optional(&facts.entrypoint),
    },
    Question {
        id: FactId::Command,
        flag: "cmd",
        value: "COMMAND",
        takes: Takes::One,
        help: "Start command, as shell words or as a JSON array; used unchanged",
        answer: |answers, text, origin| put(&mut answers.command, text, origin),
        show: |facts| show(&facts.command),
    },
    Question {
        id: FactId::Process,
        flag: "process",
        value: "NAME",
        takes: Takes::One,
        help: "Process that the image starts, where the application has several; `pydock detect` lists them",
        answer: |answers, text, origin| put(&mut answers.process, text, origin),
        // One that nobody chose is the command, which has a line of its own.
        show: |facts| show_optional(&facts.process),
    },
    Question {
        id: FactId::AddServer,
        flag: "add-server",
        value: "",
        takes: Takes::Switch,
        help: "Install a pinned production server (gunicorn or uvicorn) if the project declares none; on by default",
        answer: |answers, text, origin| switch(&mut answers.add_server, text, origin),
        // Only a server that was added, or a refusal, is worth a line.
        show: |facts| show_optional(&facts.added_server),
    },
    Question {
        id: FactId::Port,
        flag: "port",
        value: "PORT",
        takes: Takes::One,
        help: "Port that the application listens on, or `none`",
        answer: |answers, text, origin| put(&mut answers.port, text, origin),
        show: |facts| show_optional(&facts.port),
    },
    Question {
        id: FactId::PortEnv,
        flag: "port-env",
        value: "NAME",
        takes: Takes::One,
        help: "Variable that sets the port when the container starts, such as PORT, or `none`",
        answer: |answers, text, origin| put(&mut answers.port_env, text, origin),
        show: |facts| show_optional(&facts.port_env),
    },
    Question {
        id: FactId::Health,
        flag: "health",
        value: "PATH",
        takes: Takes::One,
        help: "Path that the health check requests, `tcp` to only connect, or `none`",
        answer: |answers, text, origin| put(&mut answers.health, text, origin),
        show: |facts| show_optional(&facts.health),
    },
    Question {
        id: FactId::BuildPackages,
        flag: "build-package",
        value: "PACKAGE",
        takes: Takes::Many,
        help: "System package for the build stage, in addition to the detected ones",
        answer: |answers, text, origin| push(&mut answers.build_packages, text, origin),
        show: |facts| show_list(&facts.build_packages),
    },
    Question {
        id: FactId::RunPackages,
        flag: "run-package",
        value: "PACKAGE",
        takes: Takes::Many,
        help: "System package for the final image, in addition to the detected ones",
        answer: |answers, text, origin| push(&mut answers.run_packages, text, origin),
        show: |facts| show_list(&facts.run_packages),
    },
    Question {
        id: FactId::Prepare,
        flag: "prepare",
        value: "COMMAND",
        takes: Takes::Many,
        help: "Command that the image runs once while it is built, such as `python -m nltk.downloader punkt`",
        answer: |answers, text, origin| {
            let command: Command = text.parse()?;
            answers.prepare.push(Fact::new(prepared::in_image(command), origin));
            Ok(())
        },
        show: |facts| show_list(&facts.prepare),
    },
    Question {
        id: FactId::User,
        flag: "uid",
        value: "UID",
        takes: Takes::One,
        help: "Numeric user that the container runs as",
        answer: |answers, text, origin| put(&mut answers.user, text, origin),
        show: |facts| show(&facts.user),
    },
    Question {
        id: FactId::Sources,
        flag: "source",
        value: "PATH",
        takes: Takes::Many,
        help: "File or folder to copy into the final image, instead of the detected ones",
        answer: |answers, text, origin| push(&mut answers.sources, text, origin),
        show: |facts| show_list(&facts.sources),
    },
    Question {
        id: FactId::Writable,
        flag: "writable",
        value: "PATH",
        takes: Takes::Many,
        help: "Folder that the application may write to, `.` for the working directory itself",
        answer: |answers, text, origin| push(&mut answers.writable, text, origin),
        show: |facts| show_list(&facts.writable),
    },
    Question {
        id: FactId::Labels,
        flag: "label",
        value: "KEY=VALUE",
        takes: Takes::Many,
        help: "Image label, in addition to those from the project's metadata",
        answer: |answers, text, origin| push(&mut answers.labels, text, origin),
        show: |facts| show_list(&facts.labels),
    },
    Question {
        id: FactId::Env,
        flag: "env",
        value: "NAME=VALUE",
        takes: Takes::Many,
        help: "Environment variable of the final image; never a secret",
        answer: variable,
        show: |facts| show_list(&facts.env),
    },
    Question {
        id: FactId::Dev,
        flag: "dev",
        value: "",
        takes: Takes::Switch,
        help: "Add a development stage",
        answer: |answers, text, origin| switch(&mut answers.dev, text, origin),
        show: |facts| Shown::One(facts.dev.value.into(), facts.dev.origin.clone()),
    },
    Question {
        id: FactId::Test,
        flag: "test",
        value: "",
        takes: Takes::Switch,
        help: "Add a test stage",
        answer: |answers, text, origin| switch(&mut answers.test, text, origin),
        show: |facts| Shown::One(facts.test.value.into(), facts.test.origin.clone()),
    },
    Question {
        id: FactId::TestCommand,
        flag: "test-cmd",
        value: "COMMAND",
        takes: Takes::One,
        help: "Command of the test stage",
        answer: |answers, text, origin| put(&mut answers.test_command, text, origin),
        show: |facts| show_optional(&facts.test_command),
    },
    Question {
        id: FactId::With,
        flag: "with",
        value: "FILE,…",
        takes: Takes::Many,
        help: "Extra file to write where the project has none: env-example (.env.example, the variables that the program reads), compose (compose.yaml, every process and the services that the application talks to; compose.dev.yaml, the same for work on the source), devcontainer (.devcontainer/devcontainer.json)",
        answer: |answers, text, origin| text.split(',').try_for_each(|file| push(&mut answers.with, file, origin.clone())),
        show: |facts| show_list(&facts.with),
    },
    Question {
        id: FactId::PinDigests,
        flag: "pin-digests",
        value: "",
        takes: Takes::Switch,
        help: "Add the current digest to the tag of every base image (python:3.14@sha256:…)",
        answer: |answers, text, origin| switch(&mut answers.pin_digests, text, origin),
        // Who does not pin has nothing to read about it, in a table or in a lock.
        show: |facts| Shown::One(facts.pin_digests.value.then_some(true).into(), facts.pin_digests.origin.clone()),
    },
];

fn switch(slot: &mut Option<Fact<bool>>, text: &str, origin: Origin) -> Result<(), InvalidValue> {
    let value = text.parse().map_err(|_| InvalidValue::new("switch", text, "true or false"))?;
    *slot = Some(Fact::new(value, origin));
    Ok(())
}

/// The image is for everybody who can pull it, so no variable of it holds a secret.
fn variable(answers: &mut Answers, text: &str, origin: Origin) -> Result<(), InvalidValue> {
    let variable: EnvVar = text.parse()?;
    if variable.gives_a_secret() || credential(variable.value()).is_some() {
        // The value is not repeated.
        let expected = "a variable without a secret; `docker run --env` or a secret of the platform gives it to the container";
        return Err(InvalidValue::new("variable of an image", variable.name.as_str(), expected));
    }
    push(&mut answers.env, text, origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_fact_has_one_question_and_a_flag_of_its_own() {
        assert_eq!(QUESTIONS.iter().map(|question| question.id).collect::<Vec<_>>(), FactId::ALL);
        for question in QUESTIONS {
            let of_flag = Question::of_flag(question.flag).map(|question| question.id);
            assert_eq!((Question::of(question.id).id, of_flag), (question.id, Some(question.id)));
        }
    }

    #[test]
    fn every_question_refuses_a_line_break() {
        for question in QUESTIONS.iter().filter(|question| !matches!(question.id, FactId::Preset | FactId::Framework)) {
            for hostile in ["a\nRUN rm -rf /", "x=y\nRUN rm -rf /", "a:b\nRUN x", "/a\nRUN x"] {
                // A label folds white space into single blanks, and a command is split into words at it: what is left is
                // one line either way. A manifest is only read.
                use FactId::{Command, Labels, Manifest, Prepare, TestCommand};
                let taken = (question.answer)(&mut Answers::default(), hostile, Origin::Flag).is_ok();
                let is_free = matches!(question.id, Labels | Manifest | Command | Prepare | TestCommand);
                assert!(!taken || is_free, "{} took {hostile:?}", question.id);
            }
        }
    }
}
