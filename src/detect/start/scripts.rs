//! Programs that are no application of a framework: commands that an installation makes, packages and plain files.

use super::assemble::{plain, python_command, tool};
use super::files::{Scanned, is_helper};
use super::runs::Run;
use super::survey::Survey;
use crate::manifest::ScriptEntry;
use crate::model::{Command, Entrypoint, Finding, Location, Start};
use crate::python::{ImportPath, Target};

/// Modules that a program reads its arguments with.
const ARGUMENT_PARSERS: &[&str] = &["argparse", "click", "docopt", "fire", "typer"];

/// Files that are the program rather than a part of it, the likeliest first.
const PROGRAMS: &[&str] = &["main.py", "app.py", "run.py", "bot.py", "start.py", "server.py", "cli.py", "index.py"];

/// The commands of `[project.scripts]` and `console_scripts`, the one that is called like the project first.
pub fn commands(survey: &Survey<'_>) -> Vec<Finding<Start>> {
    let evidence = survey.evidence;
    if !evidence.is_packaged() {
        return Vec::new();
    }
    let manifests = evidence.manifests;
    let name = manifests
        .pyproject
        .as_ref()
        .and_then(|pyproject| pyproject.name.as_ref())
        .or(manifests.setup.as_ref().and_then(|setup| setup.name.as_ref()));
    let entries = manifests
        .pyproject
        .iter()
        .flat_map(|pyproject| &pyproject.scripts)
        .chain(manifests.setup.iter().flat_map(|setup| &setup.scripts));
    let mut entries: Vec<&ScriptEntry> = entries.collect();
    let is_namesake = |entry: &ScriptEntry| {
        name.is_some_and(|(name, _)| entry.name.replace(['_', '.'], "-").eq_ignore_ascii_case(name.as_ref()))
    };
    // What `python -m project` runs is the project's command, whatever it is called.
    let is_module = |entry: &ScriptEntry| {
        name.is_some_and(|(name, _)| entry.target.starts_with(&format!("{}.__main__:", name.as_ref().replace('-', "_"))))
    };
    entries.sort_by_key(|entry| (!is_module(entry), !is_namesake(entry)));
    entries.into_iter().filter_map(|entry| command(survey, entry)).collect()
}

fn command(survey: &Survey<'_>, entry: &ScriptEntry) -> Option<Finding<Start>> {
    let command = Command::of(&[&entry.name]).ok()?;
    let target: Option<Entrypoint> = entry.target.split('[').next().and_then(|target| target.trim().parse().ok());
    let file = target.as_ref().and_then(|target| {
        let import = ImportPath { level: 0, path: target.module.as_str().to_owned() };
        match survey.resolver.project.import(&crate::model::RelPath::root(), &import) {
            Target::Project { file, .. } => Some(file),
            _ => None,
        }
    });
    let function = target.as_ref().and_then(|target| target.attribute.as_ref());
    let run = survey
        .runs
        .iter()
        .find(|run| Some(&run.file) == file.as_ref() && run.function.as_deref() == function.map(crate::model::Attribute::as_str));
    let mut start = match run {
        Some(run) => run.start(command),
        None => tool(file.clone(), command, Command::of(&["--help"]).ok()),
    };
    start.file = file;
    start.entrypoint = target;
    Some(Finding { value: start, at: entry.at.clone(), why: format!("{} = \"{}\"", entry.name, entry.target) })
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
pub fn packages(survey: &Survey<'_>) -> Vec<Finding<Start>> {
    let (evidence, roots) = (survey.evidence, survey.roots());
    let name = evidence
        .manifests
        .pyproject
        .as_ref()
        .and_then(|pyproject| pyproject.name.as_ref())
        .map(|(name, _)| name.as_ref().replace('-', "_"));
    let mut files: Vec<&Scanned> =
        survey.scanned.iter().filter(|file| file.path.file_name() == "__main__.py" && !is_helper(&file.path)).collect();
    files.sort_by_key(|file| (Some(file.path.parent().file_name()) != name.as_deref(), file.path.depth()));
    let found = files.into_iter().filter_map(|file| {
        let folder = file.path.parent();
        if folder.is_root() {
            return None;
        }
        let importable = roots.of(&file.path);
        let module = importable.module?;
        let package = module.as_str().strip_suffix(".__main__")?;
        let command = Command::of(&["python", "-m", package]).ok()?;
        let mut start = match run_behind(survey, file) {
            Some(run) => run.start(command),
            // Without arguments it may do its work, so none are made up.
            None if reads_arguments(file) => tool(None, command, None),
            None => plain("script", None, command),
        };
        start.file = Some(file.path.clone());
        start.working_dir = Some(importable.root).filter(|root| !root.is_root() && !evidence.installs_from(root));
        Some(Finding { value: start, at: Location::file(file.path.clone()), why: format!("`python -m {package}` runs it") })
    });
    found.collect()
}

/// Plain files: those with a `__main__` guard or the usual name, or the only one at the root. The flag says that
/// nothing ranks the first above the second.
pub fn files(survey: &Survey<'_>) -> (Vec<Finding<Start>>, bool) {
    let (scanned, roots, runs) = (&survey.scanned, survey.roots(), &survey.runs);
    let at_root: Vec<&Scanned> =
        scanned.iter().filter(|file| file.path.depth() == 1 && file.path.file_name() != "__init__.py").collect();
    let place = |file: &Scanned| PROGRAMS.iter().position(|name| *name == file.path.file_name());
    let is_only = |file: &Scanned| at_root.len() == 1 && file.path.depth() == 1;
    let mut programs: Vec<&Scanned> = scanned
        .iter()
        .filter(|file| file.path.file_name() != "__main__.py" && file.path.file_name() != "manage.py")
        .filter(|file| {
            file.guarded
                || is_only(file)
                || (file.path.depth() == 1 && place(file).is_some())
                || runs.iter().any(|run| run.file == file.path && run.by_script)
        })
        .collect();
    let key = |file: &Scanned| {
        let runs_server = runs.iter().any(|run| run.file == file.path && run.by_script);
        (is_helper(&file.path), !runs_server, file.path.depth() > 2, place(file).unwrap_or(PROGRAMS.len()), file.path.depth())
    };
    programs.sort_by_key(|file| (key(file), file.path.clone()));
    let tied = matches!(programs.as_slice(), [first, second, ..] if key(first) == key(second));
    let found = programs.into_iter().filter_map(|file| {
        let importable = roots.of(&file.path);
        let command = python_command(&file.path, &importable)?;
        let as_module = command.words().get(1).is_some_and(|word| word == "-m");
        let run = run_behind(survey, file);
        let mut start = match run {
            Some(run) => run.start(command),
            None => plain("script", None, command),
        };
        start.file = Some(file.path.clone());
        start.working_dir = Some(importable.root).filter(|root| as_module && !root.is_root());
        let why = match run {
            Some(run) => run.why.clone(),
            None if file.guarded => "if __name__ == \"__main__\":".to_owned(),
            None => "a script at the root of the project".to_owned(),
        };
        let at = run.map_or_else(|| Location::file(file.path.clone()), |run| run.at.clone());
        Some(Finding { value: start, at, why })
    });
    (found.collect(), tied)
}
