//! The variable in which the port is said when the container starts, where something of the project speaks of it.

use crate::knowledge::environment_readers;
use crate::model::{EnvName, Environment, Finding, Location, MentionedBy, RelPath, Start};
use crate::tree::ProjectTree;
use crate::witness::Witness;

/// Endings of the configuration files of servers. Ex) `uwsgi.ini` with `http-socket = :$(PORT)`
const CONFIGURATIONS: &[&str] = &["cfg", "conf", "ini", "toml", "xml", "yaml", "yml"];

/// Looked for in the configuration that the command names, in the files of hosts, in the project's own Dockerfile, and in what
/// the program reads. A file that only lists variables may list one that is not the program's. `None` if no file names it.
pub fn detect(
    tree: &ProjectTree,
    witness: Option<&Witness>,
    environment: &Environment,
    start: Option<&Start>,
) -> Option<Finding<EnvName>> {
    let rows = environment_readers();
    let hosts = rows.hosts.iter().filter_map(|name| RelPath::parse(name).ok());
    let folder = start.and_then(|start| start.working_dir.clone()).unwrap_or_else(RelPath::root);
    let words = start.into_iter().flat_map(|start| start.command.words());
    let configured = words
        .filter_map(|word| folder.join(word).ok())
        .filter(|file| tree.is_file(file) && file.extension().is_some_and(|ending| CONFIGURATIONS.contains(&ending)));
    let files = configured.chain(hosts).chain(witness.map(|witness| witness.file.clone()));
    let found = |at: Location, why: String| Finding { value: rows.port.clone(), at, why };
    for path in files {
        let Some(text) = tree.text(&path).ok().flatten() else { continue };
        if let Some((index, line)) = text.lines().enumerate().find(|(_, line)| speaks_of(line, rows.port.as_str())) {
            return Some(found(Location::line(path, index + 1), line.trim().to_owned()));
        }
    }
    let places = environment.get(rows.port.as_str())?.places.iter();
    let place = places.into_iter().find(|place| place.by != MentionedBy::Example)?;
    Some(found(place.at.clone(), format!("the variable `{}`", rows.port)))
}

/// Whether the line has the name as a word, and is no comment.
fn speaks_of(line: &str, name: &str) -> bool {
    let is_part = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let is_word = |(at, _): (usize, &str)| !line[..at].ends_with(is_part) && !line[at + name.len()..].starts_with(is_part);
    !line.trim_start().starts_with('#') && line.match_indices(name).any(is_word)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_speaks_of_the_port_by_its_name_alone() {
        for (line, expected) in [
            ("web: gunicorn shop:app --bind :$PORT", true),
            ("web: uvicorn a:b --port ${PORT:-8000}", true),
            ("  PORT = \"8080\"", true),
            ("http-socket = :$(PORT)", true),
            ("# PORT", false),
            ("web: x --port $WEB_PORT", false),
            ("web: x --port $PORTAL", false),
            ("web: x --port 80", false),
        ] {
            assert_eq!(speaks_of(line, "PORT"), expected, "{line}");
        }
    }
}
