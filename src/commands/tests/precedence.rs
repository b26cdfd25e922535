//! Who wins: for every fact and every two sources that speak about it, the one that [`Origin`] names first.

use crate::commands::existing;
use crate::facts::{Answers, Question, Recorded, Said};
use crate::model::{FactId, Location, Origin, RelPath, Source};
use crate::pipeline::{self, Survey, survey_tree};
use crate::preset::{self, Preset};
use crate::tree::ProjectTree;

const TODAY: &str = "2026-01-01";

const PROJECT: &[(&str, &str)] = &[
    (".python-version", "3.12\n"),
    ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"),
    ("requirements-dev.txt", "pytest==8.4.2\n"),
    ("app.py", "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get(\"/health\")\ndef health():\n    return {}\n"),
    ("other.py", "from flask import Flask\n\napplication = Flask(__name__)\n"),
    ("tests/test_app.py", "def test_app():\n    assert True\n"),
];

/// Each fact with two answers.
const FACTS: &[(FactId, &str, &str)] = &[
    (FactId::Name, "shop", "store"),
    (FactId::Python, "3.13", "3.14"),
    (FactId::Base, "full", "slim"),
    (FactId::Suite, "bookworm", "trixie"),
    (FactId::Runtime, "minimal", "slim"),
    (FactId::Platforms, "linux/amd64", "linux/arm64"),
    (FactId::Manager, "pip", "none"),
    (FactId::Manifest, "requirements.txt", "requirements-dev.txt"),
    (FactId::Installer, "pip", "uv"),
    (FactId::Framework, "flask", "django"),
    (FactId::Entrypoint, "other:application", "app:app"),
    (FactId::Command, "python other.py", "python app.py"),
    (FactId::Port, "9000", "9100"),
    (FactId::PortEnv, "WEB_PORT", "OTHER_PORT"),
    (FactId::Health, "/up", "/ping"),
    (FactId::BuildPackages, "make", "patch"),
    (FactId::RunPackages, "curl", "jq"),
    (FactId::Prepare, "python -m shop.one", "python -m shop.two"),
    (FactId::User, "1234", "4321"),
    (FactId::Sources, "app.py", "other.py"),
    (FactId::Writable, "data", "logs"),
    (FactId::Labels, "org.example.one=1", "org.example.two=2"),
    (FactId::Env, "ONE=1", "TWO=2"),
    (FactId::Dev, "true", "false"),
    (FactId::Test, "true", "false"),
    (FactId::TestCommand, "python -m pytest -q", "python -m unittest"),
    (FactId::With, "env-example", "compose"),
    (FactId::PinDigests, "true", "true"),
];

/// Facts that name a part that not every project has, or that are shown by what comes of them: their answers alone are compared.
const BY_ANSWERS_ALONE: &[(FactId, &str, &str)] = &[
    (FactId::Preset, "production", "named-stages"),
    (FactId::Member, "web", "api"),
    (FactId::Groups, "web", "api"),
    (FactId::Extras, "web", "api"),
    (FactId::Torch, "cpu", "cuda"),
    (FactId::Process, "web", "worker"),
    (FactId::AddServer, "true", "false"),
];

fn recorded() -> Origin {
    Origin::Recorded { at: Location::line(RelPath::parse("pydock.toml").unwrap(), 1) }
}

/// The answers of a run: what was typed or picked, and then what was chosen before.
fn answers(id: FactId, now: Option<(&str, Origin)>, before: Option<&str>) -> Answers {
    let mut answers = Answers::default();
    if let Some((text, origin)) = now {
        answers.take(id, text, origin).unwrap();
    }
    if let Some(text) = before {
        let said = vec![Said { fact: id, text: text.to_owned(), origin: recorded() }];
        answers.fill(&Recorded { said, ..Recorded::default() }).unwrap();
    }
    answers
}

fn survey(files: &[(&str, &str)], preset: Option<(FactId, &str)>) -> Survey {
    let mut survey = survey_tree(ProjectTree::in_memory(files.iter().copied()), TODAY).unwrap();
    if let Some((id, text)) = preset {
        survey.take(preset_with(Question::of(id).flag, text), TODAY).unwrap();
    }
    survey
}

/// The layout `production` with one answer of its own.
fn preset_with(flag: &str, text: &str) -> Preset {
    let toml = format!("name = \"house\"\ndescription = \"ours\"\nextends = \"production\"\n\n[defaults]\n{flag} = \"{text}\"\n");
    preset::of_tree(&ProjectTree::in_memory([("preset.toml", toml.as_str())]), "./house").unwrap()
}

/// The kind of a source, without its place.
fn kind(origin: &Origin) -> &'static str {
    match origin {
        Origin::Flag => "flag",
        Origin::Prompt => "prompt",
        Origin::Recorded { .. } => "recorded",
        Origin::Configured { .. } => "configured",
        Origin::Adopted { .. } => "adopted",
        Origin::Detected { .. } => "detected",
        Origin::Preset => "preset",
        Origin::Default => "default",
    }
}

/// The values of the fact, each with the kind of its source.
fn settled(survey: &Survey, answers: &Answers, id: FactId) -> Vec<(String, &'static str)> {
    match pipeline::settle(survey, answers) {
        Ok(facts) => Question::of(id).values(&facts).into_iter().map(|(value, origin)| (value, kind(&origin))).collect(),
        Err(error) => vec![(error.to_string(), "error")],
    }
}

#[test]
fn every_fact_has_a_row() {
    let mut rows: Vec<FactId> = FACTS.iter().chain(BY_ANSWERS_ALONE).map(|(id, ..)| *id).collect();
    rows.sort_unstable();
    assert_eq!(rows, FactId::ALL);
}

/// The order, said once more as a person reads it, for every fact and every two sources.
#[test]
fn one_order_holds_for_every_fact_and_every_two_sources() {
    use Source::{Adopted, Configured, Default, Detected, Flag, Preset, Prompt, Recorded};
    for &fact in FactId::ALL {
        let order = match fact {
            FactId::Python | FactId::Suite => [Flag, Prompt, Recorded, Configured, Detected, Adopted, Preset, Default],
            _ => [Flag, Prompt, Recorded, Configured, Adopted, Detected, Preset, Default],
        };
        for (index, stronger) in order.into_iter().enumerate() {
            for (other, weaker) in order.into_iter().enumerate() {
                assert_eq!(stronger.is_above(weaker, fact), index < other, "{fact}: {stronger:?} and {weaker:?}");
            }
        }
    }
}

/// What is said now hides what was chosen before, wholly: a list is not added to.
#[test]
fn what_is_said_now_hides_what_was_chosen_before() {
    for &(id, now, before) in FACTS.iter().chain(BY_ANSWERS_ALONE) {
        for origin in [Origin::Flag, Origin::Prompt] {
            let answers = answers(id, Some((now, origin.clone())), Some(before));
            let said: Vec<(&str, &str)> = answers.said.iter().map(|said| (&*said.text, kind(&said.origin))).collect();
            assert_eq!(said, [(now, kind(&origin))], "{id}");
        }
        let answers = answers(id, None, Some(before));
        let said: Vec<(&str, &str)> = answers.said.iter().map(|said| (&*said.text, kind(&said.origin))).collect();
        assert_eq!(said, [(before, "recorded")], "{id}");
    }
}

#[test]
fn of_two_sources_the_stronger_one_is_believed() {
    let mut wrong = Vec::new();
    let plain = survey(PROJECT, None);
    for &(id, first, second) in FACTS {
        let mut expect = |pair: &str, found: &[(String, &'static str)], holds: bool| {
            if !holds {
                wrong.push(format!("{id}: {pair}: {found:?}"));
            }
        };
        let with_preset = survey(PROJECT, Some((id, second)));
        let adds = id.adds_up();
        let by = |found: &[(String, &'static str)], source: &str| found.iter().any(|(_, kind)| *kind == source);
        let alone =
            |found: &[(String, &'static str)], source: &str| !found.is_empty() && found.iter().all(|(_, kind)| *kind == source);
        let base = settled(&plain, &Answers::default(), id);
        for (origin, name) in [(Origin::Flag, "flag"), (Origin::Prompt, "prompt"), (recorded(), "recorded")] {
            let stated = answers(id, Some((first, origin)), None);
            // Over what the project says, and over the default.
            let found = settled(&plain, &stated, id);
            let holds = if adds { by(&found, name) } else { alone(&found, name) };
            expect(&format!("{name} over detected and default"), &found, holds);
            // Over the preset; lists that add to each other have both.
            let found = settled(&with_preset, &stated, id);
            let holds = if adds { by(&found, name) && by(&found, "preset") } else { alone(&found, name) };
            expect(&format!("{name} over preset"), &found, holds);
        }
        let found = settled(&with_preset, &Answers::default(), id);
        let holds = match base.iter().any(|(_, kind)| *kind == "detected") && !adds {
            true => found == base,
            false => by(&found, "preset"),
        };
        expect("detected over preset, preset over default", &found, holds);
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The project's own Dockerfile is heard after a person, and before the project's other files where it says how the program
/// starts. Of Python it says what the image had, so a file about the version counts more.
#[test]
fn what_is_taken_over_stands_between_a_person_and_the_project() {
    const DOCKERFILE: &str = "FROM python:3.13-slim-bookworm\nRUN apt-get update && apt-get install -y cabextract\nWORKDIR /app\nCOPY . .\n\
                              RUN pip install -r requirements.txt\nENV FLASK_ENV=production\nEXPOSE 5000\n\
                              CMD [\"gunicorn\", \"--bind\", \"0.0.0.0:5000\", \"other:application\"]\n";
    let without_python = || PROJECT.iter().copied().filter(|(path, _)| *path != ".python-version");
    let with_dockerfile: Vec<(&str, &str)> = without_python().chain([("Dockerfile", DOCKERFILE)]).collect();
    let with_both: Vec<(&str, &str)> = PROJECT.iter().copied().chain([("Dockerfile", DOCKERFILE)]).collect();
    let mut wrong = Vec::new();
    for (files, id, said, expected) in [
        (&with_dockerfile, FactId::Python, None, "3.13 adopted"),
        (&with_both, FactId::Python, None, "3.12 detected"),
        (&with_dockerfile, FactId::Python, Some("3.14"), "3.14 flag"),
        (&with_dockerfile, FactId::Suite, None, "bookworm adopted"),
        (&with_dockerfile, FactId::Suite, Some("trixie"), "trixie flag"),
        (&with_dockerfile, FactId::Port, None, "5000 adopted"),
        (&with_dockerfile, FactId::Port, Some("9000"), "9000 flag"),
        (&with_both, FactId::Port, None, "5000 adopted"),
        (&with_dockerfile, FactId::RunPackages, None, "cabextract adopted"),
        (&with_dockerfile, FactId::RunPackages, Some("jq"), "jq flag"),
        // A list is added to.
        (&with_dockerfile, FactId::RunPackages, Some("jq"), "cabextract adopted"),
    ] {
        for (is_recorded, preset) in [(false, None), (true, None), (false, Some("preset"))] {
            let mut survey = survey(files, None);
            if preset.is_some() && id != FactId::RunPackages {
                let weaker = match id {
                    FactId::Python => "3.11",
                    FactId::Suite => "trixie",
                    _ => "7000",
                };
                survey.take(preset_with(Question::of(id).flag, weaker), TODAY).unwrap();
            }
            let origin = if is_recorded { recorded() } else { Origin::Flag };
            let mut answers = answers(id, said.map(|text| (text, origin)), None);
            existing::read(&mut survey, &mut answers, TODAY).unwrap();
            let found = settled(&survey, &answers, id);
            let found: Vec<String> = found.iter().map(|(value, kind)| format!("{value} {kind}")).collect();
            let expected = if is_recorded { expected.replace("flag", "recorded") } else { expected.to_owned() };
            if !found.contains(&expected) {
                wrong.push(format!("{id} {said:?} {preset:?}: expected {expected}, found {found:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
