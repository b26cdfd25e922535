//! The programs that supervisord, or a runner of Procfiles, starts, for an image that runs several of them: each is a start.

use super::follow::Follower;
use super::told::Told;
use crate::knowledge::listeners;
use crate::manifest::{ProcessType, Procfile};
use crate::model::{Location, Note, RelPath};
use crate::shell::Text;

/// One `[program:…]` of the configuration.
#[derive(Debug, PartialEq, Eq)]
struct Program {
    name: String,
    command: String,
    line: usize,
}

/// Programs that start the processes of a Procfile.
const OF_PROCFILES: &[&str] = &["forego", "foreman", "goreman", "hivemind", "honcho", "overmind"];

/// Names of programs that answer requests; the others work beside them.
const SERVERS: &[&str] = &["api", "app", "asgi", "backend", "http", "server", "web", "wsgi"];

/// The starts of the programs, those that answer requests first. `None` if the start is no supervisord with a configuration
/// in the project.
pub fn programs(follower: &Follower<'_>, told: &Told) -> Option<Vec<Result<Told, Note>>> {
    let program = told.words.first()?.rsplit('/').next()?;
    if OF_PROCFILES.contains(&program) {
        return of_procfile(follower, told);
    }
    if program != "supervisord" {
        return None;
    }
    let tree = follower.layout.tree;
    let folder = told.folder.clone().unwrap_or_else(RelPath::root);
    let flag = told.words.iter().position(|word| matches!(word.as_str(), "-c" | "--configuration"));
    let named = flag.and_then(|place| told.words.get(place + 1)).and_then(|path| folder.join(path.trim_start_matches('/')).ok());
    let by_name = || {
        let mut files = tree
            .walk()
            .files
            .iter()
            .filter(|file| file.file_name().starts_with("supervisor") && file.extension() == Some("conf"));
        files.next().filter(|_| files.next().is_none()).cloned()
    };
    let file = named.filter(|file| tree.is_file(file)).or_else(by_name)?;
    let text = tree.text(&file).ok()??;
    let mut programs = read(&text);
    programs.sort_by_key(|program| !is_server(&program.name));
    let one = |program: &Program| {
        let line = with_variables(&program.command);
        let words = ["/bin/sh", "-c", line.as_str()].map(|word| Text::constant(word.to_owned())).to_vec();
        let at = Location::line(file.clone(), program.line);
        let told = follower.follow(words, told.service.clone(), format!("command={}", program.command), at)?;
        Ok(Told { program: Some(program.name.clone()), ..told })
    };
    let starts: Vec<_> = programs.iter().map(one).collect();
    (!starts.is_empty()).then_some(starts)
}

/// The processes of the Procfile that the words name: all of them, or one.
fn of_procfile(follower: &Follower<'_>, told: &Told) -> Option<Vec<Result<Told, Note>>> {
    let tree = follower.layout.tree;
    let flag = told.words.iter().position(|word| matches!(word.as_str(), "-f" | "--procfile"));
    let name = flag.and_then(|place| told.words.get(place + 1)).map_or("Procfile", String::as_str);
    let file = told.folder.clone().unwrap_or_else(RelPath::root).join(name).ok()?;
    let text = tree.text(&file).ok()??;
    let processes = Procfile::parse(&file, &text).processes;
    let is_named = |name: &str| told.words.iter().skip(1).any(|word| word == name);
    let names_one = processes.iter().any(|process| is_named(&process.name));
    let mut meant: Vec<_> = processes.into_iter().filter(|process| !names_one || is_named(&process.name)).collect();
    meant.sort_by_key(|process| !is_server(&process.name));
    let one = |process: &ProcessType| {
        let words = ["/bin/sh", "-c", process.command.as_str()].map(|word| Text::constant(word.to_owned())).to_vec();
        let why = format!("{}: {}", process.name, process.command);
        follower.follow(words, told.service.clone(), why, process.at.clone())
    };
    let starts: Vec<_> = meant.iter().map(one).collect();
    (!starts.is_empty()).then_some(starts)
}

fn is_server(name: &str) -> bool {
    name.to_ascii_lowercase().split(|c: char| !c.is_ascii_alphanumeric()).any(|part| SERVERS.contains(&part) || serves(part))
}

/// Whether the name is that of a server or of a framework that listens.
fn serves(name: &str) -> bool {
    listeners().iter().any(|row| row.port.is_some() && (row.name == name || row.distribution.as_ref() == name))
}

/// `%(ENV_PORT)s` as a shell writes it.
fn with_variables(command: &str) -> String {
    let mut parts = command.split("%(ENV_");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |line, part| match part.split_once(")s") {
        Some((name, rest)) => format!("{line}${{{name}}}{rest}"),
        None => line + part,
    })
}

/// The value without the remark behind it.
fn without_remark(value: &str) -> &str {
    value.split(" ;").next().unwrap_or_default().trim()
}

/// The programs that are started by themselves.
fn read(text: &str) -> Vec<Program> {
    let mut found: Vec<Program> = Vec::new();
    let (mut current, mut is_off): (Option<Program>, bool) = (None, false);
    let mut finish = |program: Option<Program>, is_off: bool| {
        found.extend(program.filter(|program| !is_off && !program.command.is_empty()));
    };
    // The column of the command's key, as long as lines below it may go on with its value.
    let mut command_at: Option<usize> = None;
    for (index, line) in text.lines().enumerate() {
        let column = line.len() - line.trim_start().len();
        let line = line.trim();
        if let (Some(program), Some(_)) = (&mut current, command_at.filter(|at| column > *at && !line.is_empty())) {
            if !line.starts_with(['#', ';']) {
                program.command = format!("{} {}", program.command, without_remark(line)).trim().to_owned();
            }
            continue;
        }
        command_at = None;
        if line.starts_with('[') {
            finish(current.take(), is_off);
            is_off = false;
            let name = line.strip_prefix("[program:").and_then(|name| name.strip_suffix(']'));
            current = name.map(|name| Program { name: name.to_owned(), command: String::new(), line: index + 1 });
        } else if let (Some(program), Some((key, value))) = (&mut current, line.split_once('=')) {
            match key.trim() {
                "command" => {
                    without_remark(value).clone_into(&mut program.command);
                    program.line = index + 1;
                    command_at = Some(column);
                }
                "autostart" => is_off = value.trim() == "false",
                _ => {}
            }
        }
    }
    finish(current, is_off);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_programs_of_a_configuration_are_read() {
        let text = "[supervisord]\nnodaemon=true\n\n[program:nginx]\ncommand=nginx\n[program:web]\nautostart = true\ncommand = gunicorn -b :%(ENV_PORT)s tides:app ; all\n[program:api]\ncommand = gunicorn\n    --env A=1 ; more\n    # not this\n    tides:api\nautostart=true\n[program:old]\ncommand=x\nautostart=false\n[eventlistener:log]\ncommand=log\n";
        let found: Vec<String> =
            read(text).iter().map(|program| format!("{} {}: {}", program.line, program.name, program.command)).collect();
        assert_eq!(
            found,
            ["5 nginx: nginx", "8 web: gunicorn -b :%(ENV_PORT)s tides:app", "10 api: gunicorn --env A=1 tides:api"]
        );
        assert_eq!(with_variables("gunicorn -b :%(ENV_PORT)s x"), "gunicorn -b :${PORT} x");
        for (name, expected) in [("web", true), ("tides-api", true), ("worker", false), ("website_worker", false)] {
            assert_eq!(is_server(name), expected, "{name}");
        }
    }
}
