//! A command that somebody wrote: which server it runs, on which port, and what follows from that.

use super::assemble::{plain, tool};
use super::ports::{self, Bound};
use super::survey::Survey;
use super::{options, serving};
use crate::knowledge::{
    FrameworkRow, ServerRow, WrapperKind, is_reloader, listener, listener_of, option_values, shell_script, usual_port_flags,
    wrapped_words,
};
use crate::model::{Command, Entrypoint, HealthCheck, Note, Port, RelPath, Signal, Start};
use crate::python::{Definition, ImportPath, Target};
use crate::shell;

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
        let root = folder.cloned().or_else(|| folder_of_imports(&read.words));
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
        // A framework's own server may listen elsewhere than the server that usually starts it.
        let of_program = || listener_of(&read.words).filter(|(row, rest)| row.is_serving(rest)).and_then(|(row, _)| row.port);
        let usual = match (read.server, read.framework) {
            (Some(server), _) => server.port,
            (None, Some(row)) => of_program().or(row.port),
            (None, None) => run.and_then(super::runs::Run::port),
        };
        let (configured, is_http) = match self.configured(&read, &root) {
            Some(Bound::Everywhere(stated)) => (Some(stated), true),
            Some(Bound::OtherProtocol(stated)) => (Some(stated), false),
            Some(Bound::Inside) | None => (None, true),
        };
        let named = port_of(&read.words);
        // A number that the call itself names is the port, whatever else says another one.
        let written = run.filter(|run| run.names_port()).map(|run| run.at.clone());
        let port_at =
            configured.as_ref().map(|stated| stated.at.clone()).or(written.filter(|_| usual.is_some() && read.server.is_none()));
        let port_at = port_at.filter(|_| named.is_none());
        let of_options = || options::of_files(self, &serving::modules(self, script.as_ref()?)).port.map(|stated| stated.port);
        let of_script = || serving::port_of_command(self, &read.words).or_else(|| of_options().filter(|_| run.is_none()));
        let port = named.or(configured.map(|stated| stated.port)).or(usual).or_else(of_script);
        let stop_signal = match (read.server, read.framework.and_then(|row| row.own.as_ref()), run) {
            (Some(server), _, _) => server.stop_signal,
            (None, Some(own), _) => own.stop_signal,
            (None, None, Some(run)) => run.stop_signal(),
            (None, None, None) if is_python(&read.words) => Signal::Int,
            (None, None, None) => Signal::Term,
        };
        let health = origin.as_ref().and_then(|origin| self.health(origin)).or_else(|| framework.and_then(FrameworkRow::health));
        let health = if is_http { health } else { Some(HealthCheck::CONNECT) };
        let own = || self.evidence.scripts().find(|script| read.words.first() == Some(&script.name));
        let (called, called_in) = own().map(|script| self.target_of(script)).unwrap_or_default();
        // The project's own command, given nothing, is a tool that waits for its arguments.
        let is_tool = matches!(command.words(), [only] if self.evidence.is_packaged() && self.evidence.scripts().any(|script| script.name == *only));
        if is_tool && framework.is_none() && port.is_none() {
            return Start { working_dir: folder, entrypoint: called, ..tool(called_in, command.clone(), None) };
        }
        let name = framework.map_or("script", |row| row.name.as_str());
        // The module that a server imports, even where another one makes the object. A file beside it is a configuration.
        let imported = entrypoint.as_ref().filter(|_| read.server.is_some()).and_then(|entrypoint| self.locate(entrypoint).0);
        let file = imported.or(script).or_else(|| origin.map(|origin| origin.file)).or(called_in);
        Start {
            entrypoint: entrypoint.or(called),
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
        if let Some(Bound::Everywhere(_) | Bound::OtherProtocol(_)) = self.configured(&read, &root) {
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
        let endings = server.config.iter().flat_map(|config| &config.endings);
        let endings: Vec<&str> = endings.map(String::as_str).collect();
        let is_file = |word: &&String| {
            let path = word.rsplit_once(':').map_or(word.as_str(), |(path, _)| path);
            endings.iter().any(|ending| path.ends_with(ending))
        };
        let by_ending = || read.words.iter().skip(1).find(is_file).map(String::as_str);
        ports::of_config(self.evidence, server, value_of(&read.words, &flags).or_else(by_ending), folder)
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
        if let Some((row, arguments)) = listener_of(&words).filter(|(row, _)| row.port_after.is_some()) {
            framework =
                row.framework.as_ref().filter(|_| row.is_serving(arguments)).and_then(|name| self.resolver.frameworks.get(name));
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
        let named = listener(program).and_then(|row| frameworks.get(row.framework.as_deref()?));
        let own = || {
            frameworks
                .rows()
                .iter()
                .find(|row| row.own.as_ref().is_some_and(|own| own.words[0] == program && program != "python"))
        };
        let framework = named.or_else(own);
        (server, framework)
    }

    /// The origin of what an entry point names, imported from the folder. `None` if it leads to no object of the project that can
    /// be followed.
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
    let mut words = match shell_script(words) {
        Some(line) if words.len() == 3 => last_command(line),
        _ => words.to_vec(),
    };
    while strip(&mut words, |kind| kind.is_runner() || kind.is_transparent()) {}
    words
}

/// The last program of a shell's line, whatever the line makes it hang on.
fn last_command(line: &str) -> Vec<String> {
    let Ok(list) = shell::parse(line) else { return Vec::new() };
    let commands = shell::simple_commands(&list);
    let mut words = commands.iter().map(|visited| visited.command.words.iter().map(shell::Word::text).collect::<Vec<_>>());
    let is_test = |words: &Vec<String>| words.first().is_none_or(|word| matches!(word.as_str(), "[" | "test" | "exit" | "wait"));
    words.rfind(|words| !is_test(words)).unwrap_or_default()
}

/// The words without the package manager that runs them, and without the programs of build packs. No image has one: what they run
/// is on the path.
pub fn without_manager(mut words: Vec<String>) -> Vec<String> {
    while strip(&mut words, |kind| matches!(kind, WrapperKind::Manager | WrapperKind::Platform)) {}
    words
}

/// Takes a wrapper and its options away, as in `uv run --no-dev gunicorn …`, and returns whether there was one.
fn strip(words: &mut Vec<String>, is_meant: impl Fn(WrapperKind) -> bool) -> bool {
    let found = wrapped_words(words).filter(|found| is_meant(found.wrapper.kind) && found.count < words.len());
    found.is_some_and(|found| {
        let is_manager = found.wrapper.kind == WrapperKind::Manager;
        let names_module = words[..found.count].last().is_some_and(|word| matches!(word.as_str(), "-m" | "--module"));
        words.drain(..found.count);
        // `uv run manage.py` gives the script to Python, and `uv run -m shop` the module.
        if is_manager && names_module {
            words.splice(0..0, ["python".to_owned(), "-m".to_owned()]);
        } else if is_manager && words.first().is_some_and(|word| word.ends_with(".py")) {
            words.insert(0, "python".to_owned());
        }
        true
    })
}

/// The folder that the command names for imports.
fn folder_of_imports(words: &[String]) -> Option<RelPath> {
    let (row, arguments) = listener_of(words)?;
    let application = row.application.as_ref()?;
    let flags = [&application.folders[..], &application.paths].concat();
    option_values(arguments, &flags).first().and_then(|path| RelPath::parse(path).ok())
}

fn is_python(words: &[String]) -> bool {
    words.first().is_some_and(|word| word == "python" || word.starts_with("python3"))
}

/// The value of the first of the options that is given: `--port 80`, `--port=80`, `-b:80`. `None` if none is given.
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
    let row = listener_of(words).map(|(row, _)| row);
    let flags = row.map_or(usual_port_flags(), |row| &row.port_flags);
    let by_flag = option_values(words, flags).into_iter().find_map(number);
    let by_address = || {
        let addresses = words.iter().skip(1).flat_map(|word| word.split([',', '=']));
        addresses.filter(|word| ["0.0.0.0:", "[::]:", "*:"].iter().any(|open| word.starts_with(open))).find_map(number)
    };
    by_flag.or_else(by_address).or_else(|| {
        let after = row?.port_after.as_ref()?;
        let position = words.iter().position(|word| word == after)?;
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
    // A factory may be given arguments. Ex) `shop:create_app('production')`
    let called = |word: &String| {
        let name = word.split_once('(').filter(|(name, rest)| name.contains(':') && rest.ends_with(')')).map(|(name, _)| name);
        name.map_or_else(|| word.parse::<Entrypoint>().ok(), |name| format!("{name}()").parse().ok())
    };
    let parsed = words().filter_map(called);
    let with_object = parsed.clone().find(|entrypoint| entrypoint.attribute.is_some());
    let factory = read.words.iter().any(|word| word == "--factory" || word == "--call");
    with_object.map(|entrypoint| Entrypoint { factory: entrypoint.factory || factory, ..entrypoint }).or_else(|| {
        let module_alone = read.server.is_some_and(|server| server.application.as_ref().is_some_and(|by| by.module_alone));
        parsed.filter(|_| module_alone).rfind(|entrypoint| entrypoint.module.as_str().contains('.'))
    })
}

/// The words behind a program that only starts them anew at every change. `None` if the command starts no such program.
pub fn without_reloader(words: &[String]) -> Option<Vec<String>> {
    // A line that a shell reads for its variables.
    if let Some(line) = shell_script(words) {
        let (first, rest) = line.trim().strip_prefix("exec ")?.split_once(" -- ")?;
        let is_meant = first.split_whitespace().next().is_some_and(is_reloader);
        let python = if rest.split(' ').next()?.ends_with(".py") && !rest.starts_with("./") { "python " } else { "" };
        return is_meant.then(|| ["sh", "-c", &format!("exec {python}{rest}")].map(str::to_owned).to_vec());
    }
    let program = words.first()?.rsplit('/').next()?;
    if !is_reloader(program) {
        return None;
    }
    if let Some(position) = words.iter().position(|word| word == "--") {
        return Some(words[position + 1..].to_vec()).filter(|words| !words.is_empty());
    }
    words.iter().skip(1).find(|word| word.trim().contains(' ')).and_then(|line| shlex::split(line))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reloader_is_for_development() {
        let words = |text: &str| shlex::split(text).unwrap();
        for (text, expected) in [
            ("watchmedo auto-restart -d . -p '*.py' --recursive -- celery -A shop worker", Some("celery -A shop worker")),
            ("watchfiles --filter python 'celery -A shop worker'", Some("celery -A shop worker")),
            ("watchfiles shop.main", None),
            ("sh -c 'exec watchmedo auto-restart -R -- work.py $QUEUES'", Some("sh -c 'exec python work.py $QUEUES'")),
            ("sh -c 'exec work.py -- $QUEUES'", None),
            ("celery -A shop worker", None),
        ] {
            assert_eq!(without_reloader(&words(text)), expected.map(words), "{text}");
        }
    }
}
