//! Repositories that hold no program: templates, functions that a platform calls, documentation, notebooks, libraries.

use super::super::unlisted;
use super::survey::Survey;
use crate::knowledge::{NotStarted, NotStartedWhen, Sign, not_started};
use crate::model::{Location, Note, PackageName, RelPath, Start};

/// What the repository is, as a note that says why nothing is started and what to do instead. `None` if no row has its signs.
pub fn find(survey: &Survey<'_>, when: NotStartedWhen) -> Option<Note> {
    let rows = not_started().iter().filter(|row| row.when == when);
    rows.into_iter().find_map(|row| row.signs.iter().find_map(|sign| holds(survey, sign).map(|at| note(survey, row, sign, at))))
}

/// What the program is that the start loads, where a module of such a kind is imported as soon as it runs. `None` if it imports
/// none.
pub fn loaded(survey: &Survey<'_>, start: &Start) -> Option<Note> {
    let rows = not_started().iter().filter(|row| row.at_load);
    rows.into_iter().find_map(|row| {
        let of_sign = |sign: &Sign| {
            let at = unlisted::loads(survey.evidence.tree, start, sign.imports.as_deref()?)?;
            Some(note(survey, row, sign, at))
        };
        row.signs.iter().find_map(of_sign)
    })
}

/// A project that builds into a wheel and has nothing that runs. `None` if it is not such a project.
pub fn library(survey: &Survey<'_>) -> Option<Note> {
    let pyproject = survey.evidence.manifests.pyproject.as_ref();
    let at = pyproject
        .map(|pyproject| pyproject.path.clone())
        .or_else(|| survey.evidence.manifests.setup.as_ref()?.paths.first().cloned())?;
    let has_code = !survey.scanned.is_empty();
    (survey.evidence.is_packaged() && has_code).then(|| {
        let message = "this project is a library: it declares no command, and nothing in it is a program";
        let hint = "pass `--cmd` with a command that uses it, such as `python -m pytest`, or run pydock in the project that depends on it";
        Note::warning(message).at(Location::file(at)).hint(hint)
    })
}

fn note(survey: &Survey<'_>, row: &NotStarted, sign: &Sign, at: Location) -> Note {
    let declared = sign.declares.as_ref().and_then(|name| name.parse::<PackageName>().ok());
    let version = declared.and_then(|name| survey.evidence.version(&name)).map(|version| version.to_string());
    let hint = row.hint.replace("{version}", version.as_deref().unwrap_or("latest"));
    Note::warning(format!("this is {}: {}", row.title, row.reason)).at(at).hint(hint)
}

/// The place that shows the sign, where everything that it names is there.
fn holds(survey: &Survey<'_>, sign: &Sign) -> Option<Location> {
    let evidence = survey.evidence;
    if let Some(requirement) = &sign.declares
        && !evidence.declares_requirement(requirement)
    {
        return None;
    }
    let imports = |name: &String| {
        let is_it = |path: &str| path == name || path.strip_prefix(name.as_str()).is_some_and(|rest| rest.starts_with('.'));
        let importing = |import: &crate::python::ImportPath| import.level == 0 && is_it(&import.path);
        survey.scanned.iter().find(|file| file.imports.iter().any(importing)).map(|file| file.path.clone())
    };
    let by_import = match &sign.imports {
        Some(name) => Some(imports(name)?),
        None => None,
    };
    let by_file = match &sign.file {
        Some(_) => Some(file(survey, sign)?),
        None => None,
    };
    by_file.or_else(|| by_import.map(Location::file))
}

fn file(survey: &Survey<'_>, sign: &Sign) -> Option<Location> {
    let tree = survey.evidence.tree;
    let mut named: Vec<&RelPath> =
        tree.walk().files.iter().filter(|path| sign.is_file(path.as_str()) && survey.evidence.is_in_scope(path)).collect();
    named.sort_by_key(|path| path.depth());
    named.into_iter().find_map(|path| match &sign.contains {
        None => Some(Location::file(path.clone())),
        Some(wanted) => {
            let text = tree.text(path).ok()??;
            let offset = text.find(wanted.as_str())?;
            Some(Location::at_offset(path.clone(), &text, offset))
        }
    })
}
