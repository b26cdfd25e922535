//! A file besides the Dockerfile, line by line: `compose.yaml`, `devcontainer.json`, `.env.example`.

use crate::knowledge::{KeyedFile, output_key};
use crate::model::{Origin, RelPath};
use crate::outputs::{DEVCONTAINER, compose};

use super::line::{Author, ExplainedLine, LineFact, Reason};
use super::lines_of::{OldLine, lines_of};
use super::outline::{KeyPath, outline};
use super::rendered::Written;
use super::{ExplainedFile, values};

/// Which kind of file it is, by its path. `None` for a Dockerfile and everything else.
pub fn keyed_file(path: &RelPath) -> Option<KeyedFile> {
    let is_one_of = |names: &[&str]| names.contains(&path.file_name());
    let is_compose = path.file_name().ends_with(".yaml") || path.file_name().ends_with(".yml");
    if path.as_str() == DEVCONTAINER || is_one_of(&["devcontainer.json"]) {
        Some(KeyedFile::Devcontainer)
    } else if is_compose && path.file_name().contains("compose") || is_one_of(&[compose::FILE, compose::DEVELOPMENT]) {
        Some(KeyedFile::Compose)
    } else if is_one_of(&[".env.example"]) {
        Some(KeyedFile::Environment)
    } else {
        None
    }
}

/// Explains the file by its keys; by the facts, too, where pydock wrote it.
pub fn explain_output(path: &RelPath, kind: KeyedFile, text: &str, written: Option<Written<'_>>) -> ExplainedFile {
    let text = text.replace("\r\n", "\n");
    let rendered = written.and_then(|written| written.generated.files.iter().find(|file| file.path == *path));
    let today = lines_of(rendered.map_or("", |file| file.contents.as_str()), &text);
    let earlier = written.and_then(|written| written.pristine).map(|pristine| lines_of(pristine, &text));
    let mut lines: Vec<ExplainedLine> = Vec::new();
    let mut previous: Option<KeyPath> = None;
    for (index, (line, path)) in text.lines().zip(outline(kind, &text)).enumerate() {
        let place = today.get(index).copied().unwrap_or(OldLine::New);
        let is_earlier = || matches!(earlier.as_ref().and_then(|earlier| earlier.get(index)), Some(OldLine::Same(_)));
        let author = match place {
            _ if written.is_none() => Author::Other,
            OldLine::Same(_) => Author::Pydock,
            _ if is_earlier() => Author::Earlier,
            _ => Author::Hand,
        };
        let key = meant(kind, &path);
        let row = output_key(kind, &key);
        // Lines of one key belong together.
        let shown: KeyPath = path.iter().take(path.len().min(3)).cloned().collect();
        let group = lines.last().map_or(0, |last| last.group + usize::from(previous.as_ref() != Some(&shown)));
        previous = Some(shown);
        let mut explained = ExplainedLine::new(index + 1, line, author, group);
        if let Some(row) = row.filter(|_| !line.trim().is_empty()) {
            explained.about = Some(row.about.clone());
            explained.reasons.push(Reason { text: row.why.clone(), source: Some(row.source.clone()) });
            if let Some(written) = written {
                let (facts, detected) = (&written.generated.facts, &written.survey.detected);
                explained.facts.extend(of_name(kind, &path, written));
                explained.facts.extend(values::of(&row.facts, line, line, facts, detected));
                explained.changes.extend(values::changes(&row.facts, &[]));
            }
        }
        if let (OldLine::InPlaceOf(line), Some(file)) = (place, rendered) {
            explained.in_place_of = file.contents.lines().nth(line).map(str::to_owned);
        }
        lines.push(explained);
    }
    let preset = written.map(|written| written.survey.preset.name.clone());
    ExplainedFile { path: path.to_string(), preset, lines, graph: None, download: None }
}

/// The path as the rows have it: every service is one, and mappings that services take in stand in the place of theirs.
fn meant(kind: KeyedFile, path: &[String]) -> KeyPath {
    let joined = |first: &[&str], rest: &[String]| -> KeyPath {
        first.iter().map(|part| (*part).to_owned()).chain(rest.iter().cloned()).collect()
    };
    match (kind, path) {
        (KeyedFile::Compose, [services, _, rest @ ..]) if services == "services" => joined(&["service"], rest),
        (KeyedFile::Compose, [shared, rest @ ..]) if shared.starts_with("x-") => match shared.as_str() {
            "x-environment" => joined(&["service", "environment"], rest),
            "x-sync" | "x-restart" => joined(&["service", "develop"], rest),
            _ => joined(&["service"], rest),
        },
        _ => path.to_vec(),
    }
}

/// What the line names: a process, a backing service, a variable.
fn of_name(kind: KeyedFile, path: &[String], written: Written<'_>) -> Vec<LineFact> {
    let facts = &written.generated.facts;
    let detected = |id: &str, value: String, at: &crate::model::Location, why: &str| LineFact {
        id: id.to_owned(),
        value,
        origin: Origin::Detected { at: at.clone() },
        why: Some(why.to_owned()),
    };
    let mut found = Vec::new();
    let variable = match (kind, path) {
        (KeyedFile::Environment, [name]) => Some(name),
        (KeyedFile::Compose, [shared, name]) if shared == "x-environment" => Some(name),
        (KeyedFile::Compose, [services, name, ..]) if services == "services" => {
            let process = facts.processes.iter().find(|process| process.name.as_str() == name);
            found.extend(process.map(|process| detected("process", name.clone(), &process.at, &process.why)));
            let service = facts.services.iter().find(|service| service.row.service.as_str() == name);
            let used = service.and_then(|service| Some((service, service.uses.first()?)));
            found.extend(used.map(|(service, used)| detected("service", service.row.title.clone(), &used.at, &used.what)));
            None
        }
        _ => None,
    };
    if let Some(variable) = variable.and_then(|name| written.survey.detected.environment.get(name)) {
        let places = variable.places.iter().take(3);
        found.extend(places.map(|place| detected("variable", variable.name.to_string(), &place.at, "is named here")));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Answers;
    use crate::model::FactId;
    use crate::pipeline;
    use crate::preset::Preset;
    use crate::tree::ProjectTree;

    fn generated(with: &str) -> pipeline::Generated {
        let answers = Answers::of_flags(&[(FactId::With, with), (FactId::Name, "shop")]);
        let tree = ProjectTree::in_memory([
            ("requirements.txt", "flask\ngunicorn\ncelery[redis]\nredis\npika\nsqlalchemy\npsycopg\nalembic\n"),
            ("requirements-dev.txt", "debugpy\nruff\n"),
            (
                "shop.py",
                "import os\nfrom flask import Flask\nimport pika\napp = Flask(__name__)\nA = os.environ['API_KEY']\n\
                 pika.BlockingConnection(pika.URLParameters(os.environ['RABBITMQ_URL']))\nB = os.getenv('REDIS_URL')\n\
                 C = os.environ['DATABASE_URL']\nopen('data/x', 'w')\n",
            ),
            ("tasks.py", "from celery import Celery\napp = Celery()\napp.conf.beat_schedule = {'a': {}}\n"),
            ("alembic.ini", "[alembic]\nscript_location = migrations\n"),
            ("migrations/env.py", ""),
        ]);
        pipeline::render_example(tree, Preset::production().unwrap(), &answers).unwrap()
    }

    #[test]
    fn every_line_is_explained() {
        for with in ["compose,devcontainer,env-example", "devcontainer"] {
            let generated = generated(with);
            let mut count = 0;
            for file in &generated.files {
                let Some(kind) = keyed_file(&file.path) else { continue };
                count += 1;
                for line in explain_output(&file.path, kind, &file.contents, None).lines {
                    assert_eq!(line.about.is_some(), !line.text.trim().is_empty(), "{}:{} {}", file.path, line.number, line.text);
                }
            }
            assert_eq!(count, with.split(',').count() + usize::from(with.contains("compose")), "{:?}", generated.facts.notes);
        }
    }
}
