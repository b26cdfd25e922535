//! A command that somebody wrote: which server it runs, on which port, and what follows from that.

use super::assemble::{plain, tool};
use super::ports::{self, Bound};
use super::serving;
use super::survey::Survey;
use crate::knowledge::{FrameworkRow, ServerRow};
use crate::model::{Command, Entrypoint, Note, Port, RelPath, Signal, Start};
use crate::python::{Definition, ImportPath, Target};
use crate::shell;

/// Package managers that run a program in the project's environment. No image has one: what it runs is on the path.
const MANAGERS: &[&[&str]] =
    &[&["uv", "run"], &["poetry", "run"], &["pdm", "run"], &["pipenv", "run"], &["hatch", "run"], &["rye", "run"]];

/// Programs of a platform's build packs, which start another server in front of the one that they are given. No image has one.
const BUILD_PACKS: &[&[&str]] =
    &[&["bin/start-nginx"], &["bin/start-nginx-solo"], &["bin/start-pgbouncer"], &["bin/start-stunnel"]];

/// Other programs that run one and hand everything on to it.
const RUNNERS: &[&[&str]] = &[&["newrelic-admin", "run-program"], &["ddtrace-run"], &["opentelemetry-instrument"], &["env"]];

/// Options of any server that carry a port, alone or after an address.
const PORT_FLAGS: &[&str] =
    &["--port", "-p", "--bind", "-b", "--server.port", "--http", "--http-socket", "--listen", "--server_port"];

/// Options that name the folder of imports.
const FOLDER_FLAGS: &[&str] = &["--chdir", "--app-dir", "--pythonpath"];

/// What is known about a command.
struct Read<'a> {
    /// The words without the programs that only hand them on.
    words: Vec<String>,
    server: Option<&'a ServerRow>,
    framework: Option<&'a FrameworkRow>,
}

impl<'a> Survey<'a> {
    /// The start that the command amounts to. The words stay as they are.
    pub fn by_command(&self, command: &Command, folder: Option<&RelPath>) -> Start {
        let read = self.read_command(command.words());
        let root = folder.cloned().or_else(|| value_of(&read.words, FOLDER_FLAGS).and_then(|path| RelPath::parse(path).ok()));
        let entrypoint = entrypoint_of(&read);
        // A service that sets PYTHONPATH names modules from there.
        let elsewhere = || entrypoint.as_ref().and_then(|entrypoint| self.only_place_of(entrypoint));
        let folder = folder.cloned().or_else(|| if root.is_none() { elsewhere() } else { None });
        let root = root.or_else(|| folder.clone()).unwrap_or_else(RelPath::root);
        let script = script_of(&read.words, &root).or_else(|| self.module_of(&read.words, &root));
        let run = self.runs.iter().find(|run| Some(&run.file) == script.as_ref() && run.by_script);
        let origin = entrypoint.as_ref().and_then(|entrypoint| self.origin_of(entrypoint, &root));
        let origin = origin.or_else(|| run.and_then(|run| run.origin.clone()));
        let framework = origin.as_ref().and_then(|origin| Some(self.resolver.framework(origin)?.0));
        let framework =
            framework.or(read.framework).or(run.and_then(|run| run.framework)).or_else(|| self.by_declaration(read.server?));
        let usual = match (read.server, read.framework) {
            (Some(server), _) => Some(server.port),
            (None, Some(row)) => row.port,
            (None, None) => run.and_then(super::runs::Run::port),
        };
        let configured = match self.configured(&read, &root) {
            Some(Bound::Everywhere(stated)) => Some(stated),
            Some(Bound::Inside) | None => None,
        };
        let named = port_of(&read.words);
        let port_at = configured.as_ref().filter(|_| named.is_none()).map(|stated| stated.at.clone());
        let of_script = || serving::port_of_command(self, &read.words);
        let port = named.or(configured.map(|stated| stated.port)).or(usual).or_else(of_script);
        let stop_signal = match (read.server, read.framework.and_then(|row| row.own.as_ref()), run) {
            (Some(server), _, _) => server.stop_signal,
            (None, Some(own), _) => own.stop_signal,
            (None, None, Some(run)) => run.stop_signal(),
            (None, None, None) if is_python(&read.words) => Signal::Int,
            (None, None, None) => Signal::Term,
        };
        let health = origin.as_ref().and_then(|origin| self.health(origin)).or_else(|| framework.and_then(FrameworkRow::health));
        // The project's own command, given nothing, is a tool that waits for its arguments.
        let is_tool = matches!(command.words(), [only] if self.evidence.is_packaged() && self.evidence.scripts().any(|script| script.name == *only));
        if is_tool && framework.is_none() && port.is_none() {
            return Start { working_dir: folder, ..tool(None, command.clone(), None) };
        }
        let name = framework.map_or("script", |row| row.name.as_str());
        // The module that a server imports, even where another one makes the object. A file beside it is a configuration.
        let imported = entrypoint.as_ref().filter(|_| read.server.is_some()).and_then(|entrypoint| self.locate(entrypoint).0);
        let file = imported.or(script).or_else(|| origin.map(|origin| origin.file));
        Start {
            entrypoint,
            working_dir: folder,
            port,
            port_at,
            health: health.filter(|_| port.is_some()),
            stop_signal,
            env: framework.map(|row| row.env.clone()).unwrap_or_default(),
            ..plain(name, file, command.clone())
        }
    }

    /// The command with an address that can be reached from outside the container, where it names none; and what to
    /// say where it names the loopback address.
    pub fn reachable(&self, words: Vec<String>, port: Port, folder: Option<&RelPath>) -> (Vec<String>, Option<Note>) {
        let words = self.completed(words);
        let read = self.read_command(&words);
        let local = words.iter().find(|word| word.contains("127.0.0.1") || word.contains("localhost"));
        if let (Some(word), true) = (local, read.server.is_some() || read.framework.is_some()) {
            let message = format!("`{word}` listens only inside the container and cannot be reached from outside");
            return (words, Some(Note::warning(message).hint("listen on 0.0.0.0")));
        }
        let Some(server) = read.server else { return (words, None) };
        let words = without_socket(words, server, port);
        let read = self.read_command(&words);
        if value_of(&read.words, &server.address_flags.iter().map(String::as_str).collect::<Vec<_>>()).is_some() {
            return (words, None);
        }
        let root = folder.cloned().unwrap_or_else(RelPath::root);
        if let Some(Bound::Everywhere(_)) = self.configured(&read, &root) {
            return (words, None);
        }
        let added: Vec<String> = server.bind.iter().map(|word| word.replace("{port}", &port.to_string())).collect();
        let mut words = words;
        match words.as_mut_slice() {
            // Behind `fi`, `done` or another program they would belong to nothing.
            [_, flag, line] if flag == "-c" && line.starts_with("exec ") => *line = format!("{line} {}", added.join(" ")),
            [_, flag, _] if flag == "-c" => {}
            _ => words.extend(added),
        }
        (words, None)
    }

    /// Where the configuration file of the command's server says that it listens.
    fn configured(&self, read: &Read<'a>, folder: &RelPath) -> Option<Bound> {
        let server = read.server?;
        let flags: Vec<&str> = server.config.iter().flat_map(|config| &config.flags).map(String::as_str).collect();
        ports::of_config(self.evidence, server, value_of(&read.words, &flags), folder)
    }

    /// The command with the words that its framework needs in a container.
    fn completed(&self, mut words: Vec<String>) -> Vec<String> {
        let program = words.first().map(|word| word.rsplit('/').next().unwrap_or(word).to_owned()).unwrap_or_default();
        let Some(row) = self.program(&program).1 else { return words };
        for addition in &row.additions {
            let is_meant = words.iter().any(|word| addition.with.contains(word));
            let options: Vec<&str> = addition.without.iter().map(String::as_str).collect();
            if is_meant && value_of(&words, &options).is_none() {
                words.extend(addition.words.iter().cloned());
            }
        }
        words
    }

    /// The file that `python -m` runs: a module, or the `__main__.py` of a package.
    fn module_of(&self, words: &[String], root: &RelPath) -> Option<RelPath> {
        let position = words.iter().position(|word| word == "-m").filter(|_| is_python(words))?;
        let module = words.get(position + 1)?.replace('.', "/");
        let files = [format!("{module}.py"), format!("{module}/__main__.py")];
        files.iter().filter_map(|file| root.join(file).ok()).find(|file| self.evidence.tree.is_file(file))
    }

    fn read_command(&self, words: &[String]) -> Read<'a> {
        let mut words = unwrapped(words);
        // `python -m uvicorn` is `uvicorn`.
        if is_python(&words) && words.get(1).is_some_and(|word| word == "-m") && words.len() > 2 {
            // `python -m gunicorn.app.wsgiapp` runs a module of the server.
            let top = words[2].split('.').next().unwrap_or_default().to_owned();
            let (server, framework) = self.program(&top);
            if server.is_some() || (framework.is_some() && top == words[2]) {
                words.drain(..2);
                words[0] = top;
            }
        }
        let program = words.first().map(|word| word.rsplit('/').next().unwrap_or(word).to_owned()).unwrap_or_default();
        let (server, mut framework) = self.program(&program);
        if words.iter().any(|word| word == "runserver" || word.ends_with("manage.py")) {
            framework = self.resolver.frameworks.get("django").filter(|_| words.iter().any(|word| word == "runserver"));
        }
        // A command of the framework that does no serving or working. Ex) `flask db upgrade`
        let does_it = |row: &&FrameworkRow| {
            let usual = row.own.iter().flat_map(|own| &own.words).find(|word| matches!(word.as_str(), "run" | "worker"));
            usual.is_none_or(|word| words.contains(word))
        };
        Read { server, framework: framework.filter(does_it), words }
    }

    fn program(&self, program: &str) -> (Option<&'a ServerRow>, Option<&'a FrameworkRow>) {
        let frameworks = self.resolver.frameworks;
        let server = frameworks.servers().iter().find(|server| server.program() == program || server.name == program);
        let framework = match program {
            // FastAPI's command line is uvicorn behind another name.
            "fastapi" => frameworks.get("fastapi"),
            "litestar" => frameworks.get("litestar"),
            "quart" => frameworks.get("quart"),
            "gradio" => frameworks.get("gradio"),
            _ => frameworks
                .rows()
                .iter()
                .find(|row| row.own.as_ref().is_some_and(|own| own.words[0] == program && program != "python")),
        };
        (server, framework)
    }

    /// The origin of what an entry point names, imported from the folder.
    pub fn origin_of(&self, entrypoint: &Entrypoint, root: &RelPath) -> Option<super::origin::Origin> {
        // Any file of the folder imports as the server does.
        let from = root.join("__main__.py").ok()?;
        let path = entrypoint.module.as_str().to_owned();
        let Target::Project { file, rest } = self.resolver.project.import(&from, &ImportPath { level: 0, path }) else {
            return None;
        };
        let module = self.resolver.project.module(&file).filter(|_| rest.is_empty())?;
        let names: Vec<&str> = match &entrypoint.attribute {
            Some(attribute) => vec![attribute.as_str()],
            None => vec!["application", "app"],
        };
        names.into_iter().find_map(|name| match module.definition(name) {
            Some(Definition::Function(function)) => self.resolver.returned(&module, function),
            _ => self.resolver.exported(&module, name),
        })
    }

    /// The first declared framework that the server can run.
    fn by_declaration(&self, server: &ServerRow) -> Option<&'a FrameworkRow> {
        let mut rows = self.resolver.frameworks.rows().iter();
        rows.find(|row| row.servers.contains(&server.name) && self.evidence.declares_framework(row))
    }
}

/// The command with the port in place of a Unix socket, which only a web server in the same container could reach.
fn without_socket(mut words: Vec<String>, server: &ServerRow, port: Port) -> Vec<String> {
    let address = format!("0.0.0.0:{port}");
    let is_address = |flag: &str| server.address_flags.iter().any(|known| known == flag);
    let is_socket = |value: &str| value.starts_with("unix:");
    if let [_, flag, line] = words.as_mut_slice()
        && flag == "-c"
    {
        let Ok(list) = shell::parse(line) else { return words };
        let found = shell::simple_commands(&list).into_iter().flat_map(|visited| &visited.command.words);
        let socket = found.map(shell::Word::text).find(|word| is_socket(word.rsplit_once('=').map_or(word, |(_, value)| value)));
        if let Some(socket) = socket {
            let socket = socket.rsplit_once('=').map_or(socket.as_str(), |(_, value)| value);
            *line = line.replacen(socket, &address, 1);
        }
        return words;
    }
    for index in 1..words.len() {
        let inline = words[index].split_once('=').filter(|(flag, value)| is_address(flag) && is_socket(value));
        if let Some((flag, _)) = inline {
            words[index] = format!("{flag}={address}");
        } else if is_address(&words[index - 1]) && is_socket(&words[index]) {
            words[index].clone_from(&address);
        }
    }
    words
}

/// The words of the program that stays, behind shells, managers and other programs that only start it.
pub fn unwrapped(words: &[String]) -> Vec<String> {
    let mut words = match words {
        [shell, flag, line] if matches!(shell.as_str(), "sh" | "bash") && flag == "-c" => last_command(line),
        _ => words.to_vec(),
    };
    while strip(&mut words, MANAGERS) || strip(&mut words, RUNNERS) {}
    words
}

/// The last program of a shell's line, whatever the line makes it hang on.
fn last_command(line: &str) -> Vec<String> {
    let Ok(list) = shell::parse(line) else { return Vec::new() };
    let commands = shell::simple_commands(&list);
    let mut words = commands.iter().map(|visited| visited.command.words.iter().map(shell::Word::text).collect::<Vec<_>>());
    let is_test = |words: &Vec<String>| words.first().is_none_or(|word| matches!(word.as_str(), "[" | "test" | "exit" | "wait"));
    let mut last = words.rfind(|words| !is_test(words)).unwrap_or_default();
    if last.first().is_some_and(|word| word == "exec") {
        last.remove(0);
    }
    last
}

/// The words without the package manager that runs them.
pub fn without_manager(mut words: Vec<String>) -> Vec<String> {
    while strip(&mut words, MANAGERS) || strip(&mut words, BUILD_PACKS) {}
    words
}

/// Takes a runner and its switches away, as in `uv run --no-dev gunicorn …`, and tells whether there was one.
fn strip(words: &mut Vec<String>, runners: &[&[&str]]) -> bool {
    let is_first = |runner: &&&[&str]| words.len() > runner.len() && runner.iter().zip(&*words).all(|(a, b)| *a == b);
    let Some(runner) = runners.iter().find(is_first) else { return false };
    words.drain(..runner.len());
    while words.len() > 1 && words[0].starts_with("--") {
        words.remove(0);
    }
    true
}

fn is_python(words: &[String]) -> bool {
    words.first().is_some_and(|word| word == "python" || word.starts_with("python3"))
}

/// The value of the first of the options that is given: `--port 80`, `--port=80`, `-b:80`.
pub fn value_of<'w>(words: &'w [String], flags: &[&str]) -> Option<&'w str> {
    words.iter().enumerate().find_map(|(index, word)| {
        flags.iter().find_map(|flag| {
            let rest = word.strip_prefix(flag)?;
            match rest.strip_prefix('=') {
                Some(value) => Some(value),
                None if rest.is_empty() => words.get(index + 1).map(String::as_str),
                None if !flag.starts_with("--") => Some(rest),
                None => None,
            }
        })
    })
}

pub fn port_of(words: &[String]) -> Option<Port> {
    let number = |text: &str| text.rsplit(':').next().and_then(|text| text.parse().ok());
    let by_flag = PORT_FLAGS.iter().find_map(|flag| number(value_of(words, &[flag])?));
    let by_address = || {
        let addresses = words.iter().skip(1).flat_map(|word| word.split([',', '=']));
        addresses.filter(|word| ["0.0.0.0:", "[::]:", "*:"].iter().any(|open| word.starts_with(open))).find_map(number)
    };
    by_flag.or_else(by_address).or_else(|| {
        let position = words.iter().position(|word| word == "runserver")?;
        words[position + 1..].iter().find_map(|word| number(word))
    })
}

/// The Python file that the command runs.
fn script_of(words: &[String], root: &RelPath) -> Option<RelPath> {
    let word = words.iter().skip(1).find(|word| word.ends_with(".py") && !word.starts_with('-'))?;
    root.join(word).ok()
}

/// `module:object` among the words; gunicorn also takes a module alone and then means `application`.
fn entrypoint_of(read: &Read<'_>) -> Option<Entrypoint> {
    // gunicorn's `-c` takes `python:module.name` and `file:path`, which look like a module and an object.
    let is_config = |word: &&String| ["python:", "file:"].iter().any(|scheme| word.starts_with(scheme));
    let words = || read.words.iter().skip(1).filter(|word| !word.starts_with('-') && !is_config(word));
    let parsed = words().filter_map(|word| word.parse::<Entrypoint>().ok());
    let with_object = parsed.clone().find(|entrypoint| entrypoint.attribute.is_some());
    let factory = read.words.iter().any(|word| word == "--factory" || word == "--call");
    with_object.map(|entrypoint| Entrypoint { factory: entrypoint.factory || factory, ..entrypoint }).or_else(|| {
        let module_alone = read.server.is_some_and(|server| matches!(server.name.as_str(), "gunicorn" | "uwsgi"));
        parsed.filter(|_| module_alone).rfind(|entrypoint| entrypoint.module.as_str().contains('.'))
    })
}
