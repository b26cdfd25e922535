//! What starts a program anew when a source file changes: `reload.toml`.

use std::sync::LazyLock;

use serde::Deserialize;

use crate::model::{PackageName, Port};

/// How one program is told to watch the source.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReloadRow {
    /// The program, and words that follow it in this order.
    pub words: Vec<String>,
    /// What is put behind them.
    #[serde(default)]
    pub add: Vec<String>,
    /// Options with a value that do not go with it.
    #[serde(default)]
    pub drop: Vec<String>,
    /// Options without a value that do not go with it.
    #[serde(default)]
    pub switches: Vec<String>,
    /// One of these must be installed, if there are any.
    #[serde(default)]
    pub needs: Vec<PackageName>,
    pub source: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    program: Vec<ReloadRow>,
    own: Own,
    debugger: Debugger,
}

/// The debugger that editors connect to.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Debugger {
    pub distribution: PackageName,
    pub port: Port,
    /// What runs a Python script under it.
    pub words: Vec<String>,
    /// Programs that are no Python scripts.
    pub without: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Own {
    frameworks: Vec<String>,
}

fn table() -> &'static Table {
    static TABLE: LazyLock<Table> = LazyLock::new(|| super::embedded("reload.toml", table!("reload")));
    &TABLE
}

/// Whether the framework's own development server comes before the server for production.
pub fn prefers_own_reload(framework: &str) -> bool {
    table().own.frameworks.iter().any(|name| name == framework)
}

pub fn debugger() -> &'static Debugger {
    &table().debugger
}

/// The row of a command whose words begin with the program, and how many of the words belong to it.
fn row(words: &[String], installs: &dyn Fn(&PackageName) -> bool) -> Option<(&'static ReloadRow, usize)> {
    let end = |row: &'static ReloadRow| {
        let mut end = 0;
        for wanted in &row.words {
            let is_wanted = |word: &String| word == wanted || (end == 0 && word.rsplit('/').next() == Some(wanted));
            // The program itself stands first.
            let within = if end == 0 { words.get(..1)? } else { &words[end..] };
            end += within.iter().position(is_wanted)? + 1;
        }
        Some((row, end))
    };
    let found = table().program.iter().filter_map(end).max_by_key(|(row, _)| row.words.len())?;
    (found.0.needs.is_empty() || found.0.needs.iter().any(installs)).then_some(found)
}

/// The words of a command that starts its program anew at every change. `None` if no row is about it. `installs` says
/// whether a distribution is installed for development.
pub fn reloading(words: &[String], installs: &dyn Fn(&PackageName) -> bool) -> Option<Vec<String>> {
    if let [shell, flag, line] = words
        && shell == "sh"
        && flag == "-c"
    {
        let line = reloading_line(line, installs)?;
        return Some(vec![shell.clone(), flag.clone(), line]);
    }
    let is_python = |word: &String| word.rsplit('/').next().is_some_and(|name| name.starts_with("python"));
    let start = match words {
        [python, flag, ..] if is_python(python) && flag == "-m" => 2,
        [python, script, ..] if is_python(python) && script.ends_with(".py") => 1,
        _ => 0,
    };
    let found = with_row(&words[start..], installs)?;
    Some(words[..start].iter().cloned().chain(found).collect())
}

/// The same for a shell's line of one command, whose parts stay as they are written. Ex) `exec uvicorn a:b --port "$PORT"`
fn reloading_line(line: &str, installs: &dyn Fn(&PackageName) -> bool) -> Option<String> {
    if line.contains([';', '&', '|', '<', '>', '(', '\n', '\'']) {
        return None;
    }
    let parts: Vec<String> = line.split(' ').map(str::to_owned).collect();
    let start = parts.iter().position(|part| part != "exec" && !part.contains('='))?;
    let found = with_row(&parts[start..], installs)?;
    Some(parts[..start].iter().cloned().chain(found).collect::<Vec<_>>().join(" "))
}

fn with_row(words: &[String], installs: &dyn Fn(&PackageName) -> bool) -> Option<Vec<String>> {
    let (row, end) = row(words, installs)?;
    let mut found: Vec<String> = words[..end].to_vec();
    found.extend(row.add.iter().filter(|word| !words.contains(word)).cloned());
    let mut rest = words[end..].iter();
    while let Some(word) = rest.next() {
        if row.drop.contains(word) {
            rest.next();
        } else if !row.switches.contains(word) && !row.drop.iter().any(|name| word.starts_with(&format!("{name}="))) {
            found.push(word.clone());
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::knowledge::Frameworks;

    #[test]
    fn rows_are_sorted_unique_and_about_something() {
        let table = table();
        assert!(table.program.is_sorted_by(|a, b| a.words < b.words));
        for row in &table.program {
            assert!(!row.add.is_empty() || !row.switches.is_empty(), "{:?}", row.words);
            assert!(row.source.starts_with("https://"), "{:?}", row.words);
        }
        let frameworks = Frameworks::built_in();
        for name in &table.own.frameworks {
            let row = frameworks.get(name).unwrap_or_else(|| panic!("{name} is no framework"));
            assert!(row.own.as_ref().is_some_and(|own| own.development), "{name}");
        }
    }

    /// A server without a row is replaced by the framework's own, or started anew from outside.
    #[test]
    fn servers_without_a_row_are_known() {
        let frameworks = Frameworks::built_in();
        let without = frameworks.servers().iter().filter(|server| {
            let command = server.commands.first();
            command.is_some_and(|command| reloading(&command.words, &|_| true).is_none())
        });
        assert_eq!(without.map(|server| server.name.as_str()).collect::<Vec<_>>(), ["daphne", "waitress"]);
    }

    #[test]
    fn a_command_starts_anew() {
        let words = |text: &str| shlex::split(text).unwrap();
        for (text, expected) in [
            ("uvicorn a:b --host 0.0.0.0 --workers 4", Some("uvicorn --reload a:b --host 0.0.0.0")),
            ("python -m uvicorn a:b", Some("python -m uvicorn --reload a:b")),
            ("/opt/venv/bin/gunicorn --preload --workers=3 -w 2 a:b", Some("/opt/venv/bin/gunicorn --reload a:b")),
            // An option that the command has already is not added.
            ("gunicorn -b :80 --reload a:b", Some("gunicorn -b :80 --reload a:b")),
            ("flask --app a run --host 0.0.0.0", Some("flask --app a run --debug --host 0.0.0.0")),
            ("python manage.py runserver 0.0.0.0:80 --noreload", Some("python manage.py runserver 0.0.0.0:80")),
            ("fastapi run a.py", Some("fastapi run --reload a.py")),
            ("fastapi dev a.py", None),
            ("granian a:b", None),
            ("celery -A a worker", None),
            ("python uvicorn.py", None),
            ("sh -c 'exec uvicorn a:b --port \"${PORT:-80}\"'", Some("sh -c 'exec uvicorn --reload a:b --port \"${PORT:-80}\"'")),
            ("sh -c 'A=1 exec uvicorn a:b'", Some("sh -c 'A=1 exec uvicorn --reload a:b'")),
            ("sh -c 'a && exec uvicorn a:b'", None),
        ] {
            assert_eq!(reloading(&words(text), &|_| false), expected.map(words), "{text}");
        }
        assert_eq!(reloading(&words("granian a:b"), &|_| true), Some(words("granian --reload a:b")));
    }
}
