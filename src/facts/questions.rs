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

/// The rows of the list, each in the shortest form that says it: the fact, its flag, what that takes and how often, its help,
/// how an answer is taken and how the fact is shown. `put port` fills one slot of the answers, `show port` shows one fact.
macro_rules! questions {
    (@answer $how:ident $slot:ident) => { |answers, text, origin| $how(&mut answers.$slot, text, origin) };
    (@answer $how:tt) => { $how };
    (@show $how:ident $fact:ident) => { |facts| $how(&facts.$fact) };
    (@show $how:tt) => { $how };
    ($($id:ident $flag:literal $value:literal $takes:ident $help:literal $answer:tt $($slot:ident)?, $show:tt $($fact:ident)?;)+) => {
        &[$(Question {
            id: FactId::$id,
            flag: $flag,
            value: $value,
            takes: Takes::$takes,
            help: $help,
            answer: questions!(@answer $answer $($slot)?),
            show: questions!(@show $show $($fact)?),
        },)+]
    };
}

/// Every question, in the order in which facts are shown.
pub const QUESTIONS: &[Question] = questions! {
    Name "name" "NAME" One "Name of the image in the printed commands and in the title label"
        put name, show name;
    Preset "preset" "NAME" One "Stage layout; `pydock presets` lists them"
        (|answers, text, origin| {
            answers.preset = Some(Fact::new(text.to_owned(), origin));
            Ok(())
        }), show preset;
    Python "python" "X.Y" One "Python feature release of the image"
        put python, show python;
    Base "base" "BASE" One "Base images: slim, full (for the build only), alpine, or auto (alpine if all dependencies have wheels)"
        put base, show base;
    Suite "suite" "SUITE" One "Debian release of the image: trixie or bookworm"
        put suite, show suite;
    // The usual one is not worth a line.
    Runtime "runtime" "RUNTIME" One "Image that runs: slim (the base without pip), hardened (a vendor's image without a shell) or minimal (only the files that the application loads)"
        put runtime, (|facts| {
            let is_usual = facts.runtime.value == Runtime::Slim && facts.runtime.origin == Origin::Default;
            Shown::One((!is_usual).then(|| facts.runtime.value.name()).into(), facts.runtime.origin.clone())
        });
    Platforms "platform" "PLATFORM,…" Many "Platforms of the image: linux/amd64, linux/arm64 (default: both)"
        (|answers, text, origin| {
            text.split(',').try_for_each(|platform| push(&mut answers.platforms, platform.trim(), origin.clone()))
        }), (|facts| {
            let named: Vec<String> = facts.platforms.iter().map(|fact| fact.value.to_string()).collect();
            Shown::One(named.join(",").into(), facts.platforms.first().map_or(Origin::Default, |fact| fact.origin.clone()))
        });
    Manager "manager" "MANAGER" One "What installs the dependencies: pip, uv, poetry, pdm, pipenv, pylock, pyproject, setuptools, script or none"
        put manager, show manager;
    Manifest "manifest" "FILE" One "File that the dependencies are installed from, or requirements files separated by commas"
        (|answers, text, origin| {
            let mut files = text.split(',').map(str::trim);
            answers.manifest = Some(Fact::new(RelPath::parse(files.next().unwrap_or_default())?, origin));
            answers.further_manifests = files.map(RelPath::parse).collect::<Result<_, _>>()?;
            Ok(())
        }), show_optional manifest;
    Installer "installer" "TOOL" One "What installs a requirements file: uv, pip, or auto (uv if every line is pinned and nothing needs pip)"
        put installer, show_optional installer;
    Member "member" "NAME|PATH" One "Member of the uv workspace, or project below the root, to build the image for"
        put member, show_optional member;
    Groups "group" "GROUP" Many "Dependency group to install in production, in addition to the main one"
        push groups, show_list groups;
    Extras "extra" "EXTRA" Many "Extra of the project to install in production"
        (|answers, text, origin| {
            let extra = ExtraName::new(text.to_owned())
                .map_err(|_| InvalidValue::new("extra", text, "letters, digits, `-`, `_` and `.`"))?;
            answers.extras.push(Fact::new(extra, origin));
            Ok(())
        }), show_list extras;
    Torch "torch" "BUILD" One "PyTorch build, in pip-managed projects only: cpu (PyTorch's index) or cuda (PyPI)"
        put torch, show_optional torch;
    Framework "framework" "NAME" One "Framework, if the project has several or pydock detects the wrong one"
        (|answers, text, origin| {
            answers.framework = Some(Fact::new(text.to_owned(), origin));
            Ok(())
        }), show framework;
    Entrypoint "entrypoint" "MODULE:OBJECT" One "Application object, or factory as module:create_app()"
        put entrypoint, show_optional entrypoint;
    Command "cmd" "COMMAND" One "Start command, as shell words or as a JSON array; used unchanged"
        put command, show command;
    // One that nobody chose is the command, which has a line of its own.
    Process "process" "NAME" One "Process that the image starts, where the application has several; `pydock detect` lists them"
        put process, show_optional process;
    // Only a server that was added, or a refusal, is worth a line.
    AddServer "add-server" "" Switch "Install a pinned production server (gunicorn or uvicorn) if the project declares none; on by default"
        switch add_server, show_optional added_server;
    Port "port" "PORT" One "Port that the application listens on, or `none`"
        put port, show_optional port;
    PortEnv "port-env" "NAME" One "Variable that sets the port when the container starts, such as PORT, or `none`"
        put port_env, show_optional port_env;
    Health "health" "PATH" One "Path that the health check requests, `tcp` to only connect, or `none`"
        put health, show_optional health;
    BuildPackages "build-package" "PACKAGE" Many "System package for the build stage, in addition to the detected ones"
        push build_packages, show_list build_packages;
    RunPackages "run-package" "PACKAGE" Many "System package for the final image, in addition to the detected ones"
        push run_packages, show_list run_packages;
    Prepare "prepare" "COMMAND" Many "Command that the image runs once while it is built, such as `python -m nltk.downloader punkt`"
        (|answers, text, origin| {
            let command: Command = text.parse()?;
            answers.prepare.push(Fact::new(prepared::in_image(command), origin));
            Ok(())
        }), show_list prepare;
    User "uid" "UID" One "Numeric user that the container runs as"
        put user, show user;
    Sources "source" "PATH" Many "File or folder to copy into the final image, instead of the detected ones"
        push sources, show_list sources;
    Writable "writable" "PATH" Many "Folder that the application may write to, `.` for the working directory itself"
        push writable, show_list writable;
    Labels "label" "KEY=VALUE" Many "Image label, in addition to those from the project's metadata"
        push labels, show_list labels;
    Env "env" "NAME=VALUE" Many "Environment variable of the image, never a secret"
        (variable), show_list env;
    Dev "dev" "" Switch "Add a development stage"
        switch dev, (|facts| Shown::One(facts.dev.value.into(), facts.dev.origin.clone()));
    Test "test" "" Switch "Add a test stage"
        switch test, (|facts| Shown::One(facts.test.value.into(), facts.test.origin.clone()));
    TestCommand "test-cmd" "COMMAND" One "Command of the test stage"
        put test_command, show_optional test_command;
    With "with" "FILE,…" Many "Extra file to write where the project has none: env-example (.env.example, the variables that the program reads), compose (compose.yaml, every process and the services that the application talks to; compose.dev.yaml, the same for work on the source), devcontainer (.devcontainer/devcontainer.json)"
        (|answers, text, origin| text.split(',').try_for_each(|file| push(&mut answers.with, file, origin.clone()))), show_list with;
    // Who does not pin has nothing to read about it, in a table or in a lock.
    PinDigests "pin-digests" "" Switch "Add the current digest to the tag of every base image (python:3.14@sha256:…)"
        switch pin_digests, (|facts| Shown::One(facts.pin_digests.value.then_some(true).into(), facts.pin_digests.origin.clone()));
};

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
