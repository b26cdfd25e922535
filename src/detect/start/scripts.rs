//! Programs that are no application of a framework: commands that an installation makes, packages and plain files.

use std::collections::BTreeSet;

use super::address::Address;
use super::arguments::file_needs_arguments;
use super::assemble::{plain, python_command, tool};
use super::candidate::Candidate;
use super::confidence::{self, FileEvidence};
use super::files::{Scanned, is_chore, is_copied_in, is_example, is_helper};
use super::given::Given;
use super::runs::Run;
use super::shown::{Shower, Shown};
use super::survey::Survey;
use super::{data_folder, options, ports, serving};
use crate::knowledge::Kind;
use crate::manifest::ScriptEntry;
use crate::model::{Command, Entrypoint, Finding, Location, Note, RelPath, Start};

/// Modules that a program reads its arguments with.
const ARGUMENT_PARSERS: &[&str] = &["argparse", "click", "docopt", "fire", "typer"];

/// Files that are the program rather than a part of it, the likeliest first.
const PROGRAMS: &[&str] = &["main.py", "app.py", "run.py", "bot.py", "start.py", "server.py", "cli.py", "index.py"];

/// A command that an installation makes.
pub struct ConsoleScript {
    pub finding: Finding<Start>,
    pub notes: Vec<Note>,
    /// A line of the project's own files starts its sub-command that serves.
    pub shown: bool,
}

/// The commands of `[project.scripts]` and `console_scripts`, the one that is called like the project first.
pub fn commands(survey: &Survey<'_>) -> Vec<ConsoleScript> {
    let evidence = survey.evidence;
    if !evidence.is_packaged() {
        return Vec::new();
    }
    let setup = evidence.manifests.setup.as_ref().filter(|_| evidence.folder().is_root());
    let name = evidence.pyproject().and_then(|pyproject| pyproject.name.as_ref()).or(setup.and_then(|setup| setup.name.as_ref()));
    let entries = evidence
        .pyproject()
        .into_iter()
        .flat_map(|pyproject| &pyproject.scripts)
        .chain(setup.into_iter().flat_map(|setup| &setup.scripts));
    let mut entries: Vec<&ScriptEntry> = entries.collect();
    // pyproject.toml and setup.py may declare the same command.
    let mut names = BTreeSet::new();
    entries.retain(|entry| names.insert(entry.name.as_str()));
    // A framework's repository may have a command that is a tool of it.
    let is_only = entries.len() == 1 && !evidence.is_known_itself();
    let is_namesake = |entry: &ScriptEntry| {
        name.is_some_and(|(name, _)| entry.name.replace(['_', '.'], "-").eq_ignore_ascii_case(name.as_ref()))
    };
    // What `python -m project` runs is the project's command, whatever it is called.
    let is_module = |entry: &ScriptEntry| {
        name.is_some_and(|(name, _)| entry.target.starts_with(&format!("{}.__main__:", name.as_ref().replace('-', "_"))))
    };
    // The command that has the name of the package it is in: `elastic = "elastic.main:run"` of a project `elastic2`.
    let has_name_of_package = |entry: &ScriptEntry| {
        let package = entry.target.split(['.', ':']).next().unwrap_or_default().trim();
        package.replace('_', "-").eq_ignore_ascii_case(&entry.name.replace('_', "-"))
    };
    let of_package: Vec<&str> =
        entries.iter().filter(|entry| has_name_of_package(entry)).map(|entry| entry.name.as_str()).collect();
    let is_of_package = |entry: &ScriptEntry| matches!(of_package.as_slice(), [only] if *only == entry.name);
    entries.sort_by_key(|entry| (!is_module(entry), !is_namesake(entry), !is_of_package(entry)));
    let one = |entry: &ScriptEntry| {
        let mut found = command(survey, entry)?;
        let is_named = is_namesake(entry) || is_module(entry) || is_of_package(entry) || found.shown;
        found.finding.value.confidence = confidence::of_command(is_only, is_named);
        Some(found)
    };
    entries.into_iter().filter_map(one).collect()
}

/// Whether the project has the package of the entry point and no file of any kind for its module: the command then ends with an
/// error of the import.
fn is_absent(survey: &Survey<'_>, target: &Entrypoint) -> bool {
    let module = target.module.as_str().replace('.', "/");
    let package = module.split('/').next().unwrap_or_default();
    let folder = survey.evidence.folder();
    let mut roots = vec![folder.clone()];
    roots.extend(folder.join("src"));
    roots.extend(survey.evidence.package_roots());
    let files = &survey.evidence.tree.walk().files;
    // A package that no path and no dependency has the name of comes from nowhere, unless the build makes it.
    let is_named = |file: &RelPath| file.as_str().split('/').any(|part| part.split('.').next() == Some(package));
    let is_built = || {
        survey
            .evidence
            .pyproject()
            .and_then(|file| file.build_system.as_ref())
            .is_some_and(|system| ["maturin", "meson", "scikit"].iter().any(|backend| system.backend.contains(backend)))
    };
    let is_installed = || package.parse().is_ok_and(|name| survey.evidence.installs(&name));
    if !files.iter().any(is_named) {
        return !is_built() && !is_installed() && survey.evidence.package_roots().is_empty();
    }
    let is_there = |name: &str, root: &RelPath| {
        let path = if root.is_root() { name.to_owned() } else { format!("{root}/{name}") };
        files.iter().any(|file| file.as_str().strip_prefix(&path).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    roots.iter().any(|root| is_there(package, root)) && !roots.iter().any(|root| is_there(&module, root))
}

fn command(survey: &Survey<'_>, entry: &ScriptEntry) -> Option<ConsoleScript> {
    let command = Command::of(&[&entry.name]).ok()?;
    let (target, file) = survey.target_of(entry);
    // A program that is a file of the project, as `setup(scripts=[…])` names it.
    let file = file.or_else(|| RelPath::parse(&entry.target).ok().filter(|file| survey.evidence.tree.is_file(file)));
    if file.is_none() && target.as_ref().is_some_and(|target| is_absent(survey, target)) {
        return None;
    }
    let function = target.as_ref().and_then(|target| target.attribute.as_ref());
    let run = survey
        .runs
        .iter()
        .find(|run| Some(&run.file) == file.as_ref() && run.function.as_deref() == function.map(crate::model::Attribute::as_str));
    let (mut shown, mut notes) = (false, Vec::new());
    let mut start = match run {
        Some(run) => {
            let mut start = run.start(command);
            notes = file.iter().flat_map(|file| settled(survey, &mut start, file, Some(run))).collect();
            start
        }
        None => match serving::find(survey, entry, file.as_ref(), target.as_ref()) {
            Some(found) => {
                // A server of development is less than the application that it serves.
                shown = found.shown.is_some() && !found.run.is_some_and(Run::framework_is_for_development);
                notes = found.notes;
                let command = Command::new(found.words).ok()?;
                let start = match found.run {
                    Some(run) => run.start(command),
                    None => plain("script", None, command),
                };
                let (port, port_at) = found.port.map_or((start.port, None), |stated| (Some(stated.port), Some(stated.at)));
                Start { port, port_at, ..start }
            }
            None => {
                let is_ready = serving::runs_alone(survey, entry, file.as_ref(), target.as_ref());
                tool(file.clone(), command, Command::of(&["--help"]).ok().filter(|_| !is_ready))
            }
        },
    };
    start.file = file;
    start.entrypoint = target;
    let finding = Finding { value: start, at: entry.at.clone(), why: format!("{} = \"{}\"", entry.name, entry.target) };
    Some(ConsoleScript { finding, notes, shown })
}

/// The server that running the file starts: by a call in it, or by the only such call in what it imports.
fn run_behind<'s, 'a>(survey: &'s Survey<'a>, file: &Scanned) -> Option<&'s Run<'a>> {
    let own = survey.runs.iter().find(|run| run.file == file.path && (run.by_script || file.path.file_name() == "__main__.py"));
    // A command-line tool may import a server that only one of its commands starts.
    let is_tool = file.imports.iter().any(|import| matches!(import.path.split('.').next(), Some("click" | "typer" | "fire")));
    own.or_else(|| {
        let imported = survey.imported_by(file);
        let mut behind = survey.runs.iter().filter(|run| run.function.is_some() && imported.contains(&run.file) && !is_tool);
        behind.next().filter(|_| behind.next().is_none())
    })
}

/// The file parses what stands behind its command.
fn reads_arguments(file: &Scanned) -> bool {
    file.imports.iter().any(|import| ARGUMENT_PARSERS.contains(&import.path.split('.').next().unwrap_or_default()))
}

/// `package/__main__.py`, which `python -m package` runs.
pub fn packages(survey: &Survey<'_>) -> Vec<Given> {
    let (evidence, roots) = (survey.evidence, survey.roots());
    let name = survey.name().map(|name| name.replace('-', "_"));
    let mut files: Vec<&Scanned> = survey
        .scanned
        .iter()
        .filter(|file| file.path.file_name() == "__main__.py" && !is_helper(&file.path) && !is_copied_in(&file.path))
        .filter(|file| !is_example(&file.path) || !evidence.is_packaged())
        .filter(|file| !file.path.parent().is_root() && survey.effect(&file.path).is_some())
        .collect();
    let is_named = |file: &Scanned| Some(file.path.parent().file_name()) == name.as_deref();
    files.sort_by_key(|file| (!is_named(file), file.path.depth()));
    let is_only = files.len() == 1;
    let found = files.into_iter().filter_map(|file| {
        let importable = roots.of(&file.path);
        let module = importable.module?;
        let package = module.as_str().strip_suffix(".__main__")?;
        let command = Command::of(&["python", "-m", package]).ok()?;
        let run = run_behind(survey, file);
        let mut start = match run {
            Some(run) => run.start(command),
            None if file_needs_arguments(survey, &file.path) => tool(None, command, Command::of(&["--help"]).ok()),
            // Without arguments it may do its work, so none are made up.
            None if reads_arguments(file) => tool(None, command, None),
            None => plain("script", None, command),
        };
        start.file = Some(file.path.clone());
        start.working_dir = Some(importable.root).filter(|root| !root.is_root() && !evidence.installs_from(root));
        // A package inside others is a part, whose `__main__` may only try it out.
        start.confidence = confidence::of_package(is_only && !package.contains('.'), is_named(file));
        let mut notes = settled(survey, &mut start, &file.path, run);
        notes.extend(data_folder::apart(survey, &mut start, &file.path));
        let finding =
            Finding { value: start, at: Location::file(file.path.clone()), why: format!("`python -m {package}` runs it") };
        Some((finding, notes))
    });
    found.collect()
}

/// The Python files that the project's own files run, of those that the strongest evidence names. Ex) `python books.py --all`
fn shown_files(survey: &Survey<'_>) -> BTreeSet<RelPath> {
    // Workflows run what tests the project as well.
    let lines = survey.shown().iter().filter(|line| line.by != Shower::Workflow);
    let found: Vec<_> = lines.filter_map(|line| Some((line.by, line.file(survey)?))).collect();
    let strongest = found.iter().map(|(by, _)| *by).min();
    found.into_iter().filter(|(by, _)| Some(*by) == strongest).map(|(_, file)| file).collect()
}

/// Gives the start of a program that serves what its options say about where it listens.
fn settled(survey: &Survey<'_>, start: &mut Start, file: &RelPath, run: Option<&Run<'_>>) -> Vec<Note> {
    let is_open = run.is_some_and(|run| !run.listens || run.address == Address::Everywhere);
    if start.port.is_none() || is_open {
        return Vec::new();
    }
    options::settle(survey, start, &serving::modules(survey, file)).into_iter().collect()
}

/// A script such as Django's `manage.py`, which only runs the commands that it is given.
pub fn manages(file: &Scanned) -> bool {
    file.imports.iter().any(|import| import.level == 0 && import.path.starts_with("django.core.management"))
}

/// Whether the file at the root has the name of the project, or of a package beside it. Ex) `tides.py` beside the package `tides`
fn is_namesake(survey: &Survey<'_>, file: &RelPath) -> bool {
    let stem = file.file_name().trim_end_matches(".py").to_ascii_lowercase().replace('_', "-");
    let is_package = |other: &Scanned| other.path.depth() > 1 && other.path.top() == stem && !is_copied_in(&other.path);
    file.depth() == 1 && (survey.name().as_deref() == Some(stem.as_str()) || survey.scanned.iter().any(is_package))
}

/// Whether the project's own files run it with one sub-command and then with another: a tool, of which none is the program.
fn is_tool(survey: &Survey<'_>, file: &RelPath) -> bool {
    let argument = |line: &Shown| {
        let place = line.words.iter().position(|word| word.ends_with(file.file_name()))?;
        line.words.get(place + 1).filter(|word| !word.starts_with('-')).cloned()
    };
    let lines = survey.shown().iter().filter(|line| line.file(survey).as_ref() == Some(file));
    lines.filter_map(argument).collect::<BTreeSet<_>>().len() > 1
}

/// Whether the file's name says that it is a program of the project rather than a part of one. Ex) `main.py` at the root,
/// `tides/__main__.py`
pub fn is_named(survey: &Survey<'_>, file: &RelPath) -> bool {
    match file.file_name() {
        "__main__.py" => file.depth() == 2 || (file.depth() == 3 && file.top() == "src"),
        name => (file.depth() == 1 && PROGRAMS.contains(&name)) || is_namesake(survey, file),
    }
}

/// Plain files that do something when they are run: those with a `__main__` guard, and those at the root. The
/// flag says that nothing ranks the first above the second. Where the project `declares_another` start, which cannot be
/// adopted, a file in a folder is not the program only because no other one is.
pub fn files(survey: &Survey<'_>, declares_another: bool) -> (Vec<Given>, bool) {
    /// More are of no help to a person who is asked which one to start.
    const MOST: usize = 20;
    let (scanned, roots, runs) = (&survey.scanned, survey.roots(), &survey.runs);
    let project = survey.name();
    let place = |file: &Scanned| PROGRAMS.iter().position(|name| *name == file.path.file_name());
    let is_namesake = |file: &Scanned| is_namesake(survey, &file.path);
    let runs_server = |file: &Scanned| runs.iter().any(|run| run.file == file.path && run.by_script);
    let shown = shown_files(survey);
    let is_shown = |file: &Scanned| shown.len() == 1 && shown.contains(&file.path) && !is_tool(survey, &file.path);
    // What the framework lacks, running the file lacks as well.
    let cannot_start = |file: &Scanned| {
        let lacking = |candidate: &Candidate<'_>| candidate.file == file.path && survey.evidence.lacks_what_starts(candidate.row);
        // A page that its framework runs only makes calls of the framework.
        let is_page = |candidate: &Candidate<'_>| {
            candidate.file == file.path
                && candidate.object.is_none()
                && candidate.row.own.is_some()
                && candidate.row.script.is_none()
        };
        survey.candidates.iter().any(|candidate| lacking(candidate) || is_page(candidate))
    };
    let mut programs: Vec<&Scanned> = scanned
        .iter()
        .filter(|file| !matches!(file.path.file_name(), "__init__.py" | "__main__.py" | "manage.py") || runs_server(file))
        .filter(|file| !cannot_start(file))
        .filter(|file| file.guarded || file.path.depth() == 1 || runs_server(file) || is_shown(file))
        .filter(|file| !is_copied_in(&file.path) && !manages(file))
        .collect();
    let key = |file: &Scanned| {
        let rank = if is_namesake(file) { 0 } else { 1 + place(file).unwrap_or(PROGRAMS.len()) };
        (is_helper(&file.path), !is_shown(file), !runs_server(file), file.path.depth() > 2, rank, file.path.depth())
    };
    programs.sort_by_key(|file| (key(file), file.path.clone()));
    let programs: Vec<&Scanned> =
        programs.into_iter().filter(|file| runs_server(file) || survey.effect(&file.path).is_some()).take(MOST).collect();
    let tied = matches!(programs.as_slice(), [first, second, ..] if key(first) == key(second));
    let is_only_program = programs.len() == 1;
    // Documents that run several of them name none as the program: a name that a folder has as well says too little then.
    let is_one_of_shown = |file: &Scanned| {
        shown.len() > 1
            && shown.contains(&file.path)
            && place(file).is_none()
            && project.as_deref() != Some(file.path.file_name().trim_end_matches(".py"))
    };
    // Beside notebooks, a lone script prepares them.
    let is_notebook = |file: &RelPath| file.depth() == 1 && file.extension() == Some("ipynb");
    let is_beside_notebooks = survey.evidence.tree.walk().files.iter().any(is_notebook);
    // Beside other projects, a lone script is a tool of the repository.
    let is_among_projects = !survey.evidence.has_manifest() && !survey.evidence.manifests.apart.is_empty();
    let found = programs.into_iter().filter_map(|file| {
        let importable = roots.of(&file.path);
        let command = python_command(&file.path, &importable)?;
        let as_module = command.words().get(1).is_some_and(|word| word == "-m");
        let run = run_behind(survey, file);
        let mut start = match run {
            Some(run) => run.start(command),
            // Without what it asks for, it ends with an error: it is given its arguments when the container is run.
            None if file_needs_arguments(survey, &file.path) => tool(None, command, Command::of(&["--help"]).ok()),
            None => plain("script", None, command),
        };
        // A program whose parts serve listens where the settings say.
        let serves = || {
            survey.candidates.iter().any(|candidate| candidate.row.kind < Kind::Worker)
                || options::ask_for_port(survey, &serving::modules(survey, &file.path))
        };
        if let Some(stated) = (run.is_none() && serves()).then(|| ports::of_settings(survey)).flatten() {
            (start.port, start.port_at) = (Some(stated.port), Some(stated.at));
        }
        let opened = if start.port.is_none() { options::of_server(survey, &mut start, &file.path) } else { None };
        start.file = Some(file.path.clone());
        start.working_dir = Some(importable.root).filter(|root| as_module && !root.is_root());
        start.confidence = confidence::of_file(&FileEvidence {
            // So is one without an ending, whatever shows it.
            is_helper: is_helper(&file.path) || (is_among_projects && file.path.extension().is_none()),
            runs_server: runs_server(file),
            is_named: (is_namesake(file) && !is_one_of_shown(file))
                || (is_shown(file) && !(declares_another && is_chore(&file.path)))
                || (file.path.depth() == 1 && place(file).is_some()),
            is_only: is_only_program
                && !(declares_another && file.path.depth() > 1)
                && file.path.depth() <= 2
                && file.path.extension().is_some()
                && !is_among_projects
                && !is_beside_notebooks,
        });
        let why = match run {
            Some(run) => run.why.clone(),
            None if file.guarded => "if __name__ == \"__main__\":".to_owned(),
            None => "a script at the root of the project".to_owned(),
        };
        let at = run.map_or_else(|| Location::file(file.path.clone()), |run| run.at.clone());
        let mut notes = settled(survey, &mut start, &file.path, run);
        notes.extend(opened);
        notes.extend(data_folder::apart(survey, &mut start, &file.path));
        Some((Finding { value: start, at, why }, notes))
    });
    (found.collect(), tied)
}
