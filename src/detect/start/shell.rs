//! A command line written for a shell, turned into words wherever no shell is needed.
//!
//! Taken: words with quotes, `NAME=value` before the command, `exec`, `cd folder &&`, `first && last` or `first; last`, and the port
//! variable as `$PORT`, `${PORT}` or `${PORT:-8000}`. Anything else that a shell would act on keeps its shell. What a shell
//! itself would refuse is no command.

use std::collections::BTreeMap;

use crate::knowledge::{is_shell, shell_script};
use crate::model::{EnvVar, Port, RelPath};
use crate::shell::{self, Joint, Pipeline, Surroundings, Text};
use crate::tree::ProjectTree;

/// What a line says.
#[derive(Debug, PartialEq, Eq)]
pub struct Line {
    pub words: Vec<String>,
    pub env: Vec<EnvVar>,
    pub folder: Option<RelPath>,
    /// Commands before the last one, which belong into a release step.
    pub before: Vec<String>,
    /// The port variable stands in the line.
    pub uses_port: bool,
}

/// Reads a line. `port` is what the port variable stands for where the line gives no default of its own.
///
/// A line of simple commands becomes the last of them; one in which a shell chooses, repeats or joins stays a shell's.
pub fn read(text: &str, port: Port) -> Result<Line, String> {
    let (text, uses_port) = with_port(text, port);
    let list = shell::parse(&text).map_err(|_| "it is not a line that a shell can read".to_owned())?;
    let pipelines =
        || list.items.iter().flat_map(|item| std::iter::once(&item.first).chain(item.rest.iter().map(|(_, next)| next)));
    let is_simple = |pipeline: &Pipeline| matches!(pipeline.commands.as_slice(), [shell::Command::Simple(_)]);
    let joins = list.items.iter().any(|item| item.is_background || item.rest.iter().any(|(joint, _)| *joint == Joint::Or));
    let whole = |line: String| vec!["sh".to_owned(), "-c".to_owned(), line];
    if joins || !pipelines().all(is_simple) {
        let words = whole(text.trim().to_owned());
        return Ok(Line { words, env: Vec::new(), folder: None, before: Vec::new(), uses_port });
    }
    let surroundings = Surroundings {
        variables: BTreeMap::new(),
        arguments: Vec::new(),
        exists: &|_| None,
        source: &|_| None,
        port: port.number(),
    };
    let followed = shell::follow(&text, &surroundings).map_err(|refusal| refusal.to_string())?;
    let folder = followed.folder.map(|path| RelPath::parse(&path).map_err(|error| error.to_string())).transpose()?;
    let before = followed.before.into_iter().map(|before| before.text).collect();
    let env: Vec<EnvVar> = followed.env.iter().filter_map(|(name, value)| format!("{name}={value}").parse().ok()).collect();
    let last =
        shell::simple_commands(&list).into_iter().map(|visited| visited.command).rfind(|command| !command.words.is_empty());
    let to_file = |redirect: &shell::Redirect| !redirect.operator.contains('&') && !redirect.target.text().starts_with("/dev/");
    if let Some(command) = last.filter(|command| command.redirects.iter().any(to_file)) {
        let line = text.get(command.span.clone()).unwrap_or_default().trim_start_matches("exec ");
        return Ok(Line { words: whole(format!("exec {line}")), env: Vec::new(), folder, before, uses_port });
    }
    let constant: Option<Vec<String>> = followed.words.iter().map(Text::constant_text).collect();
    let Some(words) = constant else {
        let words: Option<Vec<String>> = followed.words.iter().map(Text::for_shell).collect();
        let line = words.ok_or("it uses a variable that the line sets itself")?.join(" ");
        return Ok(Line { words: whole(format!("exec {line}")), env, folder, before, uses_port });
    };
    // `sh -c "…"` written out: the inner line is what counts.
    if let Some(inner) = shell_script(&words).filter(|_| words.len() == 3 && env.is_empty()) {
        return read(inner, port);
    }
    Ok(Line { words, env, folder, before, uses_port })
}

/// The line with what its script comes to, where it starts a shell script of the project; a script that cannot be followed stays,
/// with the port variable that it reads. Ex) `./scripts/start.sh`, `bash start.sh`
pub fn of_script(tree: &ProjectTree, line: Line, port: Port) -> Line {
    let folder = line.folder.clone().unwrap_or_else(RelPath::root);
    let place = match line.words.as_slice() {
        [program, script, ..] if is_shell(program) && !script.starts_with('-') => 1,
        _ => 0,
    };
    let Some((path, arguments)) = line.words.get(place..).and_then(<[String]>::split_first) else { return line };
    let Some(text) = script(tree, &folder, path) else { return line };
    let exists = |path: &str| {
        let path = folder.join(path).ok()?;
        (tree.is_file(&path) || tree.is_folder(&path)).then_some(true)
    };
    let surroundings = Surroundings {
        variables: line.env.iter().map(|variable| (variable.name.as_str().to_owned(), variable.value().to_owned())).collect(),
        arguments: arguments.iter().cloned().map(Text::constant).collect(),
        exists: &exists,
        source: &|path| script(tree, &folder, path),
        port: port.number(),
    };
    let followed = shell::follow(&text, &surroundings).ok().filter(|followed| followed.beside.is_empty());
    let led = followed.and_then(|followed| {
        let constant: Option<Vec<String>> = followed.words.iter().map(Text::constant_text).collect();
        let words = constant.or_else(|| {
            let words: Option<Vec<String>> = followed.words.iter().map(Text::for_shell).collect();
            Some(vec!["sh".to_owned(), "-c".to_owned(), format!("exec {}", words?.join(" "))])
        })?;
        let within = match &followed.folder {
            Some(within) => Some(folder.join(within).ok()?),
            None => line.folder.clone(),
        };
        let env = followed.env.iter().filter_map(|(name, value)| format!("{name}={value}").parse().ok());
        let env: Vec<EnvVar> = line.env.iter().cloned().chain(env).collect();
        let before = line.before.iter().cloned().chain(followed.before.into_iter().map(|before| before.text)).collect();
        Some(Line { words, env, folder: within, before, uses_port: line.uses_port || followed.uses_port })
    });
    led.unwrap_or_else(|| {
        let (_, reads_port) = with_port(&text, port);
        let variable = format!("PORT={port}").parse().ok().filter(|_| reads_port);
        Line { env: line.env.iter().cloned().chain(variable).collect(), uses_port: line.uses_port || reads_port, ..line }
    })
}

/// The text of the file, if that is a shell script.
fn script(tree: &ProjectTree, folder: &RelPath, path: &str) -> Option<String> {
    let file = folder.join(path.strip_prefix("./").unwrap_or(path)).ok().filter(|file| tree.is_file(file))?;
    let text = tree.text(&file).ok()??.to_string();
    let is_script = match text.lines().next().unwrap_or_default().strip_prefix("#!") {
        Some(interpreter) => interpreter.trim_end().split(['/', ' ']).any(is_shell),
        None => file.extension() == Some("sh"),
    };
    is_script.then_some(text)
}

/// The line with the port variable replaced by a number.
fn with_port(text: &str, port: Port) -> (String, bool) {
    let mut replaced = String::new();
    let mut rest = text;
    let mut found = false;
    while let Some(start) = rest.find('$') {
        let (before, variable) = rest.split_at(start);
        replaced.push_str(before);
        let braced = variable.strip_prefix("${PORT").and_then(|tail| {
            let (inside, after) = tail.split_once('}')?;
            let default = inside.trim_start_matches([':', '-']);
            let number = if inside.is_empty() { Some(port) } else { default.parse().ok() };
            Some((number?, after))
        });
        let bare = variable.strip_prefix("$PORT").filter(|after| !after.starts_with(|c: char| c.is_alphanumeric() || c == '_'));
        match braced.or(bare.map(|after| (port, after))) {
            Some((number, after)) => {
                replaced.push_str(&number.to_string());
                rest = after;
                found = true;
            }
            None => {
                replaced.push('$');
                rest = &variable[1..];
            }
        }
    }
    replaced.push_str(rest);
    (replaced, found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, words: &[&str], env: &[&str], before: &[&str], folder: Option<&str>) {
        let line = read(text, Port::new(8000).unwrap()).unwrap();
        assert_eq!(line.words, words);
        assert_eq!(line.env.iter().map(ToString::to_string).collect::<Vec<_>>(), env);
        assert_eq!(line.before, before);
        assert_eq!(line.folder.as_ref().map(RelPath::as_str), folder);
    }

    #[test]
    fn a_script_of_the_project_is_followed_to_its_program() {
        let fails = "#!/bin/bash\n. /opt/venv/bin/activate\nif [ -z \"$URL\" ]; then\n  echo no\n  exit 1\nfi\n";
        for (script, words, env, before) in [
            (
                "#!/bin/sh\nflask db upgrade || true\nexec gunicorn -b 0.0.0.0:$PORT shop:app\n",
                "gunicorn -b 0.0.0.0:8000 shop:app",
                "",
                "flask db upgrade",
            ),
            (&format!("{fails}exec gunicorn shop:app\n"), "gunicorn shop:app", "", ""),
            ("#!/bin/sh\nexport A=1\ncd api\npython main.py \"$@\"\n", "python main.py x", "A=1", ""),
            // Several programs are the script's business, and it gets its port.
            ("#!/bin/sh\npython a.py & gunicorn shop:app -b :$PORT\n", "./start.sh x", "PORT=8000", ""),
            ("#!/usr/bin/env python\nprint('$PORT')\n", "./start.sh x", "", ""),
        ] {
            let tree = ProjectTree::in_memory([("start.sh", script), ("api/main.py", "")]);
            let port = Port::new(8000).unwrap();
            let line = of_script(&tree, read("./start.sh x", port).unwrap(), port);
            let found = (line.words.join(" "), line.env.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "));
            assert_eq!((found.0.as_str(), found.1.as_str(), line.before.join("; ").as_str()), (words, env, before), "{script}");
        }
    }

    #[test]
    fn a_shell_is_kept_only_where_it_is_needed() {
        check("gunicorn shop:app --bind 0.0.0.0:$PORT", &["gunicorn", "shop:app", "--bind", "0.0.0.0:8000"], &[], &[], None);
        check("uvicorn a:b --port ${PORT:-5000}", &["uvicorn", "a:b", "--port", "5000"], &[], &[], None);
        check("uvicorn a:b --port \"$PORT\"", &["uvicorn", "a:b", "--port", "8000"], &[], &[], None);
        check("DEBUG=0 exec python main.py", &["python", "main.py"], &["DEBUG=0"], &[], None);
        check("exec gunicorn 'shop:create_app()'", &["gunicorn", "shop:create_app()"], &[], &[], None);
        check("python manage.py migrate && gunicorn a.wsgi", &["gunicorn", "a.wsgi"], &[], &["python manage.py migrate"], None);
        check("flask db upgrade; gunicorn a:b", &["gunicorn", "a:b"], &[], &["flask db upgrade"], None);
        check("cd backend && gunicorn a.wsgi", &["gunicorn", "a.wsgi"], &[], &[], Some("backend"));
        check(
            "python a.py --workers $WEB_CONCURRENCY",
            &["sh", "-c", "exec python a.py --workers $WEB_CONCURRENCY"],
            &[],
            &[],
            None,
        );
        check("python a.py > log.txt", &["sh", "-c", "exec python a.py > log.txt"], &[], &[], None);
        check("sh -c 'gunicorn a:b -b :$PORT'", &["gunicorn", "a:b", "-b", ":8000"], &[], &[], None);
        check("python x.py $PORTAL", &["sh", "-c", "exec python x.py $PORTAL"], &[], &[], None);
        for (text, line) in [
            ("if [ -n \"$A\" ]; then gunicorn wsgi:app -b :$PORT; fi", "if [ -n \"$A\" ]; then gunicorn wsgi:app -b :8000; fi"),
            ("python a.py & python b.py", "python a.py & python b.py"),
            ("python a.py || python b.py", "python a.py || python b.py"),
            ("for i in 1 2; do python a.py; done", "for i in 1 2; do python a.py; done"),
        ] {
            check(text, &["sh", "-c", line], &[], &[], None);
        }
        for text in ["   ", "cd .. && python x.py", "if true; then", "fi", "gunicorn 'a"] {
            assert!(read(text, Port::new(1).unwrap()).is_err(), "{text}");
        }
    }
}
