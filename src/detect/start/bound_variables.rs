//! Variables that hold the port which a server of the project listens on, by the names that the project gives them.

use super::evidence::Evidence;
use crate::model::RelPath;

/// Whether a compose file or a Makefile lets a server listen on the variable. Ex) `gunicorn -b 0.0.0.0:${BACKEND_PORT}`
pub fn is_bound(evidence: Evidence<'_>, variable: &str) -> bool {
    if !variable.ends_with("PORT") {
        return false;
    }
    let starts = |file: &&RelPath| {
        let name = file.file_name().to_ascii_lowercase();
        name == "makefile" || (name.contains("compose") && matches!(file.extension(), Some("yml" | "yaml")))
    };
    let texts = evidence.tree.walk().files.iter().filter(starts);
    let binds =
        |text: &str| ["0.0.0.0:", "--port ", "--port="].iter().any(|sign| text.contains(&format!("{sign}${{{variable}}}")));
    texts.filter_map(|file| evidence.tree.text(file).ok().flatten()).any(|text| binds(&text))
}
