//! Tasks of the project's own task runners that start it: in a Makefile, a justfile, a Taskfile, pyproject.toml, a Pipfile, or a
//! shell script at the root.

use crate::manifest::{TaskCommand, taskfile_tasks, toml_tasks};
use crate::model::RelPath;

/// Names of tasks that start what the project is for.
const NAMES: &[&str] = &["app", "dev", "run", "run-server", "runserver", "serve", "server", "start", "up", "web"];

/// Shell scripts at the root that start it.
const SCRIPTS: &[&str] = &["entrypoint.sh", "run.sh", "serve.sh", "start.sh"];

/// Whether a task or a sub-command of this name starts what the project is for.
pub fn starts(name: &str) -> bool {
    NAMES.contains(&name)
}

/// How the tasks of a file are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// `name: what it needs`, with the commands indented below, as `make` and `just` have them.
    Rules,
    /// `name:` below `tasks:`, with a list of commands.
    Taskfile,
    /// `name = "command"`, or `name = { cmd = "command" }`, in a table.
    Toml,
    Shell,
}

/// The runner that reads the file. `None` if no runner does.
pub fn runner(file: &RelPath) -> Option<Runner> {
    if file.depth() != 1 {
        return None;
    }
    match file.file_name().to_ascii_lowercase().as_str() {
        "gnumakefile" | "justfile" | ".justfile" | "makefile" => Some(Runner::Rules),
        "taskfile.yml" | "taskfile.yaml" => Some(Runner::Taskfile),
        "pipfile" | "pyproject.toml" => Some(Runner::Toml),
        name if SCRIPTS.contains(&name) => Some(Runner::Shell),
        _ => None,
    }
}

/// The commands of tasks that start the project, with their lines, counted from 0.
pub fn read(runner: Runner, file: &RelPath, text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().enumerate();
    let named = |tasks: Vec<TaskCommand>| -> Vec<(usize, String)> {
        let meant = tasks.into_iter().filter(|task| NAMES.contains(&task.task.as_str()));
        let commands = meant.flat_map(|task| {
            let lines: Vec<String> = task.command.lines().map(|line| line.trim().to_owned()).collect();
            lines.into_iter().enumerate().map(move |(index, line)| (task.line - 1 + index, line))
        });
        commands.collect()
    };
    match runner {
        Runner::Taskfile => named(taskfile_tasks(file, text)),
        Runner::Toml => named(toml_tasks(file, text)),
        Runner::Shell => lines
            .filter(|(_, line)| !line.trim_start().starts_with('#'))
            .map(|(index, line)| (index, line.trim().trim_start_matches("exec ").to_owned()))
            .collect(),
        Runner::Rules => {
            let mut is_meant = false;
            let mut found = Vec::new();
            for (index, line) in lines {
                if line.starts_with([' ', '\t']) {
                    let command = line.trim().trim_start_matches(['@', '-', '+']);
                    found.extend((is_meant && !command.is_empty()).then(|| (index, command.to_owned())));
                } else if let Some((names, _)) = line.split_once(':').filter(|_| !line.starts_with(['#', '.'])) {
                    is_meant = names.split_whitespace().next().is_some_and(|name| NAMES.contains(&name));
                }
            }
            found
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tasks_that_start_the_project_are_read() {
        for (file, text, expected) in [
            ("Makefile", "PORT = 80\n.PHONY: run\nrun: install\n\t@python app.py\ntest:\n\tpytest\n", &["3: python app.py"][..]),
            ("justfile", "serve port='80':\n    uvicorn app:app\ntest:\n    pytest\n", &["1: uvicorn app:app"]),
            (
                "Taskfile.yml",
                "version: '3'\ntasks:\n  run:\n    cmds:\n      - python app.py\n  test:\n    cmds:\n      - cmd: pytest\n",
                &["4: python app.py"],
            ),
            (
                "pyproject.toml",
                "[project.scripts]\nstart = \"a:b\"\n[tool.poe.tasks]\nserve = \"gunicorn app:app\"\nrun = { cmd = \"python app.py\" }\ntest = \"pytest\"\n",
                &["3: gunicorn app:app", "4: python app.py"],
            ),
            ("Pipfile", "[scripts]\nstart = \"python bot.py\"\n", &["1: python bot.py"]),
            ("run.sh", "#!/bin/sh\nexec python app.py\n", &["1: python app.py"]),
        ] {
            let file = RelPath::parse(file).unwrap();
            let found: Vec<String> =
                read(runner(&file).unwrap(), &file, text).iter().map(|(line, command)| format!("{line}: {command}")).collect();
            assert_eq!(found, expected, "{file}");
        }
        assert_eq!(runner(&RelPath::parse("docs/Makefile").unwrap()), None);
    }
}
