//! Programs beside an application of the web: a bot whose state a page shows, a job that an API is a part of. What starts both is the
//! program, and what the project's own files run goes before an application that no line of them serves. Where these run both, or
//! neither, a person says which one is meant. The same holds for pages that nothing serves, in a project whose command has its name.

use super::Found;
use super::address::Address;
use super::candidate::Candidate;
use super::files::{is_for_development, is_helper};
use super::runs::{Run, Runner};
use super::shown::{Shower, Shown};
use super::survey::Survey;
use super::{lasting, scripts, serving};
use crate::knowledge::{Kind, listener};
use crate::model::{Confidence, Doubt, RelPath, Start};
use crate::python::{ImportPath, Place};

/// One program beside the application.
struct Rival {
    file: RelPath,
    /// A line of the project's own files runs it.
    is_shown: bool,
    /// It imports the application, and works besides.
    is_whole: bool,
    /// It talks to a chat service.
    is_bot: bool,
}

/// Puts the program before the application, or doubts both.
pub fn settle(survey: &Survey<'_>, found: &mut Vec<Found>) {
    let Some(first) = found.first().filter(|first| first.finding.value.confidence == Confidence::Strong) else { return };
    let is_it = |candidate: &&Candidate<'_>| candidate.at == first.finding.at && candidate.row.kind < Kind::Worker;
    // A program such as `manage.py` says what the application is.
    let is_managed =
        |candidate: &Candidate<'_>| candidate.row.own.iter().flat_map(|own| &own.words).any(|word| word.contains("{manage}"));
    let Some(application) = survey.candidates.iter().find(is_it).filter(|candidate| !is_managed(candidate)) else { return };
    let lines: Vec<&Shown> = survey.shown().iter().filter(|line| line.by != Shower::Workflow).collect();
    let (rivals, launches) = rivals(survey, application, &lines);
    if rivals.is_empty() {
        return;
    }
    let is_served = launches || lines.iter().any(|line| serves(survey, application, line));
    let whole = rivals.iter().find(|rival| rival.is_whole && (rival.is_bot || rival.is_shown));
    let mut shown = rivals.iter().filter(|rival| rival.is_shown);
    let only = shown.next().filter(|_| !is_served && shown.next().is_none());
    let is_open =
        rivals.iter().any(|rival| if is_served { rival.is_shown && rival.is_bot } else { rival.is_shown || rival.is_bot });
    match whole.or(only) {
        Some(program) => put(survey, found, &program.file, Confidence::Strong),
        None if is_open => {
            let doubt = Confidence::Weak(Doubt::OneOfSeveral);
            for other in found.iter_mut().filter(|other| other.finding.value.confidence == Confidence::Strong) {
                other.finding.value.confidence = doubt;
            }
            rivals.iter().rev().for_each(|rival| put(survey, found, &rival.file, doubt));
        }
        None => {}
    }
}

/// Doubts the programs of a Django project of which no application was found: its scripts do chores for the website.
pub fn doubt_beside_django(survey: &Survey<'_>, found: &mut [Found]) {
    let is_of_django = |found: &Found| found.finding.value.framework.as_str() == "django";
    let is_declared = || survey.resolver.frameworks.get("django").is_some_and(|row| survey.evidence.declares_framework(row));
    if found.iter().any(is_of_django) || !survey.scanned.iter().any(scripts::manages) || !is_declared() {
        return;
    }
    for start in found.iter_mut().map(|found| &mut found.finding.value) {
        let is_script = matches!(start.framework.as_str(), "cli" | "script");
        if is_script && start.confidence == Confidence::Strong {
            start.confidence = Confidence::Weak(Doubt::OneOfSeveral);
        }
    }
}

/// Doubts an application for which pydock would add the server, where an installation makes a command with the project's name and
/// neither that command nor a line of the project's files serves it: the pages are a part of what the command does.
pub fn doubt_unserved(survey: &Survey<'_>, found: &mut [Found]) {
    let is_unserved = |found: &&Found| {
        let start = &found.finding.value;
        start.confidence == Confidence::Strong && start.adds_server.is_some()
    };
    let Some(first) = found.first().filter(is_unserved) else { return };
    let is_it = |candidate: &&Candidate<'_>| candidate.at == first.finding.at;
    let Some(application) = survey.candidates.iter().find(is_it) else { return };
    let is_command = |found: &&Found| {
        let start = &found.finding.value;
        start.confidence == Confidence::Declared && start.file.is_some() && start.command.program() != "python"
    };
    let mut commands = found.iter().filter(is_command).map(|found| &found.finding.value).peekable();
    let is_of_application = |start: &Start| {
        let file = start.file.as_ref();
        start.framework == first.finding.value.framework
            || file == Some(&application.file)
            || file.is_some_and(|file| is_handed_on(survey, file))
    };
    if commands.peek().is_none() || commands.any(is_of_application) {
        return;
    }
    let mut lines = survey.shown().iter().filter(|line| line.by != Shower::Workflow);
    if lines.any(|line| serves(survey, application, line)) {
        return;
    }
    let file = application.file.clone();
    let is_either = |found: &Found| is_command(&found) || found.finding.value.file.as_ref() == Some(&file);
    let either: Vec<bool> = found.iter().map(is_either).collect();
    for (other, _) in found.iter_mut().zip(either).filter(|(_, either)| *either) {
        other.finding.value.confidence = Confidence::Weak(Doubt::OneOfSeveral);
    }
}

/// Whether the command is the framework's own with the application handed on. Ex) `FlaskGroup(create_app=create_app)`
fn is_handed_on(survey: &Survey<'_>, file: &RelPath) -> bool {
    let is_group = |import: &ImportPath| import.level == 0 && import.path.starts_with("flask.cli");
    survey.scanned.iter().any(|scanned| scanned.path == *file && scanned.imports.iter().any(is_group))
}

/// Puts the program that runs the file first.
fn put(survey: &Survey<'_>, found: &mut Vec<Found>, file: &RelPath, confidence: Confidence) {
    let is_it = |start: &Start| start.file.as_ref() == Some(file) && start.command.program() == "python";
    found.retain(|found| !is_it(&found.finding.value));
    let programs = scripts::packages(survey).into_iter().chain(scripts::files(survey, false).0);
    if let Some((mut finding, notes)) = programs.into_iter().find(|(finding, _)| is_it(&finding.value)) {
        finding.value.confidence = confidence;
        found.insert(0, Found { finding, notes, is_tied: false });
    }
}

/// The programs that lines run, and the bots. The flag says that one of the lines only starts the application.
fn rivals(survey: &Survey<'_>, application: &Candidate<'_>, lines: &[&Shown]) -> (Vec<Rival>, bool) {
    let shown = lines.iter().filter_map(|line| line.file(survey));
    let bots = survey.runs.iter().filter(|run| run.by_script && is_bot(run)).map(|run| run.file.clone());
    let (mut found, mut launches): (Vec<Rival>, bool) = (Vec::new(), false);
    for (file, is_shown) in shown.map(|file| (file, true)).chain(bots.map(|file| (file, false))) {
        let is_meant = !is_helper(&file) && !is_for_development(&file) && survey.effect(&file).is_some();
        if file == application.file || !is_meant || found.iter().any(|rival| rival.file == file) {
            continue;
        }
        let reached = serving::modules(survey, &file);
        let runs_bot = |run: &Run<'_>| is_bot(run) && reached.contains(&run.file) && run.file != application.file;
        let is_bot = survey.runs.iter().any(runs_bot) || imports_bot(survey, &file);
        let is_whole = reached.contains(&application.file);
        if is_whole && !is_bot && !calls_server(survey, application, &file) {
            launches |= is_shown;
            continue;
        }
        let is_part = || serving::modules(survey, &application.file).contains(&file);
        if (is_bot || is_whole || scripts::is_named(survey, &file) || lasts(survey, &file)) && !is_part() {
            found.push(Rival { file, is_shown, is_whole, is_bot });
        }
    }
    (found, launches)
}

fn is_bot(run: &Run<'_>) -> bool {
    let of_runner = match run.runner {
        Runner::Framework(row) => Some(row),
        Runner::Server(_) => None,
    };
    run.framework.or(of_runner).is_some_and(|row| row.kind == Kind::Bot)
}

fn imports_bot(survey: &Survey<'_>, file: &RelPath) -> bool {
    let rows = || survey.resolver.frameworks.rows().iter().filter(|row| row.kind == Kind::Bot);
    let is_bot = |import: &ImportPath| {
        let top = import.path.split('.').next().unwrap_or_default();
        import.level == 0 && rows().any(|row| row.imports.iter().any(|known| known == top))
    };
    survey.scanned.iter().any(|scanned| scanned.path == *file && scanned.imports.iter().any(is_bot))
}

/// Whether the file runs the application by functions of other files that call a server for production: it may do more than this.
fn calls_server(survey: &Survey<'_>, application: &Candidate<'_>, file: &RelPath) -> bool {
    let reached = serving::modules(survey, file);
    let of_application = |run: &&Run<'_>| run.origin.as_ref().is_some_and(|origin| origin.is_same(&application.origin));
    let mut runs = survey.runs.iter().filter(of_application).filter(|run| reached.contains(&run.file)).peekable();
    let is_for_production = |run: &Run<'_>| {
        let calls = matches!(run.runner, Runner::Server(server) if survey.evidence.has_server(server));
        calls && !run.debug && run.file != *file && run.address != Address::Loopback
    };
    runs.peek().is_some() && runs.all(is_for_production)
}

/// Whether the function that running the file calls lasts as long as the program.
fn lasts(survey: &Survey<'_>, file: &RelPath) -> bool {
    let place = Place { file: file.clone(), class: None, function: "main".to_owned() };
    lasting::lasts(survey, place).is_some()
}

/// Whether the line serves the application, however it does so.
fn serves(survey: &Survey<'_>, application: &Candidate<'_>, line: &Shown) -> bool {
    let stem = application.file.file_name().trim_end_matches(".py");
    let object = application.object.as_ref().map(|object| format!("{stem}:{object}"));
    let is_object = |word: &str| object.as_ref().is_some_and(|object| word == object || word.ends_with(&format!(".{object}")));
    let is_file = |word: &str| {
        let word = word.trim_start_matches("./");
        word.ends_with(".py") && (application.file.as_str() == word || application.file.as_str().ends_with(&format!("/{word}")))
    };
    let names_it = line.words.iter().any(|word| is_object(word.trim_end_matches("()")) || is_file(word));
    let program = match line.words.as_slice() {
        [python, flag, module, ..] if python == "python" && flag == "-m" => module,
        [program, ..] => program,
        [] => return false,
    };
    let is_command = || {
        let row = listener(program).and_then(|row| row.framework.as_deref());
        row == Some(application.row.name.as_str()) && !line.words.iter().any(|word| word.ends_with(".py"))
    };
    let runs_it = || {
        let file = line.file(survey);
        file.is_some_and(|file| {
            let mut runs = survey.runs.iter().filter(|run| run.file == file);
            runs.any(|run| run.origin.as_ref().is_some_and(|origin| origin.is_same(&application.origin)))
        })
    };
    names_it || is_command() || runs_it()
}
