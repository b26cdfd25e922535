//! Writes that no code of the project shows: options of the start command, and files that the framework itself makes.

use super::sites::{Need, Write};
use crate::knowledge::{Frameworks, Makes, file_writers};
use crate::model::{Location, RelPath, Start};
use crate::python::Paths;

/// The paths that options of the start command name. Ex) `--data-dir /data`
pub fn by_command(start: &Start, paths: &Paths<'_>) -> Vec<Write> {
    let words = start.command.words();
    let runs = |program: &str| words.iter().any(|word| word.rsplit('/').next() == Some(program));
    let at = start.file.clone().map_or_else(|| Location::file(RelPath::root()), Location::file);
    let mut found = Vec::new();
    for row in file_writers().options.iter().filter(|row| row.program.as_deref().is_none_or(runs)) {
        for (index, word) in words.iter().enumerate() {
            let value = match word.strip_prefix(row.flag.as_str()) {
                Some("") => words.get(index + 1).map(String::as_str),
                Some(rest) => rest.strip_prefix('='),
                None => None,
            };
            // A dash stands for the standard output.
            let value = value.filter(|value| !value.starts_with('-') && !value.contains('$'));
            if let Some(path) = value.and_then(|value| paths.anchored(value)) {
                let why = format!("`{} {}` of the start command", row.flag, value.unwrap_or_default());
                found.push(Write {
                    path,
                    at: at.clone(),
                    why,
                    makes: row.makes,
                    keeps: row.keeps,
                    need: Need::Always,
                    replaces: false,
                    new: false,
                });
            }
        }
    }
    found
}

/// The files that the framework keeps beside the project.
pub fn files_of_framework(frameworks: &Frameworks, start: &Start, paths: &Paths<'_>) -> Vec<Write> {
    let Some(row) = frameworks.get(start.framework.as_str()) else { return Vec::new() };
    let at = start.file.clone().map_or_else(|| Location::file(RelPath::root()), Location::file);
    let one = |file: &String| {
        let path = paths.anchored(file)?;
        let why = format!("{} writes to `{file}`", row.title);
        Some(Write {
            path,
            at: at.clone(),
            why,
            makes: Makes::File,
            keeps: true,
            need: Need::Always,
            replaces: false,
            new: false,
        })
    };
    row.writes_files.iter().filter_map(one).collect()
}
