//! The port in the examples of variables that a project has at its root.

use super::ports::{OF_PAGES, Stated, has_pages, is_port_key, values};
use super::survey::Survey;
use crate::model::{Location, Port, RelPath};

/// The port in the examples of variables at the root, if all of them give the same one. Ex) `PORT=5000` of `.env.example`
pub fn port(survey: &Survey<'_>) -> Option<Stated> {
    let is_example = |file: &&RelPath| {
        let name = file.file_name();
        let is_of_variables = name.starts_with(".env") || name.starts_with("env.") || name.ends_with(".env");
        file.depth() == 1
            && is_of_variables
            && ["default", "dist", "example", "sample", "template"].iter().any(|word| name.contains(word))
    };
    let mut found: Option<Stated> = None;
    for file in survey.evidence.tree.walk().files.iter().filter(is_example) {
        let Ok(Some(text)) = survey.evidence.tree.text(file) else { continue };
        for (key, value, line) in values(&text) {
            let key = key.trim_start_matches("export ");
            let is_key = is_port_key(&key.to_ascii_lowercase()) || is_bound_to(survey, key);
            let Some(port) = is_key.then(|| value.trim_matches(['"', '\'']).parse::<Port>().ok()).flatten() else {
                continue;
            };
            if OF_PAGES.contains(&port.number()) && has_pages(survey.evidence) {
                continue;
            }
            match &found {
                Some(known) if known.port != port => return None,
                Some(_) => {}
                None => found = Some(Stated { port, at: Location::line(file.clone(), line) }),
            }
        }
    }
    found
}

/// Whether a compose file or a Makefile lets a server listen on the variable. Ex) `gunicorn -b 0.0.0.0:${BACKEND_PORT}`
fn is_bound_to(survey: &Survey<'_>, variable: &str) -> bool {
    if !variable.ends_with("PORT") {
        return false;
    }
    let starts = |file: &&RelPath| {
        let name = file.file_name().to_ascii_lowercase();
        name == "makefile" || (name.contains("compose") && matches!(file.extension(), Some("yml" | "yaml")))
    };
    let texts = survey.evidence.tree.walk().files.iter().filter(starts);
    let binds =
        |text: &str| ["0.0.0.0:", "--port ", "--port="].iter().any(|sign| text.contains(&format!("{sign}${{{variable}}}")));
    texts.filter_map(|file| survey.evidence.tree.text(file).ok().flatten()).any(|text| binds(&text))
}
