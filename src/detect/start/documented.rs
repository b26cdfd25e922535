//! Servers that the project's own files show how to start, where nothing else says what the program is. Ex) `streamlit run app.py`
//! of a README

use super::given::{self, Given};
use super::shown::Shower;
use super::survey::Survey;
use super::{command, exists, files};
use crate::knowledge::{ApplicationBy, listener};
use crate::model::{Confidence, RelPath, Start};

/// The first such line that starts a server with an application of the project. `None` if no line does so.
pub fn find(survey: &Survey<'_>) -> Option<Given> {
    let lines = survey.shown().iter().filter(|line| line.by < Shower::Sentence);
    lines.filter(|line| is_server(&line.words)).find_map(|line| {
        let text = shlex::try_join(line.words.iter().map(String::as_str)).ok()?;
        let (given, before) = given::line(survey, &text, &line.at, &line.words[0], None);
        let (mut finding, notes) = given.ok().filter(|_| before.is_empty())?;
        let is_file = || finding.value.file.as_ref().is_some_and(|file| survey.evidence.tree.is_file(file));
        if exists::missing(survey, &finding.value).is_some() || !is_file() || !is_found(survey, &finding.value) {
            return None;
        }
        finding.why = text;
        finding.value.confidence = Confidence::Strong;
        Some((finding, notes))
    })
}

/// Whether the module is where the command looks for it: at the root, where the installed project has it, or in the only folder
/// that has such a file.
fn is_found(survey: &Survey<'_>, start: &Start) -> bool {
    let Some(entrypoint) = &start.entrypoint else { return true };
    let path = entrypoint.module.as_str().replace('.', "/");
    let roots = [RelPath::root()].into_iter().chain(RelPath::parse("src"));
    let files = [format!("{path}.py"), format!("{path}/__init__.py")];
    let mut places = roots.flat_map(|root| files.iter().filter_map(move |file| root.join(file).ok()).collect::<Vec<_>>());
    let ends = || survey.scanned.iter().filter(|file| files.iter().any(|name| file.path.as_str().ends_with(&format!("/{name}"))));
    places.any(|place| survey.evidence.tree.is_file(&place)) || (start.working_dir.is_some() && ends().count() == 1)
}

/// Whether the words start a server that is told which file or object it serves, and not for development.
fn is_server(words: &[String]) -> bool {
    let words = command::unwrapped(words);
    let Some(row) = words.first().and_then(|program| listener(program)) else { return false };
    let is_told = row.application.as_ref().is_some_and(|application| application.by != ApplicationBy::Option);
    let is_for_development = row.development.iter().any(|development| development.words.iter().all(|word| words.contains(word)));
    // Ex) `gunicorn --paste conf/development.ini`
    let names_development = || words.iter().any(|word| RelPath::parse(word).is_ok_and(|file| files::is_for_development(&file)));
    is_told && row.is_serving(&words[1..]) && !is_for_development && !names_development()
}
