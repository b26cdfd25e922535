//! The list while it is made: the same process under several names becomes one.

use super::bare;
use crate::knowledge::program_row;
use crate::model::{Process, ProcessKind, RelPath};

/// Which kind of place names a process; earlier ones come first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Provenance {
    Table,
    Procfile,
    Image,
    Service,
    Code,
}

/// What makes two processes of different places the same one.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Identity {
    kind: ProcessKind,
    /// The words of the row of its program, the framework of a website, or else the whole command.
    what: Vec<String>,
}

#[derive(Default)]
pub struct List {
    entries: Vec<(Process, Provenance, Identity)>,
}

impl List {
    pub fn processes(&self) -> impl Iterator<Item = &Process> + Clone {
        self.entries.iter().map(|(process, ..)| process)
    }

    /// Adds a process, or another place of one that is listed. `is_image` says that the image starts it.
    pub fn add(&mut self, mut process: Process, provenance: Provenance, is_image: bool) {
        let identity = identity(&process);
        let is_same = |(known, from, other): &&mut (Process, Provenance, Identity)| {
            // An entry point alone is a part of what a service starts on top of it.
            let (words, known_words) = (process.start.command.words(), known.start.command.words());
            let is_part = match (*from, provenance) {
                (Provenance::Image, Provenance::Service) => words.starts_with(known_words),
                (Provenance::Service, Provenance::Image) => known_words.starts_with(words),
                _ => false,
            };
            if is_part {
                return true;
            }
            let is_equal = known.start.command == process.start.command && known.start.working_dir == process.start.working_dir;
            // One file may name several of a kind on purpose; two files name the same ones.
            let is_named_so = known.name == process.name && known.kind == process.kind;
            is_equal || (*from != provenance && (is_named_so || *other == identity))
        };
        if let Some((known, ..)) = self.entries.iter_mut().find(is_same) {
            // What the image starts is for production, where another place starts it for development.
            let says_more = process.start.command.words().len() > known.start.command.words().len()
                && process.start.command.words().starts_with(known.start.command.words());
            if says_more {
                known.kind = process.kind;
            }
            if is_image || says_more {
                known.is_image |= is_image;
                known.start = process.start;
                known.why = process.why;
                std::mem::swap(&mut known.at, &mut process.at);
                known.also.retain(|at| *at != known.at);
            }
            if known.at != process.at && !known.also.contains(&process.at) {
                known.also.push(process.at);
            }
            return;
        }
        process.is_image = is_image;
        process.name = process.name.clone().beside(|name| self.entries.iter().any(|(known, ..)| known.name == *name));
        self.entries.push((process, provenance, identity));
    }

    /// The processes, by what they are for.
    pub fn finish(self) -> Vec<Process> {
        let mut found: Vec<Process> = self.entries.into_iter().map(|(process, ..)| process).collect();
        found.sort_by_key(|process| process.kind);
        found
    }
}

fn identity(process: &Process) -> Identity {
    let kind = process.kind;
    let words = bare(process.start.command.words());
    let row = program_row(&words).map(|row| row.words.clone());
    let is_application = kind == ProcessKind::Web && process.start.framework.as_str() != "script";
    let what = match row {
        // A website by the framework's development server is the same website.
        _ if is_application => vec![process.start.framework.to_string()],
        Some(words) => words,
        None => {
            let folder = process.start.working_dir.as_ref().map(RelPath::to_string);
            words.into_iter().chain(folder).collect()
        }
    };
    Identity { kind, what }
}
