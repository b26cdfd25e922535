//! Commands that hosts start the project with, in the files of their own that say so.
//!
//! ```text
//! app.yaml                      entrypoint                                    Google App Engine
//! apprunner.yaml                run.command                                   AWS App Runner
//! fly.toml                      processes.NAME                                Fly.io
//! heroku.yml                    run.NAME: COMMAND | { command: [COMMAND] }    Heroku
//! nixpacks.toml                 start.cmd                                     Nixpacks
//! railway.json, railway.toml    deploy.startCommand                           Railway
//! render.yaml                   services.*: { type, name, startCommand }      Render
//! .replit                       deployment.run                                Replit
//! .do/app.yaml                  services.*, workers.*: { name, run_command }  DigitalOcean
//! ```
//! Each is a process as a line of a Procfile is one. The files are not pydock's: what cannot be read says nothing.

use saphyr::MarkedYaml;

use super::procfile::ProcessType;
use super::toml_file::TomlFile;
use super::yaml::{at, get, load};
use crate::model::{Location, Port, RelPath};
use crate::tree::ProjectTree;

/// The processes of every file, those of one host behind each other.
pub(super) fn processes(tree: &ProjectTree) -> Vec<ProcessType> {
    let mut found = Vec::new();
    let yaml = |name: &str, read: fn(&RelPath, &MarkedYaml<'_>, &mut Vec<ProcessType>), found: &mut Vec<ProcessType>| {
        let Some((path, text)) = file(tree, name) else { return };
        if let Some(document) = load(&text) {
            read(&path, &document, found);
        }
    };
    for name in ["render.yaml", "render.yml"] {
        yaml(name, render, &mut found);
    }
    for (name, table, key) in [
        ("fly.toml", "processes", None),
        ("railway.toml", "deploy", Some("startCommand")),
        ("nixpacks.toml", "start", Some("cmd")),
    ] {
        if let Some((path, text)) = file(tree, name) {
            in_toml(&path, &text, table, key, &mut found);
        }
    }
    if let Some((path, text)) = file(tree, ".replit") {
        replit(&path, &text, &mut found);
    }
    for (name, read) in [
        ("railway.json", railway as fn(&RelPath, &MarkedYaml<'_>, &mut Vec<ProcessType>)),
        ("heroku.yml", heroku),
        ("app.yaml", app_engine),
        ("apprunner.yaml", app_runner),
        (".do/app.yaml", digital_ocean),
    ] {
        yaml(name, read, &mut found);
    }
    found
}

/// The port that Fly.io sends requests to. `None` if `fly.toml` does not say it.
pub fn internal_port(tree: &ProjectTree) -> Option<(Port, Location)> {
    let (path, text) = file(tree, "fly.toml")?;
    text.lines().enumerate().find_map(|(index, line)| {
        let (key, value) = line.split_once('=')?;
        let value = value.split('#').next()?.trim().trim_matches('"');
        let port = (key.trim() == "internal_port").then(|| value.parse().ok()).flatten()?;
        Some((port, Location::line(path.clone(), index + 1)))
    })
}

fn file(tree: &ProjectTree, name: &str) -> Option<(RelPath, String)> {
    let path = RelPath::parse(name).ok()?;
    let text = tree.text(&path).ok()??.to_string();
    Some((path, text))
}

fn process(name: &str, command: &str, at: Location) -> Option<ProcessType> {
    let command = command.trim();
    (!command.is_empty()).then(|| ProcessType { name: name.to_owned(), command: command.to_owned(), at })
}

/// The text of the key as a process of this name.
fn of_key(path: &RelPath, body: &MarkedYaml<'_>, key: &str, name: &str) -> Option<ProcessType> {
    let node = get(body, key)?;
    process(name, node.data.as_str()?, at(path, node))
}

/// What is a website there is called so here, and everything else by its own name.
fn named<'b>(body: &'b MarkedYaml<'_>, is_website: bool, other: &'b str) -> &'b str {
    if is_website { "web" } else { get(body, "name").and_then(|name| name.data.as_str()).unwrap_or(other) }
}

fn render(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    let services = get(document, "services").and_then(|services| services.data.as_sequence());
    for body in services.into_iter().flatten() {
        let kind = get(body, "type").and_then(|kind| kind.data.as_str()).unwrap_or_default();
        let runtime = get(body, "runtime").or_else(|| get(body, "env")).and_then(|runtime| runtime.data.as_str());
        if runtime.is_none_or(|runtime| matches!(runtime, "python" | "docker")) && kind != "cron" {
            let name = named(body, kind == "web", kind);
            found.extend(of_key(path, body, "startCommand", name).or_else(|| of_key(path, body, "dockerCommand", name)));
        }
    }
}

fn railway(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    found.extend(get(document, "deploy").and_then(|deploy| of_key(path, deploy, "startCommand", "web")));
}

fn app_engine(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    let runtime = get(document, "runtime").and_then(|runtime| runtime.data.as_str()).unwrap_or_default();
    found.extend(of_key(path, document, "entrypoint", "web").filter(|_| runtime.starts_with("python")));
}

fn app_runner(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    found.extend(get(document, "run").and_then(|run| of_key(path, run, "command", "web")));
}

fn heroku(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    let Some(run) = get(document, "run").and_then(|run| run.data.as_mapping()) else { return };
    for (name, body) in run {
        let Some(name) = name.data.as_str() else { continue };
        let listed = get(body, "command").and_then(|command| command.data.as_sequence()?.first());
        let node = listed.unwrap_or(body);
        found.extend(node.data.as_str().and_then(|command| process(name, command, at(path, node))));
    }
}

fn digital_ocean(path: &RelPath, document: &MarkedYaml<'_>, found: &mut Vec<ProcessType>) {
    for (list, is_website) in [("services", true), ("workers", false)] {
        let bodies = get(document, list).and_then(|bodies| bodies.data.as_sequence());
        found.extend(
            bodies.into_iter().flatten().filter_map(|body| of_key(path, body, "run_command", named(body, is_website, "worker"))),
        );
    }
}

/// What a deployment runs, as a line or as words. The button of the editor is for development.
fn replit(path: &RelPath, text: &str, found: &mut Vec<ProcessType>) {
    let Ok(parsed) = TomlFile::parse(path, text) else { return };
    let Some(deployment) = parsed.table(&parsed.root, "deployment").ok().flatten().filter(|_| text.contains("python")) else {
        return;
    };
    let Some(value) = deployment.get("run") else { return };
    let words = value.get_ref().as_array().and_then(|words| {
        let words: Option<Vec<&str>> = words.iter().map(|word| word.get_ref().as_str()).collect();
        shlex::try_join(words?).ok()
    });
    let command = words.or_else(|| value.get_ref().as_str().map(str::to_owned));
    found.extend(command.and_then(|command| process("web", &command, parsed.at(value))));
}

/// The texts of a table: all of them under their own keys, or the one of the key as the website.
fn in_toml(path: &RelPath, text: &str, table: &str, key: Option<&str>, found: &mut Vec<ProcessType>) {
    let Ok(parsed) = TomlFile::parse(path, text) else { return };
    let Ok(Some(members)) = parsed.table(&parsed.root, table) else { return };
    for (name, value) in members {
        let name = name.get_ref().as_ref();
        let Some(command) = value.get_ref().as_str() else { continue };
        match key {
            Some(key) if key == name => found.extend(process("web", command, parsed.at(value))),
            Some(_) => {}
            // The only process of a website has the name that Fly.io gives it.
            None => found.extend(process(if name == "app" { "web" } else { name }, command, parsed.at(value))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_host_names_its_processes() {
        for (name, text, expected) in [
            (
                "render.yaml",
                "services:\n  - type: web\n    name: shop\n    runtime: python\n    startCommand: gunicorn shop:app\n  - type: worker\n    name: mail\n    env: python\n    startCommand: python mail.py\n  - type: web\n    runtime: node\n    startCommand: npm start\n",
                &["web: gunicorn shop:app (render.yaml:5)", "mail: python mail.py (render.yaml:9)"][..],
            ),
            (
                "app.yaml",
                "runtime: python312\nentrypoint: gunicorn -b :$PORT shop:app\n",
                &["web: gunicorn -b :$PORT shop:app (app.yaml:2)"],
            ),
            ("app.yaml", "runtime: go\nentrypoint: ./shop\n", &[]),
            ("apprunner.yaml", "version: 1.0\nrun:\n  command: python app.py\n", &["web: python app.py (apprunner.yaml:3)"]),
            (
                "fly.toml",
                "app = 'shop'\n[processes]\napp = 'gunicorn shop:app'\nmail = 'python mail.py'\n",
                &["web: gunicorn shop:app (fly.toml:3)", "mail: python mail.py (fly.toml:4)"],
            ),
            (
                "heroku.yml",
                "run:\n  web: gunicorn shop:app\n  mail:\n    command:\n      - python mail.py\n",
                &["web: gunicorn shop:app (heroku.yml:2)", "mail: python mail.py (heroku.yml:5)"],
            ),
            ("nixpacks.toml", "[phases.setup]\n[start]\ncmd = 'python app.py'\n", &["web: python app.py (nixpacks.toml:3)"]),
            ("railway.json", "{\n \"deploy\": {\"startCommand\": \"python app.py\"}}", &["web: python app.py (railway.json:2)"]),
            ("railway.toml", "[deploy]\nstartCommand = 'python app.py'\n", &["web: python app.py (railway.toml:2)"]),
            (
                ".do/app.yaml",
                "services:\n- name: api\n  run_command: python app.py\nworkers:\n- name: mail\n  run_command: python mail.py\n",
                &["web: python app.py (.do/app.yaml:3)", "mail: python mail.py (.do/app.yaml:6)"],
            ),
            (
                ".replit",
                "modules = ['python-3.11']\nrun = 'python main.py'\n[deployment]\nrun = ['sh', '-c', 'gunicorn shop:app']\n",
                &["web: sh -c 'gunicorn shop:app' (.replit:4)"],
            ),
            (".replit", "modules = ['python-3.11']\nrun = 'python main.py'\n", &[]),
            (".replit", "modules = ['nodejs-20']\n[deployment]\nrun = 'npm start'\n", &[]),
            ("fly.toml", "[processes", &[]),
            ("heroku.yml", "run: [", &[]),
        ] {
            let found = processes(&ProjectTree::in_memory([(name, text)]));
            let found: Vec<String> =
                found.iter().map(|process| format!("{}: {} ({})", process.name, process.command, process.at)).collect();
            assert_eq!(found, expected, "{name}: {text}");
        }
    }

    #[test]
    fn fly_says_the_port_inside() {
        let text = "app = 'shop'\n[http_service]\n  internal_port = 8080 # ours\n";
        let (port, at) = internal_port(&ProjectTree::in_memory([("fly.toml", text)])).unwrap();
        assert_eq!((port.number(), at.to_string()), (8080, "fly.toml:3".to_owned()));
    }
}
