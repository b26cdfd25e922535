//! `.devcontainer/devcontainer.json`: an editor in a container of the development stage, from the same Dockerfile. With a
//! compose file of pydock's the container is its website's, beside the services that it talks to.

use serde_json::{Value, json};

use super::{Asked, Known, OutputError, Outputs, compose, dev_stage, own_of};
use crate::knowledge::editor_extensions;
use crate::model::{DOCKERFILE, Note, PackageManager, PackageName, Port, Process, ProcessKind, RelPath, RenderedFile};

pub const PATH: &str = ".devcontainer/devcontainer.json";

/// In the order in which editors look for them.
const NAMES: [&str; 2] = [PATH, ".devcontainer.json"];

/// The source folder of the container, as the Dockerfile has it.
const SOURCE: &str = "/app";
const MOUNT: &str = "source=${localWorkspaceFolder},target=/app,type=bind";

/// Adds the file, or a note why there is none.
pub fn add(asked: Asked<'_>, known: Known<'_>, outputs: &mut Outputs) -> Result<(), OutputError> {
    if let Some(own) = own_of(known, &NAMES) {
        let note = Note::info(format!("`{own}` exists and is not changed"));
        outputs.notes.push(note.hint("remove or rename it to get one from pydock"));
        return Ok(());
    }
    if dev_stage(asked.plan).is_none() {
        let note = Note::warning(format!("`{PATH}` is not written: the Dockerfile has no development stage"));
        outputs.notes.push(note.hint("choose a preset that has one, such as `--preset production`, and do not pass `--no-dev`"));
        return Ok(());
    }
    let is_written = |name: &str| outputs.files.iter().any(|file| file.path.as_str() == name);
    let has_compose = is_written(compose::FILE) && is_written(compose::DEVELOPMENT);
    let contents = written(&fields(asked, has_compose));
    let problem = |problem: String| OutputError::Differs { file: PATH, problem };
    serde_json::from_str::<Value>(&contents).map_err(|error| problem(error.to_string()))?;
    outputs.files.push(RenderedFile { path: RelPath::named(PATH), contents });
    Ok(())
}

/// The file's fields, in the order of the specification's reference.
fn fields(asked: Asked<'_>, has_compose: bool) -> Vec<(&'static str, Value)> {
    let facts = asked.facts;
    let mut fields = vec![("name", Value::from(facts.name.value.to_string()))];
    let service = facts.processes.iter().find(|process| process.is_image && process.kind != ProcessKind::OneOff);
    match service.filter(|_| has_compose) {
        Some(service) => {
            let files = [compose::FILE, compose::DEVELOPMENT].map(|name| format!("../{name}"));
            fields.push(("dockerComposeFile", json!(files)));
            fields.push(("service", Value::from(service.name.as_str())));
            fields.push(("mounts", json!([MOUNT])));
            // The editor starts the program; a service of compose would start it by itself.
            fields.push(("overrideCommand", Value::from(true)));
        }
        None => {
            let stage = dev_stage(asked.plan).map(|stage| stage.name.to_string());
            // In the order of their names, as a map has them.
            fields.push(("build", json!({ "context": "..", "dockerfile": format!("../{DOCKERFILE}"), "target": stage })));
            fields.push(("workspaceMount", Value::from(MOUNT)));
        }
    }
    fields.push(("workspaceFolder", Value::from(SOURCE)));
    fields.push(("remoteUser", Value::from("app")));
    fields.push(("updateRemoteUserUID", Value::from(true)));
    if facts.manager.value == PackageManager::Uv {
        fields.push(("containerEnv", json!({ "UV_NO_SYNC": "1", "UV_PROJECT_ENVIRONMENT": "/opt/venv" })));
    }
    let ports: Vec<u16> = facts.processes.iter().filter_map(port).collect();
    if !ports.is_empty() {
        fields.push(("forwardPorts", json!(ports)));
    }
    let mut settings = serde_json::Map::new();
    let interpreter = if facts.manager.value == PackageManager::None { "/usr/local/bin/python" } else { "/opt/venv/bin/python" };
    settings.insert("python.defaultInterpreterPath".to_owned(), Value::from(interpreter));
    if facts.test_runner.as_ref().is_some_and(|runner| runner.as_ref() == "pytest") {
        settings.insert("python.testing.pytestEnabled".to_owned(), Value::from(true));
    }
    fields.push(("customizations", json!({ "vscode": { "extensions": extensions(asked), "settings": settings } })));
    fields
}

fn port(process: &Process) -> Option<u16> {
    process.start.port.map(Port::number).filter(|_| process.kind == ProcessKind::Web)
}

/// The extensions for what the project declares or has at its root.
fn extensions(asked: Asked<'_>) -> Vec<&'static str> {
    let manifests = asked.manifests;
    let declares =
        |name: &PackageName| manifests.production().chain(manifests.development()).any(|dependency| dependency.name == *name);
    let has = |name: &String| RelPath::parse(name).is_ok_and(|path| asked.tree.is_file(&path));
    let rows = editor_extensions().iter().filter(|row| {
        let is_general = row.with.is_empty() && row.files.is_empty();
        is_general || row.with.iter().any(declares) || row.files.iter().any(has)
    });
    rows.map(|row| row.id.as_str()).collect()
}

/// An object with its fields in this order, indented as the reference of the specification does it.
fn written(fields: &[(&'static str, Value)]) -> String {
    let field = |(name, value): &(&'static str, Value)| {
        let text = serde_json::to_string_pretty(value).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        format!("  \"{name}\": {}", lines.join("\n  "))
    };
    format!("{{\n{}\n}}\n", fields.iter().map(field).collect::<Vec<_>>().join(",\n"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::facts::Answers;
    use crate::model::FactId;
    use crate::pipeline;
    use crate::preset::Preset;
    use crate::tree::ProjectTree;

    fn devcontainer(with: &str, files: &[(&str, &str)]) -> Result<String, Vec<String>> {
        let answers = Answers::of_flags(&[(FactId::With, with), (FactId::Name, "shop")]);
        let tree = ProjectTree::in_memory(files.iter().copied());
        let generated = pipeline::render_example(tree, Preset::production().unwrap(), &answers).unwrap();
        let file = generated.files.into_iter().find(|file| file.path.as_str() == PATH);
        file.map(|file| file.contents).ok_or_else(|| generated.facts.notes.into_iter().map(|note| note.message).collect())
    }

    #[test]
    fn alone_it_builds_the_stage_for_development() {
        let found = devcontainer(
            "devcontainer",
            &[
                ("requirements.txt", "flask\ngunicorn\n"),
                ("requirements-dev.txt", "mypy\n"),
                ("ruff.toml", ""),
                ("shop.py", "from flask import Flask\napp = Flask(__name__)\n"),
            ],
        );
        let expected = r#"{
  "name": "shop",
  "build": {
    "context": "..",
    "dockerfile": "../Dockerfile",
    "target": "dev"
  },
  "workspaceMount": "source=${localWorkspaceFolder},target=/app,type=bind",
  "workspaceFolder": "/app",
  "remoteUser": "app",
  "updateRemoteUserUID": true,
  "forwardPorts": [
    8000
  ],
  "customizations": {
    "vscode": {
      "extensions": [
        "charliermarsh.ruff",
        "ms-python.mypy-type-checker",
        "ms-python.python"
      ],
      "settings": {
        "python.defaultInterpreterPath": "/opt/venv/bin/python"
      }
    }
  }
}
"#;
        assert_eq!(found.as_deref(), Ok(expected));
    }

    #[test]
    fn beside_a_compose_file_of_pydocks_it_is_a_service_of_that() {
        let files = [("requirements.txt", "flask\ngunicorn\n"), ("shop.py", "from flask import Flask\napp = Flask(__name__)\n")];
        let found = devcontainer("compose,devcontainer", &files).unwrap();
        assert!(found.contains("  \"service\": \"web\",\n"), "{found}");
        assert!(!found.contains("\"build\""), "{found}");
        let with_own = [&files[..], &[("docker-compose.yml", "services:\n  web:\n    build: .\n")]].concat();
        let found = devcontainer("compose,devcontainer", &with_own).unwrap();
        assert!(found.contains("\"build\"") && !found.contains("dockerComposeFile"), "{found}");
    }

    #[test]
    fn one_of_the_project_stays() {
        let files = [
            ("requirements.txt", "flask\ngunicorn\n"),
            ("shop.py", "from flask import Flask\napp = Flask(__name__)\n"),
            (".devcontainer.json", "{}"),
        ];
        let notes = devcontainer("devcontainer", &files).unwrap_err();
        assert!(notes.contains(&"`.devcontainer.json` exists and is not changed".to_owned()), "{notes:?}");
    }
}
