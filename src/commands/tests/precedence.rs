//! Who wins: for every fact and every two sources that speak about it, the one that [`Origin`] names first.

use crate::commands::existing;
use crate::facts::{Answers, QUESTIONS, Question, Recorded, Said};
use crate::model::{Location, Origin, RelPath};
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
const FACTS: &[(&str, &str, &str)] = &[
    ("name", "shop", "store"),
    ("python", "3.13", "3.14"),
    ("base", "full", "slim"),
    ("suite", "bookworm", "trixie"),
    ("runtime", "minimal", "slim"),
    ("platforms", "linux/amd64", "linux/arm64"),
    ("manager", "pip", "none"),
    ("manifest", "requirements.txt", "requirements-dev.txt"),
    ("installer", "pip", "uv"),
    ("framework", "flask", "django"),
    ("entrypoint", "other:application", "app:app"),
    ("command", "python other.py", "python app.py"),
    ("port", "9000", "9100"),
    ("port-env", "WEB_PORT", "OTHER_PORT"),
    ("health", "/up", "/ping"),
    ("build-packages", "make", "patch"),
    ("run-packages", "curl", "jq"),
    ("prepare", "python -m shop.one", "python -m shop.two"),
    ("user", "1234", "4321"),
    ("sources", "app.py", "other.py"),
    ("writable", "data", "logs"),
    ("labels", "org.example.one=1", "org.example.two=2"),
    ("env", "ONE=1", "TWO=2"),
    ("dev", "true", "false"),
    ("test", "true", "false"),
    ("test-command", "python -m pytest -q", "python -m unittest"),
    ("with", "env-example", "compose"),
    ("pin-digests", "true", "true"),
];

/// Facts that name a part that not every project has, or that are shown by what comes of them: their answers alone are compared.
const BY_ANSWERS_ALONE: &[&str] = &["add-server", "extras", "groups", "member", "preset", "process", "torch"];

fn question(id: &str) -> &'static Question {
    QUESTIONS.iter().find(|question| question.id == id).unwrap()
}

fn recorded() -> Origin {
    Origin::Recorded { at: Location::line(RelPath::parse("pydock.toml").unwrap(), 1) }
}

/// The answers of a run: what was typed or picked, and then what was chosen before.
fn answers(id: &str, now: Option<(&str, Origin)>, before: Option<&str>) -> Answers {
    let mut answers = Answers::default();
    if let Some((text, origin)) = now {
        question(id).take(&mut answers, text, origin).unwrap();
    }
    if let Some(text) = before {
        let said = vec![Said { question: question(id).id, text: text.to_owned(), origin: recorded() }];
        answers.fill(&Recorded { said, ..Recorded::default() }).unwrap();
    }
    answers
}

fn survey(files: &[(&str, &str)], preset: Option<(&str, &str)>) -> Survey {
    let mut survey = survey_tree(ProjectTree::in_memory(files.iter().copied()), TODAY).unwrap();
    if let Some((id, text)) = preset {
        survey.take(preset_with(question(id).flag, text), TODAY).unwrap();
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
fn settled(survey: &Survey, answers: &Answers, id: &str) -> Vec<(String, &'static str)> {
    match pipeline::settle(survey, answers) {
        Ok(facts) => question(id).values(&facts).into_iter().map(|(value, origin)| (value, kind(&origin))).collect(),
        Err(error) => vec![(error.to_string(), "error")],
    }
}

#[test]
fn every_fact_has_a_row() {
    let mut rows: Vec<&str> = FACTS.iter().map(|(id, ..)| *id).chain(BY_ANSWERS_ALONE.iter().copied()).collect();
    rows.sort_unstable();
    let mut ids: Vec<&str> = QUESTIONS.iter().map(|question| question.id).collect();
    ids.sort_unstable();
    assert_eq!(rows, ids);
}

/// What is said now hides what was chosen before, wholly: a list is not added to.
#[test]
fn what_is_said_now_hides_what_was_chosen_before() {
    let by_answers = [
        ("add-server", "true", "false"),
        ("extras", "web", "api"),
        ("groups", "web", "api"),
        ("member", "web", "api"),
        ("preset", "production", "named-stages"),
        ("process", "web", "worker"),
        ("torch", "cpu", "cuda"),
    ];
    for (id, now, before) in FACTS.iter().chain(&by_answers) {
        for origin in [Origin::Flag, Origin::Prompt] {
            let answers = answers(id, Some((now, origin.clone())), Some(before));
            let said: Vec<(&str, &str)> = answers.said.iter().map(|said| (&*said.text, kind(&said.origin))).collect();
            assert_eq!(said, [(*now, kind(&origin))], "{id}");
        }
        let answers = answers(id, None, Some(before));
        let said: Vec<(&str, &str)> = answers.said.iter().map(|said| (&*said.text, kind(&said.origin))).collect();
        assert_eq!(said, [(*before, "recorded")], "{id}");
    }
}

#[test]
fn of_two_sources_the_stronger_one_is_believed() {
    let mut wrong = Vec::new();
    let plain = survey(PROJECT, None);
    for (id, first, second) in FACTS {
        let mut expect = |pair: &str, found: &[(String, &'static str)], holds: bool| {
            if !holds {
                wrong.push(format!("{id}: {pair}: {found:?}"));
            }
        };
        let with_preset = survey(PROJECT, Some((id, second)));
        let adds = matches!(*id, "labels" | "env" | "build-packages" | "run-packages");
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
        (&with_dockerfile, "python", None, "3.13 adopted"),
        (&with_both, "python", None, "3.12 detected"),
        (&with_dockerfile, "python", Some("3.14"), "3.14 flag"),
        (&with_dockerfile, "suite", None, "bookworm adopted"),
        (&with_dockerfile, "suite", Some("trixie"), "trixie flag"),
        (&with_dockerfile, "port", None, "5000 adopted"),
        (&with_dockerfile, "port", Some("9000"), "9000 flag"),
        (&with_both, "port", None, "5000 adopted"),
        (&with_dockerfile, "run-packages", None, "cabextract adopted"),
        (&with_dockerfile, "run-packages", Some("jq"), "jq flag"),
        // A list is added to.
        (&with_dockerfile, "run-packages", Some("jq"), "cabextract adopted"),
    ] {
        for (is_recorded, preset) in [(false, None), (true, None), (false, Some("preset"))] {
            let mut survey = survey(files, None);
            if preset.is_some() && !matches!(id, "run-packages") {
                let weaker = match id {
                    "python" => "3.11",
                    "suite" => "trixie",
                    _ => "7000",
                };
                survey.take(preset_with(question(id).flag, weaker), TODAY).unwrap();
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
