//! Which program a script comes to in the end, where none of the variables that it leaves to the container is set.
//!
//! A script is followed as a shell runs it: assignments, `set --`, `shift`, functions, `if`, `case`, `&&`, `||`, `exec` and
//! `"$@"`. Programs are taken to succeed, loops to wait for something, and what cannot be known (the output of a program, a
//! file that only the container has) to be false. The program behind `exec`, or else the last one, is what the container is
//! there for; what runs before it or beside it is told.

mod condition;
mod expand;
mod run;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::rc::Rc;

use super::ast::{AndOr, Command, Compound, Joint, List, Pipeline, Simple, Word};
use super::parse;
pub use expand::Text;
pub use run::{Before, Surroundings};

use run::{Run, Step};

/// Where the script leads.
#[derive(Debug)]
pub struct Followed {
    /// The program and its arguments.
    pub words: Vec<Text>,
    /// Variables that are set for it.
    pub env: Vec<(String, String)>,
    /// Programs that run and end before it.
    pub before: Vec<Before>,
    /// Programs that it leaves running beside the last one. Ex) `celery worker &`
    pub beside: Vec<Before>,
    /// The folder that it runs in, as the script names it. `None` if it names none.
    pub folder: Option<String>,
    /// `$PORT` stands in it.
    pub uses_port: bool,
}

/// Why a script leads to no program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// It is no script that can be read.
    Unreadable,
    /// It ends, and no program is left running.
    Ends,
    /// More than one program stays, and none of them is the last. Ex) `celery worker & gunicorn shop:app & wait`
    Several,
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Unreadable => "it is not a script that pydock can read",
            Self::Ends => "no program was found that it ends with",
            Self::Several => "it starts several programs at once",
        })
    }
}

/// Functions that call each other, and files that read each other, deeper than any script means it.
const DEEPEST: usize = 20;

/// Programs that prepare or tell something and are never what a container is there for.
const HELPERS: &[&str] = &[
    "alias",
    "cat",
    "chmod",
    "chown",
    "cp",
    "curl",
    "date",
    "echo",
    "env",
    "find",
    "grep",
    "groupadd",
    "groupmod",
    "hash",
    "hostname",
    "id",
    "kill",
    "ln",
    "ls",
    "mkdir",
    "mv",
    "nc",
    "pg_isready",
    "printenv",
    "printf",
    "pwd",
    "read",
    "rm",
    "sed",
    "sleep",
    "stat",
    "stty",
    "tail",
    "tee",
    "touch",
    "trap",
    "tr",
    "type",
    "ulimit",
    "umask",
    "unset",
    "useradd",
    "usermod",
    "wait",
    "wget",
    "which",
    "whoami",
];

/// Follows the script to its end.
pub fn follow(text: &str, around: &Surroundings<'_>) -> Result<Followed, Refusal> {
    let list = parse(text).map_err(|_| Refusal::Unreadable)?;
    let constant = |(name, value): (&String, &String)| (name.clone(), Text::constant(value.clone()));
    let mut run = Run {
        around,
        text: text.into(),
        variables: around.variables.iter().map(constant).collect(),
        exported: BTreeMap::new(),
        arguments: around.arguments.clone(),
        functions: BTreeMap::new(),
        steps: Vec::new(),
        last: None,
        folder: None,
        depth: 0,
        is_main: true,
        uses_port: false,
    };
    run.list(&list);
    run.end()
}

/// What happens behind a command.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Flow {
    /// The next one runs; whether this one succeeded, as far as that is known.
    Next(Option<bool>),
    /// A function is left.
    Return,
    /// The script is over.
    End,
    /// It gives up, which a container that has what it asks for does not come to. Ex) `exit 1`
    Fail,
}

impl Run<'_> {
    fn end(mut self) -> Result<Followed, Refusal> {
        let is_several = self.steps.iter().any(|step| step.stays);
        let last = match self.last.take() {
            Some(last) => last,
            None => self.steps.pop().filter(|step| !step.stays || self.steps.is_empty()).ok_or(if is_several {
                Refusal::Several
            } else {
                Refusal::Ends
            })?,
        };
        let mut env: Vec<(String, String)> = self.exported.into_iter().collect();
        env.retain(|(name, _)| !last.env.iter().any(|(other, _)| other == name));
        env.extend(last.env);
        let (beside, before): (Vec<Step>, Vec<Step>) = self.steps.into_iter().partition(|step| step.stays);
        let texts = |steps: Vec<Step>| steps.into_iter().map(|step| step.before).collect();
        let (before, beside) = (texts(before), texts(beside));
        Ok(Followed { words: last.words, env, before, beside, folder: self.folder, uses_port: self.uses_port })
    }

    fn list(&mut self, list: &List) -> Flow {
        let mut flow = Flow::Next(Some(true));
        for item in &list.items {
            flow = self.and_or(item);
            if !matches!(flow, Flow::Next(_)) {
                break;
            }
        }
        flow
    }

    fn and_or(&mut self, item: &AndOr) -> Flow {
        let first_step = self.steps.len();
        let mut flow = self.pipeline(&item.first);
        for (joint, pipeline) in &item.rest {
            let Flow::Next(status) = flow else { return flow };
            let runs = match joint {
                Joint::And => status != Some(false),
                Joint::Or => status == Some(false),
            };
            if runs {
                flow = match self.pipeline(pipeline) {
                    Flow::Fail => Flow::Next(Some(true)),
                    flow => flow,
                };
            }
        }
        if item.is_background {
            self.steps[first_step..].iter_mut().for_each(|step| step.stays = true);
        }
        flow
    }

    fn pipeline(&mut self, pipeline: &Pipeline) -> Flow {
        let flow = match pipeline.commands.as_slice() {
            [command] => self.command(command),
            // What a program reads or writes by a pipe is a shell's business.
            [first, ..] => {
                let start = match first {
                    Command::Simple(simple) => simple.span.start,
                    Command::Compound(_) => return Flow::Next(None),
                };
                let end = pipeline.commands.iter().rev().find_map(|command| match command {
                    Command::Simple(simple) => Some(simple.span.end),
                    Command::Compound(_) => None,
                });
                let text = self.text.get(start..end.unwrap_or(start)).unwrap_or_default().to_owned();
                let program = match first {
                    Command::Simple(simple) => simple.words.first().map(Word::text).unwrap_or_default(),
                    Command::Compound(_) => String::new(),
                };
                if !HELPERS.contains(&program.as_str()) {
                    let words = ["sh", "-c", text.as_str()].map(|word| Text::constant(word.to_owned())).to_vec();
                    let before = Before { offset: self.is_main.then_some(start), text: one_line(&text) };
                    self.steps.push(Step { words, env: Vec::new(), before, stays: false });
                }
                Flow::Next(None)
            }
            [] => Flow::Next(Some(true)),
        };
        match flow {
            Flow::Next(status) if pipeline.is_negated => Flow::Next(status.map(|status| !status)),
            flow => flow,
        }
    }

    fn command(&mut self, command: &Command) -> Flow {
        if self.depth >= DEEPEST {
            return Flow::End;
        }
        self.depth += 1;
        let flow = match command {
            Command::Simple(simple) => self.simple(simple),
            Command::Compound(compound) => self.compound(compound),
        };
        self.depth -= 1;
        flow
    }

    fn compound(&mut self, compound: &Compound) -> Flow {
        match compound.opener {
            "{" => compound.bodies.first().map_or(Flow::Next(None), |body| self.list(body)),
            "(" => {
                let (variables, folder) = (self.variables.clone(), self.folder.clone());
                let flow = compound.bodies.first().map_or(Flow::Next(None), |body| self.list(body));
                (self.variables, self.folder) = (variables, folder);
                if self.last.is_some() { flow } else { Flow::Next(None) }
            }
            "if" => {
                let (choices, otherwise) = match compound.bodies.as_slice() {
                    [choices @ .., otherwise] if choices.len() % 2 == 0 => (choices, Some(otherwise)),
                    choices => (choices, None),
                };
                for choice in choices.chunks(2) {
                    if let [condition, body] = choice
                        && self.holds(condition) == Some(true)
                    {
                        let steps = self.steps.len();
                        match self.list(body) {
                            Flow::Fail => self.steps.truncate(steps),
                            flow => return flow,
                        }
                    }
                }
                otherwise.map_or(Flow::Next(Some(true)), |body| self.list(body))
            }
            "case" => {
                let subject = compound.words.first().map(|word| self.joined(word));
                let matches = |run: &mut Self, patterns: &Vec<Word>, subject: &str| {
                    patterns.iter().any(|pattern| run.joined(pattern).folded.is_some_and(|text| condition::fits(&text, subject)))
                };
                let body = match subject.and_then(|subject| subject.folded) {
                    Some(subject) => compound.patterns.iter().position(|patterns| matches(self, patterns, &subject)),
                    None => compound.patterns.iter().position(|patterns| matches(self, patterns, "\u{0}")),
                };
                body.and_then(|index| compound.bodies.get(index)).map_or(Flow::Next(Some(true)), |body| self.list(body))
            }
            "function" => {
                if let (Some(name), Some(body)) = (compound.words.first().and_then(Word::literal), compound.bodies.first()) {
                    self.functions.insert(name, (Rc::clone(&self.text), body.clone()));
                }
                Flow::Next(Some(true))
            }
            "[[" => {
                let words: Vec<Text> = compound.words.iter().map(|word| self.joined(word)).collect();
                Flow::Next(if words.len() > 4 { None } else { self.test(&words) })
            }
            _ => Flow::Next(None),
        }
    }

    /// Whether the condition of an `if` holds; what it runs is no step of the start.
    fn holds(&mut self, condition: &List) -> Option<bool> {
        let (steps, last) = (self.steps.len(), self.last.is_some());
        let flow = self.list(condition);
        self.steps.truncate(steps);
        if !last {
            self.last = None;
        }
        match flow {
            Flow::Next(status) => status,
            Flow::Return | Flow::End | Flow::Fail => None,
        }
    }

    fn simple(&mut self, simple: &Simple) -> Flow {
        let mut env = Vec::new();
        for assignment in &simple.assignments {
            let value = self.joined(&assignment.value);
            if simple.words.is_empty() {
                self.variables.insert(assignment.name.clone(), value);
            } else if let Some(text) = value.folded.filter(|_| value.shell.is_none()) {
                env.push((assignment.name.clone(), text));
            }
        }
        let mut words: Vec<Text> = simple.words.iter().flat_map(|word| self.word(word)).collect();
        while let Some(wrapper) = words.first().and_then(|word| word.folded.as_deref())
            && matches!(wrapper, "command" | "builtin" | "time" | "nohup")
            && words.get(1).is_some_and(|word| word.folded.as_deref().is_none_or(|text| !text.starts_with('-')))
        {
            words.remove(0);
        }
        set_by_env(&mut words, &mut env);
        let Some(program) = words.first() else { return Flow::Next(Some(true)) };
        let Some(name) = program.folded.clone() else { return self.step(simple, words, env) };
        let rest = || words[1..].to_vec();
        match name.as_str() {
            // With options of its own it is one more program that starts another.
            "env" if words.len() > 1 => self.step(simple, words, env),
            ":" | "true" => Flow::Next(Some(true)),
            "false" => Flow::Next(Some(false)),
            "test" | "[" => {
                let mut rest = rest();
                if rest.last().is_some_and(|word| word.folded.as_deref() == Some("]")) {
                    rest.pop();
                }
                Flow::Next(self.test(&rest))
            }
            "exec" if words.len() > 1 => {
                let before = self.before(simple);
                let mut words = rest();
                set_by_env(&mut words, &mut env);
                self.last = Some(Step { words, env, before, stays: false });
                Flow::End
            }
            "exec" => Flow::Next(Some(true)),
            "exit" if words.get(1).and_then(|word| word.folded.as_deref()).is_some_and(|status| status != "0") => Flow::Fail,
            "exit" => Flow::End,
            "return" => Flow::Return,
            "set" => {
                if let Some(dashes) = words.iter().position(|word| word.folded.as_deref() == Some("--")) {
                    self.arguments = words[dashes + 1..].to_vec();
                }
                Flow::Next(Some(true))
            }
            "shift" => {
                let count = words.get(1).and_then(|word| word.folded.as_deref()?.parse().ok()).unwrap_or(1);
                self.arguments.drain(..usize::min(count, self.arguments.len()));
                Flow::Next(Some(true))
            }
            "export" | "declare" | "local" | "readonly" | "typeset" => {
                for word in &simple.words[1..] {
                    self.declare(word, name == "export");
                }
                Flow::Next(Some(true))
            }
            "cd" | "pushd" => {
                self.folder = words.get(1).and_then(|word| word.folded.clone()).or_else(|| self.folder.take());
                Flow::Next(Some(true))
            }
            "." | "source" => words.get(1).and_then(|word| word.folded.clone()).map_or(Flow::Next(None), |path| self.read(&path)),
            "command" | "type" | "which" | "hash" => Flow::Next(None),
            name if self.functions.contains_key(name) => self.call(name, rest()),
            name if HELPERS.contains(&name) => Flow::Next(None),
            _ => self.step(simple, words, env),
        }
    }

    fn step(&mut self, simple: &Simple, words: Vec<Text>, env: Vec<(String, String)>) -> Flow {
        let before = self.before(simple);
        self.steps.push(Step { words, env, before, stays: false });
        Flow::Next(None)
    }

    fn before(&self, simple: &Simple) -> Before {
        let text = one_line(self.text.get(simple.span.clone()).unwrap_or_default());
        Before { text, offset: self.is_main.then_some(simple.span.start) }
    }

    /// `export NAME=value`
    fn declare(&mut self, word: &Word, exported: bool) {
        let Some(text) = self.word(word).into_iter().next() else { return };
        let Some((name, value)) = text.folded.as_deref().and_then(|folded| folded.split_once('=')) else {
            let known = text.folded.and_then(|name| Some((name.clone(), self.variables.get(&name)?.constant_text()?)));
            self.exported.extend(known.filter(|_| exported));
            return;
        };
        let shell = text.shell.as_deref().and_then(|shell| shell.split_once('=')).map(|(_, value)| value.to_owned());
        let value = Text { folded: Some(value.to_owned()), shell, is_bare: false };
        if let Some(text) = value.constant_text().filter(|_| exported) {
            self.exported.insert(name.to_owned(), text);
        }
        self.variables.insert(name.to_owned(), value);
    }

    /// `. file`
    fn read(&mut self, path: &str) -> Flow {
        let Some(text) = (self.around.source)(path) else { return Flow::Next(Some(true)) };
        let Ok(list) = parse(&text) else { return Flow::Next(None) };
        let outer = std::mem::replace(&mut self.text, text.into());
        let was_main = std::mem::replace(&mut self.is_main, false);
        let flow = self.list(&list);
        (self.text, self.is_main) = (outer, was_main);
        if flow == Flow::Return { Flow::Next(None) } else { flow }
    }

    fn call(&mut self, name: &str, arguments: Vec<Text>) -> Flow {
        let Some((text, body)) = self.functions.get(name).cloned() else { return Flow::Next(None) };
        let is_same = Rc::ptr_eq(&text, &self.text);
        let outer = std::mem::replace(&mut self.text, text);
        let was_main = self.is_main;
        self.is_main &= is_same;
        let others = std::mem::replace(&mut self.arguments, arguments);
        let flow = self.list(&body);
        (self.text, self.is_main, self.arguments) = (outer, was_main, others);
        if flow == Flow::Return { Flow::Next(None) } else { flow }
    }
}

/// `env NAME=value program` is the program with a variable, as `NAME=value program` is.
fn set_by_env(words: &mut Vec<Text>, env: &mut Vec<(String, String)>) {
    let folded = |word: &Text| word.folded.clone();
    if words.first().and_then(folded).is_none_or(|name| name != "env" && !name.ends_with("/env")) {
        return;
    }
    let is_name = |name: &str| {
        !name.is_empty()
            && !name.starts_with(|c: char| c.is_ascii_digit())
            && name.chars().all(|c| c.is_alphanumeric() || c == '_')
    };
    let set = |word: &Text| {
        let text = word.constant_text()?;
        let (name, value) = text.split_once('=')?;
        is_name(name).then(|| (name.to_owned(), value.to_owned()))
    };
    let set: Vec<(String, String)> = words[1..].iter().map_while(set).collect();
    let is_program = |word: &Text| folded(word).is_none_or(|text| !text.starts_with('-') && !text.contains('='));
    if words.get(set.len() + 1).is_some_and(is_program) {
        words.drain(..=set.len());
        env.extend(set);
    }
}

fn one_line(text: &str) -> String {
    text.replace("\\\n", " ").split_whitespace().collect::<Vec<_>>().join(" ")
}
