//! The commands of task runners that are written in TOML or YAML: of pyproject.toml, a Pipfile, and a Taskfile.
//!
//! These files are read for hints: what is no task, or cannot be read, is passed over.

use toml::de::DeValue;

use super::toml_file::{TomlFile, Value, lookup};
use super::yaml;
use crate::model::RelPath;

/// A command, and the task that has it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TaskCommand {
    pub task: String,
    pub command: String,
    /// Counted from 1.
    pub line: usize,
}

/// A table that holds the tasks of a runner.
struct Table {
    keys: &'static [&'static str],
    /// The words before the name of a task that is called.
    call: &'static [&'static str],
}

/// Of pipenv, hatch, pdm, poe, rye and taskipy.
const TABLES: &[Table] = &[
    Table { keys: &["scripts"], call: &["pipenv", "run"] },
    Table { keys: &["tool", "hatch", "envs", "default", "scripts"], call: &["hatch", "run"] },
    Table { keys: &["tool", "pdm", "scripts"], call: &["pdm", "run"] },
    Table { keys: &["tool", "poe", "tasks"], call: &["poe"] },
    Table { keys: &["tool", "rye", "scripts"], call: &["rye", "run"] },
    Table { keys: &["tool", "taskipy", "tasks"], call: &["task"] },
];

/// The command of the task that the words call by its name, with the words that follow the name. `None` if they call no task of
/// the file, or one of several commands. Ex) `pipenv run serve --debug`
pub fn called_toml_task(path: &RelPath, text: &str, words: &[String]) -> Option<String> {
    let is_call =
        |table: &&Table| table.call.len() < words.len() && words.iter().zip(table.call).all(|(word, call)| word == call);
    let table = TABLES.iter().find(is_call)?;
    let (name, rest) = words[table.call.len()..].split_first()?;
    let file = TomlFile::parse(path, text).ok()?;
    let tasks = lookup(&file.root, table.keys)?.get_ref().as_table()?;
    let commands = commands(tasks.get(name.as_str())?);
    let [(command, _)] = commands.as_slice() else { return None };
    let rest = shlex::try_join(rest.iter().map(String::as_str)).ok()?;
    Some(format!("{command} {rest}").trim_end().to_owned())
}

/// The tasks of the tables, in the order of the file: `name = "command"`, `name = { cmd = "command" }`, or a list of commands.
pub fn toml_tasks(path: &RelPath, text: &str) -> Vec<TaskCommand> {
    let Ok(file) = TomlFile::parse(path, text) else { return Vec::new() };
    let tables = TABLES.iter().filter_map(|table| lookup(&file.root, table.keys)?.get_ref().as_table());
    let tasks = tables.flat_map(|table| table.iter());
    let commands = tasks.flat_map(|(name, value)| {
        let line = |value: &Value<'_>| file.at(value).line.unwrap_or(1);
        commands(value).into_iter().map(move |(command, value)| (name.get_ref().to_string(), command, line(value)))
    });
    let mut found: Vec<_> = commands.map(|(task, command, line)| TaskCommand { task, command, line }).collect();
    found.sort_by_key(|task| task.line);
    found
}

/// The commands of one task, each with the value that holds it.
fn commands<'v, 't>(value: &'v Value<'t>) -> Vec<(String, &'v Value<'t>)> {
    match value.get_ref() {
        DeValue::String(text) => vec![(text.to_string(), value)],
        DeValue::Array(items) => items.iter().filter_map(|item| Some((item.get_ref().as_str()?.to_owned(), item))).collect(),
        DeValue::Table(table) => {
            let Some(value) = ["cmd", "shell"].iter().find_map(|key| table.get(*key)) else { return Vec::new() };
            match value.get_ref() {
                // The words of one command.
                DeValue::Array(items) => {
                    let words = items.iter().filter_map(|item| item.get_ref().as_str());
                    shlex::try_join(words).ok().map(|line| (line, value)).into_iter().collect()
                }
                _ => commands(value),
            }
        }
        _ => Vec::new(),
    }
}

/// The tasks of a Taskfile: a command, a list of commands, or `cmds` of a task.
pub fn taskfile_tasks(path: &RelPath, text: &str) -> Vec<TaskCommand> {
    let Some(document) = yaml::load(text) else { return Vec::new() };
    let Some(tasks) = yaml::get(&document, "tasks").and_then(|tasks| tasks.data.as_mapping()) else { return Vec::new() };
    let mut found = Vec::new();
    for (name, body) in tasks {
        let Some(task) = name.data.as_str() else { continue };
        let body = yaml::get(body, "cmds").or_else(|| yaml::get(body, "cmd")).unwrap_or(body);
        let items = match body.data.as_sequence() {
            Some(items) => items.iter().collect(),
            None => vec![body],
        };
        let commands = items.into_iter().map(|item| yaml::get(item, "cmd").unwrap_or(item));
        found.extend(commands.filter_map(|node| {
            let command = node.data.as_str()?.to_owned();
            Some(TaskCommand { task: task.to_owned(), command, line: yaml::at(path, node).line.unwrap_or(1) })
        }));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_commands_of_tasks_are_read_with_their_lines() {
        let path = RelPath::parse("pyproject.toml").unwrap();
        let shown = |tasks: Vec<TaskCommand>| -> Vec<String> {
            tasks.iter().map(|task| format!("{} {}: {}", task.line, task.task, task.command)).collect()
        };
        let text = "[project.scripts]\nstart = \"a:b\"\n[tool.poe.tasks]\nserve = \"gunicorn app:app\"\n\"run\" = { cmd = \"python app.py\" }\n\
                    both = { sequence = [\"a\"] }\n[tool.pdm.scripts]\nweb = {cmd = [\"flask\", \"--app\", \"my app\", \"run\"]}\n\
                    [tool.hatch.envs.default.scripts]\nup = [\n  \"python a.py\",\n  'echo \"x\" # y',\n]\n";
        assert_eq!(
            shown(toml_tasks(&path, text)),
            [
                "4 serve: gunicorn app:app",
                "5 run: python app.py",
                "8 web: flask --app 'my app' run",
                "11 up: python a.py",
                "12 up: echo \"x\" # y"
            ]
        );
        let text = "version: '3'\ntasks:\n  run:\n    desc: x\n    cmds:\n      - python app.py\n      - cmd: echo 'a'\n      - task: other\n\
                    \x20 one: flask run\n  two:\n    - a b\n  three:\n    cmd: c d\n";
        assert_eq!(
            shown(taskfile_tasks(&path, text)),
            ["6 run: python app.py", "7 run: echo 'a'", "9 one: flask run", "11 two: a b", "13 three: c d"]
        );
        assert_eq!(toml_tasks(&path, "[scripts\n"), []);
    }

    #[test]
    fn a_task_is_called_by_its_name() {
        let path = RelPath::parse("Pipfile").unwrap();
        let text = "[scripts]\nserver = \"flask run\"\n[tool.poe.tasks]\nweb = { cmd = \"python a.py\" }\nall = [\"a\", \"b\"]\n";
        for (words, expected) in [
            ("pipenv run server -h 0.0.0.0", Some("flask run -h 0.0.0.0")),
            ("poe web 'a b'", Some("python a.py 'a b'")),
            ("poe all", None),
            ("poe server", None),
            ("pipenv run", None),
            ("pdm run server", None),
        ] {
            let words = shlex::split(words).unwrap();
            assert_eq!(called_toml_task(&path, text, &words).as_deref(), expected, "{words:?}");
        }
    }
}
