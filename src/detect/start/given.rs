//! Starts that a person wrote for a machine to run: `[tool.fastapi]`, the Procfile, the project's own Dockerfile, a compose
//! service's command.
//!
//! # The order
//!
//! 1. `[tool.fastapi]` of pyproject.toml
//! 2. `ENTRYPOINT` and `CMD` of the project's own Dockerfile for production, if what they name will be in the image
//! 3. the Procfile and the files of hosts: `web`, `worker`, then the others
//! 4. the same Dockerfile with another server, where its own cannot be in the image
//! 5. the commands of compose services, on top of that Dockerfile's `ENTRYPOINT`
//!
//! Application objects in the code come next, with a server for production; behind them those of this list that are for
//! development, and workers beside a website, unless the image itself starts the worker.

use super::command::{port_of, unwrapped, without_manager, without_reloader};
use super::composed;
use super::ports::{self, Stated};
use super::runs::Runner;
use super::survey::Survey;
use super::{exists, make, options, serving, shell};
use crate::knowledge::{Kind, program_row, worker_flags};
use crate::manifest::ComposeService;
use crate::model::{Command, Entrypoint, Finding, Framework, Location, Note, Port, ProcessKind, RelPath, Start};
use crate::witness::Told;

/// A start that was written down, and what a person should know about it.
pub type Given = (Finding<Start>, Vec<Note>);

/// What was found, and why something that was written down is not among it.
#[derive(Default)]
pub struct Found {
    /// The one to take first.
    pub first: Vec<Given>,
    /// Those that an application in the code goes before.
    pub behind: Vec<Given>,
    /// Those are several servers.
    pub is_unclear: bool,
    pub refused: Vec<Note>,
}

/// Words that say that a command is for the programmer's own machine.
const DEVELOPMENT: &[&str] = &["--debug", "--reload", "debugpy", "runserver", "watchfiles", "watchmedo"];

/// What a shell's port variable stands for where nothing says otherwise.
const PORT: u16 = 8000;

/// Every such start. Those for development, as compose files often have them, and workers beside a website go behind.
pub fn find(survey: &Survey<'_>) -> Found {
    let kind = |name: &Framework| survey.resolver.frameworks.get(name.as_str()).map(|row| row.kind);
    let all: Vec<_> = all(survey);
    let is_for_development = |start: &Start| {
        let mut words = start.command.words().iter();
        words.any(|word| DEVELOPMENT.iter().any(|sign| word.contains(sign))) || is_development_server(survey, start)
    };
    let is_served_for_development = |(finding, _): &Given| is_for_development(&finding.value) && finding.value.port.is_some();
    let has_served = all.iter().flatten().any(is_served_for_development);
    // What a compose file runs beside the development server of a website, without a port, works for the website.
    let is_beside_website = |start: &Finding<Start>| {
        let is_of_service = |service: &ComposeService| service.command.as_ref().is_some_and(|(_, at)| *at == start.at);
        has_served && start.value.port.is_none() && survey.evidence.manifests.compose.iter().any(is_of_service)
    };
    let has_website = survey.candidates.iter().any(|candidate| matches!(candidate.row.kind, Kind::Web | Kind::Ui)) || has_served;
    let goes_behind = |(finding, _): &Given| {
        let is_of_image = survey.evidence.witness.is_some_and(|witness| finding.at.file == witness.file);
        is_for_development(&finding.value)
            || runs_less(survey, &finding.value, is_of_image)
            || (has_website
                && !is_of_image
                && (kind(&finding.value.framework) == Some(Kind::Worker)
                    || is_worker(&finding.value)
                    || is_beside_website(finding)))
    };
    let mut refused = survey.evidence.witness.map(|witness| witness.refused.clone()).unwrap_or_default();
    let (mut first, mut behind) = (Vec::new(), Vec::new());
    for result in all {
        match result {
            Ok(given) if goes_behind(&given) => behind.push(given),
            Ok(given) => first.push(given),
            Err(note) => refused.push(note),
        }
    }
    // A worker is no program of the website: it stays behind what is for development.
    behind.sort_by_key(|(finding, _)| is_worker(&finding.value));
    let mut ports = behind.iter().filter(|(finding, _)| !is_worker(&finding.value)).filter_map(|(finding, _)| finding.value.port);
    let first_port = ports.next();
    let is_unclear = first_port.is_some_and(|first| ports.any(|port| port != first));
    Found { first, behind, refused, is_unclear }
}

/// Whether the command is the framework's own one that its makers do not mean for production. Ex) `flask run`
fn is_development_server(survey: &Survey<'_>, start: &Start) -> bool {
    let words = unwrapped(start.command.words());
    let words = without_module_flag(&words);
    let mut rows = survey.resolver.frameworks.rows().iter().filter_map(|row| row.own.as_ref()).filter(|own| own.development);
    rows.any(|own| own.words.first() == words.first() && own.words.iter().any(|word| word == "run" && words.contains(word)))
}

/// Ex) `manage.py`, `python manage.py`: it lists its commands and ends.
fn is_bare_management(words: &[String]) -> bool {
    let words = unwrapped(words);
    let is_management = |word: &String| word.rsplit('/').next() == Some("manage.py");
    match words.as_slice() {
        [program] => is_management(program),
        [python, script] => python.starts_with("python") && is_management(script),
        _ => false,
    }
}

/// Whether the command runs once for a release, or when a person calls it. Ex) `python manage.py collectstatic`
fn ends(words: &[String]) -> bool {
    let words = unwrapped(words);
    let row = program_row(without_module_flag(&words));
    row.is_some_and(|row| matches!(row.kind, ProcessKind::Release | ProcessKind::OneOff))
}

/// Ex) `flask run` of `python -m flask run`
fn without_module_flag(words: &[String]) -> &[String] {
    match words {
        [python, flag, rest @ ..] if python.starts_with("python") && flag == "-m" => rest,
        words => words,
    }
}

/// Whether the command works for another program of the application, as far as its words show it.
fn is_worker(start: &Start) -> bool {
    let words = unwrapped(start.command.words());
    let row = program_row(without_module_flag(&words));
    row.is_some_and(|row| matches!(row.kind, ProcessKind::Worker | ProcessKind::Scheduler))
}

/// Whether the image only runs the file of an application that a server for production could run: the file then starts the
/// framework's development server, or only defines the application and ends.
fn runs_less(survey: &Survey<'_>, start: &Start, is_of_image: bool) -> bool {
    let Some(file) = start.file.as_ref().filter(|_| is_of_image && start.command.program().starts_with("python")) else {
        return false;
    };
    let serves = survey.runs.iter().any(|run| run.file == *file && run.by_script && matches!(run.runner, Runner::Server(_)));
    let mut candidates =
        survey.candidates.iter().filter(|candidate| candidate.file == *file && candidate.row.kind < Kind::Worker);
    !serves
        && candidates.any(|candidate| {
            let assembled = survey.assemble(candidate);
            !assembled.development && assembled.start.is_some_and(|start| !start.command.program().starts_with("python"))
        })
}

/// One of them, under the name that the project gives it.
pub struct Written {
    /// Ex) `worker` of a Procfile, or the service of a compose file
    pub name: String,
    pub by: WrittenBy,
    /// The start, or why it cannot be one of this image.
    pub given: Result<Given, Note>,
    /// Commands that its line runs before it.
    pub before: Vec<(String, Location)>,
    /// What the line needs and the image will not have. `None` if it has everything.
    pub missing: Option<String>,
}

/// Where a start is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WrittenBy {
    Table,
    Procfile,
    Image,
    Service,
}

/// Lines of a Procfile that run once for each release.
pub const RELEASES: &[&str] = &["postdeploy", "release"];

fn all(survey: &Survey<'_>) -> Vec<Result<Given, Note>> {
    let not_adopted =
        |finding: Finding<Start>, reason: &str| Note::info(format!("`{}` is not adopted: {reason}", finding.why)).at(finding.at);
    let one = |Written { given, missing, .. }: Written| match (given, missing) {
        (Ok((finding, _)), None) if ends(finding.value.command.words()) => {
            Err(not_adopted(finding, "it ends when its work is done"))
        }
        (Ok((finding, _)), Some(reason)) => {
            Err(Note::warning(format!("`{}` is not adopted: {reason}", finding.why)).at(finding.at))
        }
        (given, _) => given,
    };
    lines(survey).into_iter().map(one).collect()
}

/// Every start that is written down, in the order of the list.
pub fn lines(survey: &Survey<'_>) -> Vec<Written> {
    let manifests = survey.evidence.manifests;
    let mut found = Vec::new();
    let table = |given| {
        let (name, by) = ("web".to_owned(), WrittenBy::Table);
        Written { name, by, given: Ok(given), before: Vec::new(), missing: None }
    };
    // A server that a line names is installed for it where that is all that the line lacks.
    let missing = |given: &mut Result<Given, Note>| {
        let (finding, _) = given.as_mut().ok()?;
        let reason = exists::missing(survey, &finding.value)?;
        finding.value.adds_server = exists::addable(survey, &finding.value);
        finding.value.adds_server.is_none().then_some(reason)
    };
    found.extend(fastapi(survey).map(table));
    let witness = survey.evidence.witness;
    let told = witness.iter().flat_map(|witness| witness.starts.iter());
    let mut of_images: Vec<(Written, bool)> = told.map(|told| of_told(survey, told)).collect();
    let whole = of_images.iter().take_while(|(_, is_whole)| *is_whole).count();
    found.extend(of_images.drain(..whole).map(|(written, _)| written));
    if let Some(procfile) = &manifests.procfile {
        let place = |name: &str| ["web", "worker"].iter().position(|known| *known == name).unwrap_or(2);
        let mut processes: Vec<_> =
            procfile.processes.iter().filter(|process| !RELEASES.contains(&process.name.as_str())).collect();
        processes.sort_by_key(|process| place(&process.name));
        found.extend(processes.into_iter().map(|process| {
            let (mut given, before) = line(survey, &process.command, &process.at, &process.name, None);
            let missing = missing(&mut given);
            Written { name: process.name.clone(), by: WrittenBy::Procfile, given, before, missing }
        }));
    }
    found.extend(of_images.into_iter().map(|(written, _)| written));
    let is_told = |name: &str| {
        let told = witness.iter().flat_map(|witness| &witness.starts).filter_map(|told| told.service.as_deref());
        let refused = witness.iter().flat_map(|witness| &witness.refused);
        told.chain(refused.filter_map(|note| note.message.split_once(": ")?.0.strip_prefix('`'))).any(|known| known == name)
    };
    for service in manifests.compose.iter().filter(|service| !is_told(&service.name)) {
        let Some((_, at)) = service.entrypoint.as_ref().or(service.command.as_ref()) else { continue };
        let words = service.entrypoint.iter().chain(&service.command).flat_map(|(words, _)| words);
        let words: Vec<&str> = words.map(String::as_str).collect();
        // Words that begin with an option are for the entry point of some other image, and start nothing by themselves.
        if words.first().is_none_or(|word| word.starts_with('-')) {
            continue;
        }
        // The words of a list are no shell's business, but a lone `sh -c` line is.
        let text = shlex::try_join(words).unwrap_or_default();
        let published = composed::of_service(service).next();
        let (given, before) = line(survey, &text, at, &service.name, published.clone());
        let mut given = given.map(|(mut finding, notes)| {
            if let Some(stated) = published.filter(|_| finding.value.port.is_none()) {
                (finding.value.port, finding.value.port_at) = (Some(stated.port), Some(stated.at));
            }
            (finding, notes)
        });
        let missing = missing(&mut given);
        found.push(Written { name: service.name.clone(), by: WrittenBy::Service, given, before, missing });
    }
    found
}

fn is_same_program(told: &Told, start: &Start) -> bool {
    let program = |words: &[String]| unwrapped(words).first().map(|word| word.rsplit('/').next().unwrap_or(word).to_owned());
    program(&told.words) == program(start.command.words())
}

/// What a shell's line starts, and the commands before the last one, which the start leaves out.
pub fn line(
    survey: &Survey<'_>,
    text: &str,
    at: &Location,
    name: &str,
    published: Option<Stated>,
) -> (Result<Given, Note>, Vec<(String, Location)>) {
    let mut before = Vec::new();
    let given = written(survey, text, at, name, published, &mut before);
    (given, before.into_iter().map(|text| (text, at.clone())).collect())
}

/// The line of an image or of a compose service, and whether what a person wrote is taken whole.
fn of_told(survey: &Survey<'_>, told: &Told) -> (Written, bool) {
    let by = if told.service.is_some() { WrittenBy::Service } else { WrittenBy::Image };
    let name = told.program.clone().or_else(|| told.service.clone()).unwrap_or_default();
    let (mut given, mut missing) = (of_image(survey, told), None);
    // The image need not have a program that only restarts another one.
    if given.is_err()
        && let Some(words) = without_reloader(&told.words)
    {
        // A script of the project lost its folder as an argument.
        let is_script = words.first().is_some_and(|word| word.ends_with(".py") && !word.contains('/'));
        let words = is_script.then(|| "python".to_owned()).into_iter().chain(words).collect();
        given = of_image(survey, &Told { words, ..told.clone() });
        missing = Some(format!("`{}` restarts it for development", told.words[0]));
    }
    // A server in the place of its own one is less than what a person wrote.
    let is_whole = by == WrittenBy::Image && given.as_ref().is_ok_and(|(finding, _)| is_same_program(told, &finding.value));
    (Written { name, by, given, before: told.before.clone(), missing }, is_whole)
}

/// The words without a number of workers that only a run of the script would have computed.
fn with_known_workers(mut words: Vec<String>) -> Vec<String> {
    while let Some(at) = words.windows(2).position(|pair| worker_flags().contains(&pair[0]) && pair[1].is_empty()) {
        words.drain(at..at + 2);
    }
    words
}

/// The line of a task that the words call, whatever manager calls it. Ex) `uv run poe web`
fn task(survey: &Survey<'_>, words: &[String]) -> Option<String> {
    make::task(survey, words).or_else(|| make::task(survey, &without_manager(words.to_vec())))
}

/// What the project's own image starts, or a compose service on top of it, if this image can start it too.
fn of_image(survey: &Survey<'_>, told: &Told) -> Result<Given, Note> {
    let service =
        told.service.as_ref().and_then(|name| survey.evidence.manifests.compose.iter().find(|service| service.name == *name));
    let of_service: Vec<Stated> = service.iter().flat_map(|service| composed::of_service(service)).collect();
    // What another service of the compose file publishes is not this one's.
    let of_image =
        |stated: &Stated| told.service.is_none() || survey.evidence.witness.is_some_and(|witness| witness.file == stated.at.file);
    let exposed =
        if of_service.is_empty() { ports::all(survey.evidence).into_iter().filter(of_image).collect() } else { of_service };
    let called = task(survey, &told.words).and_then(|line| shlex::split(&line)).unwrap_or_else(|| told.words.clone());
    let words = with_known_workers(without_manager(called.clone()));
    let named = port_of(&unwrapped(&words));
    let usual = survey.usual_port().filter(|_| exposed.is_empty()).map(|stated| stated.port);
    let usual = usual.or_else(|| Port::new(PORT)).ok_or_else(|| Note::info("a port"))?;
    let (words, note) =
        survey.reachable(words, named.or(exposed.first().map(|stated| stated.port)).unwrap_or(usual), told.folder.as_ref());
    let mut notes: Vec<Note> = note.map(|note| note.at(told.at.clone())).into_iter().collect();
    let refused = |reason: &str| {
        let message = format!("`{}` is not adopted: {reason}", told.why);
        Note::info(message).at(told.at.clone()).hint("give the command with `--cmd`")
    };
    let command = Command::new(words).map_err(|error| refused(&error.to_string()))?;
    if is_bare_management(command.words()) {
        return Err(refused("Django's management program does nothing without a command"));
    }
    if ends(command.words()) {
        return Err(refused("it ends when its work is done"));
    }
    let mut start = survey.by_command(&command, told.folder.as_ref());
    let of_manager = called != without_manager(called.clone());
    let brought = exists::brought(survey, &start).filter(|_| of_manager);
    if let Some(program) = &brought {
        let message = format!(
            "`{program}` is taken for a program of a dependency: `{}` runs it in the project's environment",
            told.words.join(" ")
        );
        notes.push(Note::info(message).at(told.at.clone()));
    }
    if let Some(reason) = exists::missing(survey, &start).filter(|_| brought.is_none()) {
        let Some(server) = exists::addable(survey, &start) else {
            return served_anew(survey, told, &start).ok_or_else(|| refused(&reason));
        };
        start.adds_server = Some(server);
    }
    let is_fixed = port_of(&unwrapped(command.words())).is_some() || is_bound(survey, &start);
    let is_of_server = start.env.iter().any(|variable| start.port.is_some_and(|port| variable.value() == port.to_string()));
    let exposed = if is_over_standard_input(survey, &start, told) { Vec::new() } else { exposed };
    let same = exposed.iter().find(|stated| start.port == Some(stated.port));
    let asked_for = || ports::asked_for(survey, &exposed);
    match same.or_else(|| asked_for().or(exposed.first()).filter(|_| !is_fixed && !is_of_server)) {
        Some(stated) if same.is_none() || !is_fixed => {
            start.port = Some(stated.port);
            start.port_at = Some(stated.at.clone());
        }
        _ => {}
    }
    // A website listens somewhere, and the settings or the documents say where.
    let of_web = || survey.candidates.iter().filter(|candidate| matches!(candidate.row.kind, Kind::Web | Kind::Ui));
    // A program beside it, which imports nothing of it, is no part of the website.
    let is_reached = || {
        let Some(file) = start.file.as_ref().filter(|_| start.framework.as_str() == "script") else { return true };
        let reached = serving::modules(survey, file);
        let is_near = |path: &RelPath, other: &RelPath| path == other || (other.depth() > 1 && path.top() == other.top());
        of_web().any(|candidate| reached.iter().any(|path| is_near(path, &candidate.file)))
    };
    if start.port.is_none()
        && of_web().next().is_some()
        && is_reached()
        && told.service.is_none()
        && !is_worker(&start)
        && let Some(stated) = survey.usual_port()
    {
        (start.port, start.port_at) = (Some(stated.port), Some(stated.at));
    }
    if start.port.is_none()
        && told.service.is_none()
        && let Some(stated) = start.file.as_ref().and_then(|file| serving::port_beside(survey, file))
    {
        (start.port, start.port_at) = (Some(stated.port), Some(stated.at));
    }
    let asked = survey.evidence.witness.and_then(|witness| witness.reading.health.as_ref().filter(|_| told.service.is_none()));
    if let (Some(asked), Some(port)) = (asked, start.port)
        && asked.value.port.is_none_or(|asked| port.number() == asked)
    {
        start.health = Some(asked.value.check.clone());
    }
    notes.extend(options::open(survey, &mut start));
    start.env.extend(told.env.iter().filter_map(|(name, value)| format!("{name}={value}").parse().ok()));
    if let Some((_, at)) = told.before.first() {
        let lines: Vec<String> = told.before.iter().map(|(text, _)| format!("`{text}`")).collect();
        let message = format!("{} runs before the start and is left out of the image's command", lines.join(", "));
        notes.push(Note::info(message).at(at.clone()).hint("run it once per release, not at every start"));
    }
    if let Some((_, at)) = told.beside.first() {
        let lines: Vec<String> = told.beside.iter().map(|(text, _)| format!("`{text}`")).collect();
        let message = format!("left out of the image's command: {}, which the script starts beside it", lines.join(", "));
        notes.push(
            Note::warning(message)
                .at(at.clone())
                .hint("start each in a separate container, with its command behind the name of the image"),
        );
    }
    Ok((Finding { value: start, at: told.at.clone(), why: told.why.clone() }, notes))
}

/// Whether the program speaks over standard input, whatever its image exposes: no word of the command and no variable of the image
/// is about another transport.
fn is_over_standard_input(survey: &Survey<'_>, start: &Start, told: &Told) -> bool {
    let runs: Vec<_> = survey.runs.iter().filter(|run| Some(&run.file) == start.file.as_ref()).collect();
    let of_image = survey.evidence.witness.iter().flat_map(|witness| &witness.reading.env).map(|said| &said.value.0);
    let mut named = told.words.iter().chain(told.env.iter().map(|(name, _)| name)).chain(of_image);
    let is_about_it = |word: &String| word.to_ascii_lowercase().contains("transport");
    !runs.is_empty() && runs.iter().all(|run| run.over_standard_input) && !named.any(is_about_it)
}

/// Whether the port is the one that the server's own configuration binds, whatever the image exposes. A line that reads its
/// environment leaves the port open.
fn is_bound(survey: &Survey<'_>, start: &Start) -> bool {
    let Some(Location { file, line: Some(line), .. }) = &start.port_at else { return false };
    let text = survey.evidence.tree.text(file).ok().flatten();
    let line = text.as_deref().and_then(|text| text.lines().nth(line.saturating_sub(1)));
    line.is_some_and(|line| !line.contains("env") && !line.contains('{'))
}

/// The application that a server runs in the project's own image, with another server where no manifest brings that one.
fn served_anew(survey: &Survey<'_>, told: &Told, start: &Start) -> Option<Given> {
    let entrypoint = start.entrypoint.as_ref()?;
    let words = unwrapped(start.command.words());
    let program = match words.as_slice() {
        [python, flag, module, ..] if python.starts_with("python") && flag == "-m" => module,
        [program, ..] => program,
        [] => return None,
    };
    let is_server = survey.resolver.frameworks.servers().iter().any(|server| program == server.program());
    let is_known = exists::is_defined(survey, entrypoint, &start.working_dir.clone().unwrap_or_else(RelPath::root));
    if !is_server || !is_known {
        return None;
    }
    let assembled = survey.by_entrypoint(entrypoint, None);
    Some((Finding { value: assembled.start?, at: told.at.clone(), why: told.why.clone() }, assembled.notes))
}

fn fastapi(survey: &Survey<'_>) -> Option<Given> {
    let (text, at) = survey.evidence.manifests.pyproject.as_ref()?.fastapi_entrypoint.as_ref()?;
    let entrypoint: Entrypoint = text.parse().ok()?;
    let row = survey.resolver.frameworks.get("fastapi")?;
    let assembled = survey.by_entrypoint(&entrypoint, Some(row));
    let why = format!("entrypoint = \"{text}\"");
    Some((Finding { value: assembled.start?, at: at.clone(), why }, assembled.notes))
}

fn written(
    survey: &Survey<'_>,
    text: &str,
    at: &Location,
    name: &str,
    published: Option<Stated>,
    before: &mut Vec<String>,
) -> Result<Given, Note> {
    let refused = |reason: String| Note::warning(format!("`{name}: {text}` is not adopted: {reason}")).at(at.clone());
    // A process and the service of the same name are one program.
    let of_namesake = || {
        let mut services = survey.evidence.manifests.compose.iter().filter(|service| service.name == name);
        services.find_map(|service| composed::of_service(service).next())
    };
    let stated = published.or_else(of_namesake).or_else(|| ports::of_project(survey.evidence));
    let port = stated.as_ref().map(|stated| stated.port).or_else(|| Port::new(PORT));
    let port = port.ok_or_else(|| refused("a port".to_owned()))?;
    let is_fixed = |words: &[String]| port_of(&unwrapped(words)).is_some();
    let says_port = shlex::split(text).is_some_and(|words| is_fixed(&words));
    let made = shlex::split(text).and_then(|words| make::command(survey, &words).or_else(|| task(survey, &words)));
    let line = shell::read(made.as_deref().unwrap_or(text), port).map_err(refused)?;
    let line = shell::of_script(survey.evidence.tree, line, port);
    let mut notes = Vec::new();
    if !line.before.is_empty() {
        let message = format!("`{}` of `{name}` is left out of the image's command", line.before.join(" && "));
        notes.push(Note::info(message).at(at.clone()).hint("run it once per release, not at every start"));
    }
    before.clone_from(&line.before);
    let (words, note) = survey.reachable(without_manager(line.words), port, line.folder.as_ref());
    notes.extend(note.map(|note| note.at(at.clone())));
    let command = Command::new(words).map_err(|error| refused(error.to_string()))?;
    let mut start = survey.by_command(&command, line.folder.as_ref());
    start.env.extend(line.env);
    // A host sends requests to the `web` process of a Procfile, whatever program that is.
    let is_web = name == "web" && stated.is_some();
    if (line.uses_port || is_web) && start.port.is_none() {
        start.port = Some(port);
    }
    // The line says nothing, so that the port was put into its command.
    if !says_port && start.port_at.is_none() {
        start.port_at = stated.filter(|stated| start.port == Some(stated.port)).map(|stated| stated.at);
    }
    Ok((Finding { value: start, at: at.clone(), why: format!("{name}: {text}") }, notes))
}
