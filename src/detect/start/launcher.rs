//! A program of the project that starts an application in a way that parsing cannot follow.

use super::candidate::Candidate;
use super::files::Scanned;
use super::given::Given;
use super::survey::Survey;
use super::{options, serving};
use crate::model::{Command, Finding, Location, Signal, Start};

/// Names of files that are there to start something.
const NAMES: &[&str] = &["main", "run", "serve", "server", "start"];

/// The launcher of an application for which only a development server was found: a script at the root that imports it, and is
/// called like a launcher or like the application's package. `None` if there is no such script.
pub fn find(survey: &Survey<'_>, candidate: &Candidate<'_>, start: &Start) -> Option<Given> {
    let file = survey.scanned.iter().find(|file| is_launcher(survey, candidate, file))?;
    let command = Command::of(&["python", file.path.as_str()]).ok()?;
    let (stated, port_at) = survey.usual_port().map(|stated| (stated.port, stated.at)).unzip();
    let port = stated.or(candidate.row.script.as_ref().and_then(|script| script.port)).or(start.port);
    let mut value = Start {
        file: Some(file.path.clone()),
        working_dir: None,
        command,
        port,
        stop_signal: Signal::Int,
        port_at,
        ..start.clone()
    };
    let notes = options::settle(survey, &mut value, &serving::modules(survey, &file.path)).into_iter().collect();
    Some((Finding { value, at: Location::file(file.path.clone()), why: format!("it starts `{}`", candidate.file) }, notes))
}

fn is_launcher(survey: &Survey<'_>, candidate: &Candidate<'_>, file: &Scanned) -> bool {
    let stem = file.path.file_name().strip_suffix(".py").unwrap_or_default();
    let package = candidate.file.top();
    let in_package = candidate.file.depth() > 1;
    let named = NAMES.contains(&stem) || (in_package && package.starts_with(stem));
    let imports = || {
        file.imports
            .iter()
            .filter_map(|import| survey.leads_to(&file.path, import))
            .any(|path| path == candidate.file || (in_package && path.top() == package))
    };
    // One that only calls the framework's own server was followed, and is no better than a server for production.
    let is_followed =
        || survey.runs.iter().any(|run| run.file == file.path && run.by_script && run.framework_is_for_development());
    file.guarded && file.path.depth() == 1 && file.path != candidate.file && named && !is_followed() && imports()
}
