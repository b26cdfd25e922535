//! Programs that an image shall not call while it is built.

use std::collections::BTreeSet;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::dockerfile::{Arguments, Instruction};
use crate::knowledge::{is_shell, is_wrapper, language_installers, wrapped_words};
use crate::model::InvalidValue;
use crate::shell::{self, Visited, Word, simple_commands};

/// The name of a program, without its folder. Ex) `apt-get`; `pip` means `pip3` and `pip3.14` too
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Program(String);

/// Which programs are forbidden: `true` for the package managers of languages, or a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "Written", try_from = "Written")]
pub enum Programs {
    Languages(bool),
    These(Vec<Program>),
}

#[derive(Serialize, Deserialize)]
#[serde(untagged, expecting = "expected true, false or a list of programs")]
enum Written {
    Switch(bool),
    List(Vec<String>),
}

/// Scripts inside of scripts inside of scripts are nobody's.
const DEEPEST: usize = 8;

impl Program {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Programs {
    /// The name by which the program is forbidden; `None` if it is allowed.
    pub(super) fn forbidden(&self, program: &str) -> Option<&str> {
        let plain = without_version(program);
        let is_meant = |name: &str| name == program || name == plain;
        match self {
            Self::Languages(false) => None,
            Self::Languages(true) => language_installers().find(|name| is_meant(name)),
            Self::These(programs) => programs.iter().map(Program::as_str).find(|name| is_meant(name)),
        }
    }
}

impl TryFrom<Written> for Programs {
    type Error = InvalidValue;

    fn try_from(written: Written) -> Result<Self, InvalidValue> {
        match written {
            Written::Switch(all) => Ok(Self::Languages(all)),
            Written::List(names) => names.into_iter().map(|name| name.parse()).collect::<Result<_, _>>().map(Self::These),
        }
    }
}

impl From<Programs> for Written {
    fn from(programs: Programs) -> Self {
        match programs {
            Programs::Languages(all) => Self::Switch(all),
            Programs::These(programs) => Self::List(programs.into_iter().map(|program| program.0).collect()),
        }
    }
}

impl Default for Programs {
    fn default() -> Self {
        Self::Languages(false)
    }
}

/// The programs that a RUN calls, by their names without folders.
pub(super) fn called(run: &Instruction) -> BTreeSet<String> {
    let mut called = BTreeSet::new();
    match &run.arguments {
        Arguments::Exec(words) => call(words, 0, &mut called),
        Arguments::Shell(text) => {
            let commands = commands(text);
            // A here-document is a script where nothing else takes it, or a shell does.
            let takes_script = |words: &Vec<String>| {
                let is_shell = words.first().is_some_and(|word| is_shell(word));
                is_shell && words.iter().skip(1).all(|word| word.starts_with('-') && !word.ends_with('c'))
            };
            if commands.is_empty() || commands.iter().any(takes_script) {
                let is_shell = |text: &&str| {
                    let first = text.trim_start().lines().next().unwrap_or_default();
                    !first.starts_with("#!") || first.split(['/', ' ']).any(is_shell)
                };
                let scripts = run.heredocs.iter().map(|heredoc| heredoc.content.as_str()).filter(is_shell);
                scripts.for_each(|content| script(content, 0, &mut called));
            }
            commands.iter().for_each(|words| call(words, 0, &mut called));
        }
    }
    called
}

/// The commands of a script, each as its words, those inside of substitutions too. What no shell reads calls nothing.
fn commands(script: &str) -> Vec<Vec<String>> {
    let Ok(list) = shell::parse(script) else { return Vec::new() };
    let words = |visited: &Visited<'_>| -> Vec<String> { visited.command.words.iter().map(Word::text).collect() };
    simple_commands(&list).iter().map(words).filter(|words| !words.is_empty()).collect()
}

fn script(text: &str, depth: usize, called: &mut BTreeSet<String>) {
    if depth < DEEPEST {
        commands(text).iter().for_each(|words| call(words, depth, called));
    }
}

/// Follows a command to the program that it comes to.
fn call(words: &[String], depth: usize, called: &mut BTreeSet<String>) {
    let mut words = words;
    while let Some((first, rest)) = words.split_first() {
        if is_assignment(first) {
            words = rest;
            continue;
        }
        // A package manager that runs something is itself what is called; `command -v pip` only asks whether it is there.
        match wrapped_words(words).filter(|found| !found.wrapper.kind.is_runner()) {
            Some(found) => words = &words[found.count..],
            None if is_wrapper(base_name(first)) && !is_language_manager(base_name(first)) => return,
            None => {
                let name = base_name(first);
                called.insert(name.to_owned());
                return inside(name, rest, depth, called);
            }
        }
    }
}

/// Whether the program installs for a language, whatever else it does. Ex) `uv run`
fn is_language_manager(name: &str) -> bool {
    language_installers().any(|known| known == without_version(name))
}

/// What a program is given to run: a script for a shell, a module for Python.
fn inside(name: &str, arguments: &[String], depth: usize, called: &mut BTreeSet<String>) {
    if name == "eval" {
        script(&arguments.join(" "), depth + 1, called);
    } else if is_shell(name) || name == "su" {
        let flag = arguments.iter().position(|word| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c'));
        if let Some(text) = flag.and_then(|index| arguments.get(index + 1)) {
            script(text, depth + 1, called);
        }
    } else if matches!(without_version(name), "python" | "pypy") {
        called.extend(module(arguments).map(|module| module.split('.').next().unwrap_or_default().to_owned()));
    }
}

/// The module of `python -m module`, with other options before it.
fn module(arguments: &[String]) -> Option<&str> {
    let mut arguments = arguments.iter();
    while let Some(flags) = arguments.next().and_then(|word| word.strip_prefix('-')) {
        match flags.find(['c', 'm', 'W', 'X']).map(|index| (flags.as_bytes()[index], &flags[index + 1..])) {
            None => {}
            Some((b'm', "")) => return arguments.next().map(String::as_str),
            Some((b'm', module)) => return Some(module),
            Some((b'c', _)) => return None,
            Some((_, "")) => drop(arguments.next()),
            Some(_) => {}
        }
    }
    None
}

fn is_assignment(word: &str) -> bool {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    word.split_once('=').is_some_and(|(name, _)| is_name(name))
}

fn base_name(word: &str) -> &str {
    word.rsplit('/').next().unwrap_or_default()
}

/// `pip3.14` is `pip`.
fn without_version(name: &str) -> &str {
    name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '.').trim_end_matches('-')
}

impl FromStr for Program {
    type Err = InvalidValue;

    fn from_str(text: &str) -> Result<Self, InvalidValue> {
        let inner = |c: char| c.is_ascii_alphanumeric() || "._+-".contains(c);
        if text.starts_with(|c: char| c.is_ascii_alphanumeric()) && text.chars().all(inner) {
            Ok(Self(text.to_owned()))
        } else {
            Err(InvalidValue::new("program", text, "a name such as `apt-get`, without its folder"))
        }
    }
}
