//! Files of logging's configuration: the handlers in them that write to a file. Ex) `logging.conf` for `fileConfig`

use super::sites::{Need, Write};
use crate::knowledge::Makes;
use crate::model::{Location, RelPath, Start};
use crate::python::{Module, Paths};
use crate::tree::ProjectTree;

/// Calls that are given such a file, or what was read from one.
const LOADERS: &[&str] = &["dictConfig(", "fileConfig("];

/// Options of servers that name such a file.
const OPTIONS: &[&str] = &["--log-config", "--log-config-json", "--logging-config"];

const ENDINGS: &[&str] = &["cfg", "conf", "ini", "json", "yaml", "yml"];

/// Whether the start command names a configuration of logging.
pub fn is_named(start: &Start) -> bool {
    let is_it = |word: &String| OPTIONS.iter().any(|option| word == option || word.starts_with(&format!("{option}=")));
    start.command.words().iter().any(is_it)
}

/// The files that handlers of the configuration write to, where the program loads one.
pub fn writes<'m>(
    tree: &ProjectTree,
    start: &Start,
    modules: impl Iterator<Item = &'m Module> + Clone,
    paths: &Paths<'_>,
) -> Vec<Write> {
    let loads = |module: &Module| LOADERS.iter().any(|loader| module.source.text.contains(loader));
    if !is_named(start) && !modules.clone().any(loads) {
        return Vec::new();
    }
    // One that holds more than this has another name, which the program says.
    let is_mentioned = |name: &str| modules.clone().any(|module| module.source.text.contains(name));
    let is_config = |path: &&RelPath| {
        let name = path.file_name();
        path.extension().is_some_and(|ending| ENDINGS.contains(&ending)) && (name.contains("log") || is_mentioned(name))
    };
    let files = tree.walk().files.iter().filter(is_config);
    let mut found = Vec::new();
    for file in files {
        let Ok(Some(text)) = tree.text(file) else { continue };
        for (path, line) in handlers(&text) {
            let Some(written) = paths.anchored(path) else { continue };
            let at = Location::line(file.clone(), line);
            let why = format!("the handler for `{path}`");
            let (makes, need) = (Makes::File, Need::Always);
            found.push(Write { path: written, at, why, makes, keeps: false, need, replaces: false, new: false });
        }
    }
    found
}

/// The file of each handler that has one, with its line counted from 1.
fn handlers(text: &str) -> Vec<(&str, usize)> {
    if !text.contains("FileHandler") {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut is_file = false;
    for (index, line) in text.lines().map(str::trim).enumerate() {
        if line.starts_with('[') {
            is_file = false;
        }
        let Some((key, value)) = line.split_once(['=', ':']) else { continue };
        let value = value.trim();
        match key.trim().trim_matches(['"', '\'']) {
            "class" => is_file = value.trim_end_matches(',').trim_matches(['"', '\'']).ends_with("FileHandler"),
            // Ex) `args=('all.log', 'a')`
            "args" if is_file => found.extend(quoted(value).map(|path| (path, index + 1))),
            // Ex) `filename: logs/all.log`, `"filename": "logs/all.log",`
            "filename" => {
                let path = quoted(value).unwrap_or_else(|| value.trim_end_matches(','));
                found.push((path, index + 1));
            }
            _ => {}
        }
    }
    found
}

/// The first text in quotes.
fn quoted(value: &str) -> Option<&str> {
    let start = value.find(['"', '\''])?;
    let quote = value[start..].chars().next()?;
    value[start + 1..].split(quote).next()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn handlers_name_files_in_every_format() {
        for (text, expected) in [
            ("[handler_all]\nclass=FileHandler\nargs=('all.log', 'a')\n", vec![("all.log", 3)]),
            ("[handler_all]\nclass = handlers.RotatingFileHandler\nargs = (\"log/a.log\",)\n", vec![("log/a.log", 3)]),
            ("[handler_out]\nclass=StreamHandler\nargs=('x',)\n[handler_all]\nclass=FileHandler\n", vec![]),
            ("handlers:\n  file:\n    class: logging.FileHandler\n    filename: logs/all.log\n", vec![("logs/all.log", 4)]),
            ("{\"handlers\": {\n\"class\": \"logging.FileHandler\",\n\"filename\": \"a.log\",\n}}", vec![("a.log", 3)]),
            ("filename: x\n", vec![]),
        ] {
            assert_eq!(handlers(text), expected, "{text}");
        }
    }
}
