//! How the container starts: which application or program, by which server, on which port.
//!
//! What a person wrote for a machine to run comes first (`[tool.fastapi]`, Procfile, Dockerfile, compose), then application objects
//! found by parsing, then commands that an installation makes, packages with a `__main__`, and plain scripts.
//! Nothing is made up: where nothing is found, the answer is a note that says what was looked at.
//!
//! | step | files |
//! |---|---|
//! | what is asked of the project, and its files | [`evidence`](Evidence), [`scope`](Scope), `files`, `import_root`, `import_index` |
//! | everything that the code says, read once | [`survey`](Survey), with `origin`, `candidate`, `marks`, `pages`, `runs`, `address`, `beside`, `names` |
//! | what a person wrote for a machine | `given`, and how its command is read: `command`, `shell`, `launcher`, `make`, `tasks`, `twisted`, `variable` |
//! | what a person wrote for readers | `shown`, `documented`, `published`, `subcommand_shown` |
//! | an application made into a command | `assemble`, with `django`, `routes`, `ports`, `composed`, `named_ports`, `bound_variables` |
//! | programs without an application | `scripts`, `package_runs`, `serving`, `subcommands`, `options`, `arguments`, `lasting`, `data_folder` |
//! | which of them is taken | `confidence`, `rivals`, `exists`, `not_started`, and [`detect`] here |

mod address;
mod arguments;
pub(super) mod assemble;
mod beside;
mod bound_variables;
mod candidate;
pub(super) mod command;
mod composed;
mod confidence;
mod data_folder;
mod django;
mod documented;
mod evidence;
pub(super) mod exists;
pub(in crate::detect) mod files;
pub(super) mod given;
mod import_index;
mod import_root;
mod lasting;
mod launcher;
mod make;
mod marks;
mod named_ports;
mod names;
mod not_started;
mod options;
mod origin;
mod package_runs;
mod pages;
mod ports;
mod published;
mod rivals;
mod routes;
mod runs;
mod scope;
mod scripts;
mod serving;
mod shell;
mod shown;
mod subcommand_shown;
mod subcommands;
mod survey;
mod tasks;
#[cfg(test)]
mod tests;
mod twisted;
mod variable;

use crate::knowledge::{FrameworkRow, NotStartedWhen};
use crate::model::{Command, Confidence, Detection, Doubt, Entrypoint, Finding, Framework, Note, RelPath, RunArguments, Start};
use crate::tree::TreeError;

#[cfg(test)]
pub use assemble::plain as program;
pub(super) use candidate::Rank;
pub use django::settings_module;
pub use evidence::Evidence;
#[cfg(test)]
pub(crate) use evidence::of_files;
pub use scope::Scope;
use scripts::ConsoleScript;
use shown::{Shower, Shown};
pub(super) use survey::Survey;

/// A start with what a person should know about it.
struct Found {
    finding: Finding<Start>,
    notes: Vec<Note>,
    /// Nothing ranks it above the next one of its kind.
    is_tied: bool,
}

/// Finds out how the project is started.
pub fn detect(evidence: Evidence<'_>) -> Result<Detection<Start>, TreeError> {
    detect_in(&Survey::new(evidence))
}

/// As [`detect`], from what was read already.
pub(super) fn detect_in(survey: &Survey<'_>) -> Result<Detection<Start>, TreeError> {
    let evidence = survey.evidence;
    let mut detection = Detection::nothing();
    if let Some(note) = not_started::find(survey, NotStartedWhen::Always) {
        detection.notes.push(note);
        return Ok(detection);
    }
    let given::Found { first: given, behind: for_development, refused, is_unclear } = given::find(survey);
    let is_given = !given.is_empty();
    let mut found = written(given);
    let commands = scripts::commands(survey);
    let is_declared = |command: &ConsoleScript| command.finding.value.confidence == Confidence::Declared;
    let packages = scripts::packages(survey);
    let has_package = packages.iter().any(|(found, _)| found.value.confidence == Confidence::Strong);
    let has_command = commands.iter().any(is_declared) || has_package;
    // What the project's own files start goes before what its code only defines.
    let (shown, commands): (Vec<_>, Vec<_>) = commands.into_iter().partition(|command| command.shown && is_declared(command));
    found.extend(console_scripts(shown));
    let mut applications = applications(survey, has_command, &mut detection.notes);
    put_named_by_variable_first(survey, &mut applications);
    put_named_first(&mut applications, &for_development);
    found.extend(applications);
    found.extend(plain(twisted::find(survey), false));
    let mut for_development = written(for_development);
    for start in for_development.iter_mut().filter(|_| is_unclear) {
        start.finding.value.confidence = Confidence::Weak(Doubt::OneOfSeveral);
    }
    found.extend(for_development);
    found.extend(console_scripts(commands));
    found.extend(plain(packages, false));
    let is_weak = |found: &Found| found.finding.value.confidence.doubt().is_some();
    let is_unserved = |found: &Found| is_weak(found) || found.finding.value.adds_server.is_some();
    if found.iter().all(is_unserved)
        && let Some(note) = not_started::find(survey, NotStartedWhen::NoServer)
    {
        detection.notes.push(note);
        return Ok(detection);
    }
    if found.iter().all(is_weak)
        && let Some((finding, notes)) = documented::find(survey)
    {
        found.insert(0, Found { finding, notes, is_tied: false });
    }
    if found.iter().all(is_weak) {
        if let Some(note) = not_started::find(survey, NotStartedWhen::NoApplication) {
            detection.notes.push(note);
            return Ok(detection);
        }
        if !evidence.is_known_itself() {
            let (files, tied) = scripts::files(survey, !refused.is_empty());
            found.extend(plain(files, tied));
        }
    }
    for start in found.iter_mut().map(|found| &mut found.finding.value) {
        if start.confidence == Confidence::Strong && start.file.as_ref().is_some_and(|file| evidence.is_one_of_many(file)) {
            start.confidence = Confidence::Weak(Doubt::OneOfMany);
        }
    }
    // Of applications that nothing ranks, none is the program where an installation makes a command.
    let is_command = |found: &Found| found.finding.value.confidence == Confidence::Declared;
    if found.first().is_some_and(|first| first.is_tied && !is_weak(first)) && found.iter().any(is_command) {
        found.sort_by_key(|found| !is_command(found));
    }
    rivals::settle(survey, &mut found);
    rivals::doubt_unserved(survey, &mut found);
    rivals::doubt_beside_django(survey, &mut found);
    put_command_first(&mut found);
    for start in found.iter_mut().map(|found| &mut found.finding.value).filter(|start| start.confidence != Confidence::Declared) {
        subcommand_shown::complete(survey, start);
    }
    // What only may be the program comes behind everything else.
    found.sort_by_key(|found| found.finding.value.confidence.doubt().is_some());
    // A command that opens a window at once is no program of a container, unless a person wrote it for one.
    if let Some(first) = found.first().filter(|first| !is_given && first.finding.value.port.is_none())
        && let Some(note) = not_started::loaded(survey, &first.finding.value)
    {
        detection.notes.push(note);
        return Ok(detection);
    }
    let mut found = found.into_iter();
    if let Some(Found { mut finding, notes, is_tied }) = found.next() {
        listen_beside(survey, &mut finding.value);
        detection.chosen = Some(finding);
        detection.notes.extend(notes);
        detection.tied = is_tied;
    } else if detection.notes.is_empty() {
        let what_it_is = not_started::find(survey, NotStartedWhen::Nothing).or_else(|| not_started::library(survey));
        detection.notes.push(what_it_is.unwrap_or_else(|| nothing_found(survey)));
        detection.notes.extend(examples(survey));
    }
    detection.notes.extend(refused);
    detection.others = found.map(|found| found.finding).collect();
    Ok(detection)
}

/// The start of what a person named with `--entrypoint`, and, where they named it, with `--framework`. Without a start,
/// the notes say why.
pub fn from_entrypoint(
    evidence: Evidence<'_>,
    entrypoint: &Entrypoint,
    framework: Option<&Framework>,
) -> (Option<Start>, Vec<Note>) {
    let survey = Survey::new(evidence);
    let row = framework.and_then(|name| evidence.frameworks.get(name.as_str()));
    let assembled = survey.by_entrypoint(entrypoint, row);
    (assembled.start, assembled.notes)
}

/// The start that a command of a person amounts to, as `--cmd` gives it. The words stay as they are.
pub fn from_command(evidence: Evidence<'_>, command: &Command) -> Start {
    Start { confidence: Confidence::Declared, ..Survey::new(evidence).by_command(command, None) }
}

/// The application objects, best first. One that nothing can run is passed over; where it comes before all others, with a
/// note.
fn applications(survey: &Survey<'_>, has_command: bool, passed_over: &mut Vec<Note>) -> Vec<Found> {
    let mut assembled: Vec<_> = survey.candidates.iter().map(|candidate| (candidate, survey.assemble(candidate))).collect();
    // A server for production decides between what is otherwise alike: Django's `wsgi.py` and `asgi.py`.
    assembled.sort_by_key(|(candidate, assembled)| (candidate.rank.class(), assembled.start.is_none(), assembled.development));
    let mut found: Vec<Found> = Vec::new();
    let mut first = None;
    for (candidate, assembled) in assembled {
        let Some(mut start) = assembled.start else {
            if found.is_empty() {
                passed_over.extend(assembled.notes);
            }
            continue;
        };
        start.confidence = confidence::of_application(&candidate.rank);
        // The command that every installation of the project has comes before what an extra adds to it.
        if has_command && start.confidence == Confidence::Strong && survey.evidence.is_optional_framework(candidate.row) {
            start.confidence = Confidence::Weak(Doubt::OptionalFramework);
        }
        // A library that is tried out with a framework is no application of it.
        if start.confidence == Confidence::Strong
            && survey.evidence.is_packaged()
            && survey.evidence.is_framework_of_development(candidate.row)
        {
            start.confidence = Confidence::Weak(Doubt::DevelopmentFramework);
        }
        let mut notes = Vec::new();
        if found.is_empty() {
            let launcher = launcher::find(survey, candidate, &start).filter(|_| assembled.development);
            match launcher {
                Some((finding, notes)) => found.push(Found { finding, notes, is_tied: false }),
                None => notes = assembled.notes,
            }
            notes.extend(assemble::undeclared(survey.evidence, candidate.row, &candidate.at));
            first = Some(&candidate.rank);
        } else if let [only] = found.as_mut_slice() {
            only.is_tied = first == Some(&candidate.rank);
        }
        let finding = Finding { value: start, at: candidate.at.clone(), why: candidate.why.clone() };
        found.push(Found { finding, notes, is_tied: false });
    }
    put_shown_first(survey, &mut found);
    found
}

/// Gives a program the port of the application that it serves beside its other work.
fn listen_beside(survey: &Survey<'_>, start: &mut Start) {
    let Some(file) = start.file.clone().filter(|_| start.port.is_none() && !survey.beside.is_empty()) else { return };
    let reached = serving::modules(survey, &file);
    let served = survey.beside.iter().filter(|served| reached.contains(&served.file));
    let Some((served, (port, at))) = served.filter_map(|served| Some((served, served.listens.clone()?))).next() else { return };
    let row = survey.resolver.framework(&served.origin).map(|(row, _)| row);
    start.health = survey.health(&served.origin).or_else(|| row.and_then(FrameworkRow::health));
    (start.port, start.port_at) = (Some(port), Some(at));
}

/// A program that runs a file has the command that an installation makes for the same file, where there is one.
fn put_command_first(found: &mut [Found]) {
    let Some(first) = found.first().map(|first| &first.finding.value) else { return };
    let is_run = matches!(first.command.words(), [python, flag, ..] if python == "python" && flag == "-m");
    let Some(file) = first.file.clone().filter(|_| is_run && first.confidence == Confidence::Strong) else { return };
    let port = first.port;
    let is_same = |found: &Found| {
        let start = &found.finding.value;
        let is_command = matches!(start.command.words(), [only] if !only.starts_with("python"));
        let is_server = start.arguments == RunArguments::InsteadOfCommand;
        is_command
            && is_server
            && start.confidence == Confidence::Declared
            && start.file.as_ref() == Some(&file)
            && start.port == port
    };
    if let Some(place) = found.iter().position(is_same) {
        found[..=place].rotate_right(1);
    }
}

/// Of several applications, the only one that lines of the project's own files serve is the program.
fn put_shown_first(survey: &Survey<'_>, found: &mut [Found]) {
    if found.len() < 2 {
        return;
    }
    // A workflow serves what its tests need, and a sentence may speak of anything: they decide between what is alike only.
    let is_tied = found[0].is_tied;
    let counts = |line: &&Shown| is_tied || !matches!(line.by, Shower::Workflow | Shower::Sentence);
    let lines = survey.shown().iter().filter(counts);
    let words: Vec<&str> = lines.flat_map(|line| &line.words).map(|word| word.trim_end_matches("()")).collect();
    let is_shown = |found: &Found| {
        let Some(Entrypoint { module, attribute: Some(attribute), .. }) = &found.finding.value.entrypoint else { return false };
        let named = format!("{module}:{attribute}");
        words.contains(&named.as_str())
    };
    let mut shown = found.iter().enumerate().filter(|(_, found)| is_shown(found)).map(|(index, _)| index);
    if let (Some(only), None) = (shown.next(), shown.next()) {
        found[..=only].rotate_right(1);
        found[0].is_tied = false;
    }
}

/// The application that a line for development serves is the program, whatever serves it in production.
fn put_named_first(found: &mut [Found], for_development: &[given::Given]) {
    const OTHERS: &[&str] = &["debug", "dev", "development", "local", "test", "testing"];
    let served = |start: &Start| {
        let Entrypoint { module, attribute, .. } = start.entrypoint.as_ref()?;
        let name = format!("{module}:{}", attribute.as_ref()?);
        let is_other = name.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| OTHERS.contains(&word));
        (!is_other).then_some(name)
    };
    let Some(named) = for_development.iter().find_map(|(finding, _)| served(&finding.value)) else { return };
    if let Some(place) = found.iter().position(|found| served(&found.finding.value).as_ref() == Some(&named)) {
        found[..=place].rotate_right(1);
        found[0].is_tied = false;
    }
}

/// The application that the framework's variable names is the program, unless a module for servers holds another one.
fn put_named_by_variable_first(survey: &Survey<'_>, found: &mut [Found]) {
    const FOR_SERVERS: &[&str] = &["asgi", "wsgi"];
    let [first, _, ..] = &*found else { return };
    let start = &first.finding.value;
    let stem = start.entrypoint.as_ref().and_then(|entrypoint| entrypoint.module.as_str().rsplit('.').next());
    if stem.is_some_and(|stem| FOR_SERVERS.contains(&stem)) {
        return;
    }
    let framework = start.framework.clone();
    let Some(named) = survey.resolver.frameworks.get(framework.as_str()).and_then(|row| variable::find(survey, row)) else {
        return;
    };
    let is_it = |found: &Found| {
        let start = &found.finding.value;
        start.framework == framework && start.confidence == Confidence::Strong && named.is(start)
    };
    if let Some(place) = found.iter().position(is_it) {
        found[..=place].rotate_right(1);
        found[0].is_tied = false;
    }
}

/// What a person wrote down is declared.
fn written(given: Vec<given::Given>) -> Vec<Found> {
    let declared = |(mut finding, notes): given::Given| {
        finding.value.confidence = Confidence::Declared;
        Found { finding, notes, is_tied: false }
    };
    given.into_iter().map(declared).collect()
}

fn console_scripts(commands: Vec<ConsoleScript>) -> impl Iterator<Item = Found> {
    commands.into_iter().map(|command| Found { finding: command.finding, notes: command.notes, is_tied: false })
}

fn plain(findings: Vec<given::Given>, tied: bool) -> Vec<Found> {
    let one = |(index, (finding, notes))| Found { finding, notes, is_tied: tied && index == 0 };
    findings.into_iter().enumerate().map(one).collect()
}

/// Folders of examples, each of which may be what a person wants to start.
fn examples(survey: &Survey<'_>) -> Option<Note> {
    const FOLDERS: &[&str] = &["demos", "example", "examples", "sample", "samples"];
    const NAMED: usize = 10;
    let files = survey.evidence.tree.walk().files.iter();
    let programs = files.filter(|file| file.extension() == Some("py") && file.depth() > 2 && FOLDERS.contains(&file.top()));
    let folder = |file: &RelPath| file.as_str().splitn(3, '/').take(2).collect::<Vec<_>>().join("/");
    let mut folders: Vec<String> = programs.map(folder).collect();
    folders.dedup();
    let first = folders.first()?.clone();
    let named: Vec<String> = folders.iter().take(NAMED).map(|folder| format!("`{folder}`")).collect();
    let more = if folders.len() > NAMED { format!(" and {} more", folders.len() - NAMED) } else { String::new() };
    let note = Note::info(format!("there are programs in {}{more}", named.join(", ")));
    Some(note.hint(format!("`pydock init {first}` sets one of them up")))
}

fn nothing_found(survey: &Survey<'_>) -> Note {
    let evidence = survey.evidence;
    let declared =
        evidence.frameworks.rows().iter().filter(|row| !row.distributions.is_empty() && evidence.declares_framework(row));
    let declared: Vec<String> = declared.map(|row| format!("`{}`", row.name)).collect();
    let declared = if declared.is_empty() { "no framework that pydock knows".to_owned() } else { declared.join(", ") };
    const NAMED: usize = 5;
    let files: Vec<String> = survey.scanned.iter().take(NAMED).map(|file| format!("`{}`", file.path)).collect();
    let more = |count: usize| if count > NAMED { format!(" and {} more Python files", count - NAMED) } else { String::new() };
    let looked_at = match survey.scanned.len() {
        0 => "there is no Python file, and no Procfile or compose file with a command".to_owned(),
        count => {
            let define = if count == 1 { "which only defines things" } else { "which only define things" };
            format!("looked at {}{}, {define}, and for a Procfile or compose file with a command", files.join(", "), more(count))
        }
    };
    let message = format!("found nothing to start: {looked_at}; the project declares {declared}");
    let is_frontend = evidence.tree.is_file(&RelPath::named("package.json"));
    Note::warning(message).hint(match survey.scanned.is_empty() {
        true if is_frontend => "for a frontend use `--preset node-spa`; for a program pass `--cmd`",
        true => "run pydock in the folder of the Python project, or pass `--cmd 'python main.py'`",
        false => "pass `--entrypoint module:object` or `--cmd 'python main.py'`",
    })
}
