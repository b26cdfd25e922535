//! The simple commands of a script in the order of the text, each with what is around it.

use super::ast::{AndOr, Command, Compound, Joint, List, Part, Pipeline, Simple, Word};

/// A simple command and where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Visited<'a> {
    pub command: &'a Simple,
    pub place: Place,
}

/// What is around a command.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Place {
    /// Which of the commands of its pipeline it is, counted from 0, and how many there are.
    pub in_pipeline: (usize, usize),
    /// What joins its pipeline to the one before. `None` if it is the first one.
    pub joint: Option<Joint>,
    /// How many loops, groups, choices and substitutions it is in.
    pub depth: usize,
    /// Which command of the outermost list it belongs to.
    pub item: usize,
}

/// All simple commands, those inside loops, functions and substitutions included.
pub fn simple_commands(list: &List) -> Vec<Visited<'_>> {
    let mut found = Vec::new();
    walk_list(list, Place::default(), &mut found);
    found
}

fn walk_list<'a>(list: &'a List, place: Place, found: &mut Vec<Visited<'a>>) {
    for (index, AndOr { first, rest, .. }) in list.items.iter().enumerate() {
        let item = if place.depth == 0 { index } else { place.item };
        walk_pipeline(first, Place { joint: None, item, ..place }, found);
        for (joint, pipeline) in rest {
            walk_pipeline(pipeline, Place { joint: Some(*joint), item, ..place }, found);
        }
    }
}

fn walk_pipeline<'a>(pipeline: &'a Pipeline, place: Place, found: &mut Vec<Visited<'a>>) {
    let count = pipeline.commands.len();
    for (index, command) in pipeline.commands.iter().enumerate() {
        let place = Place { in_pipeline: (index, count), ..place };
        match command {
            Command::Simple(command) => {
                found.push(Visited { command, place });
                command.assignments.iter().for_each(|assignment| walk_word(&assignment.value, place, found));
                command.words.iter().for_each(|word| walk_word(word, place, found));
            }
            Command::Compound(Compound { bodies, words, .. }) => {
                let inside = Place { depth: place.depth + 1, ..place };
                words.iter().for_each(|word| walk_word(word, place, found));
                bodies.iter().for_each(|body| walk_list(body, inside, found));
            }
        }
    }
}

fn walk_word<'a>(word: &'a Word, place: Place, found: &mut Vec<Visited<'a>>) {
    for part in &word.parts {
        if let Part::Substitution(list) = part {
            walk_list(list, Place { depth: place.depth + 1, ..place }, found);
        }
    }
}
