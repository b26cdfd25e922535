//! The variables that the shell line of the start command reads.

use std::collections::BTreeSet;

use super::read::Read;
use crate::knowledge::shell_script;
use crate::model::{Location, RelPath, Start};
use crate::shell::{self, Part};

/// Without one of these that has no default, the program gets an empty word. Ex) `gunicorn --workers $WORKERS shop:app`
pub fn reads(start: &Start) -> Vec<Read> {
    let Some(list) = shell_script(start.command.words()).and_then(|line| shell::parse(line).ok()) else { return Vec::new() };
    let at = start.file.clone().map_or_else(|| Location::file(RelPath::root()), Location::file);
    let commands = shell::simple_commands(&list);
    let mut assigned: BTreeSet<String> =
        commands.iter().flat_map(|visited| &visited.command.assignments).map(|given| given.name.clone()).collect();
    // `export NAME=value`
    let words = commands.iter().flat_map(|visited| &visited.command.words).map(shell::Word::text);
    assigned.extend(words.filter_map(|word| Some(word.split_once('=')?.0.to_owned())));
    let parts = commands.iter().flat_map(|visited| &visited.command.words).flat_map(|word| &word.parts);
    let read = |part: &Part| {
        let Part::Variable { name, written } = part else { return None };
        let is_name = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && !assigned.contains(name.as_str());
        let behind = written.trim_start_matches(['$', '{']).strip_prefix(name.as_str()).map(|rest| rest.trim_end_matches('}'))?;
        // `:?` says itself that there is no default.
        let default = behind.strip_prefix(":-").or_else(|| behind.strip_prefix('-')).or_else(|| behind.strip_prefix(":="));
        let is_optional = !behind.is_empty() && !behind.starts_with(":?");
        is_name.then(|| Read {
            name: name.clone(),
            at: at.clone(),
            raises: !is_optional,
            certain: true,
            guards: false,
            defaulted: is_optional,
            is_empty: false,
            default: default.filter(|default| !default.is_empty() && !default.contains('$')).map(str::to_owned),
            kind: None,
            stand_in: None,
            held: None,
        })
    };
    parts.filter_map(read).collect()
}
