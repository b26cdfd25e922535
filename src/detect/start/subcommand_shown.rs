//! The sub-command of a script that a start from the code leaves out: `python main.py` lists its commands and ends, where the
//! project's own files say `python main.py run`.

use super::names::name_of;
use super::shown::Shower;
use super::survey::Survey;
use super::{subcommands, tasks};
use crate::model::{Command, Framework, RelPath, RunArguments, Start};
use crate::python::{Module, bindings, calls};

/// Adds the words that the project's own files give to the script, or its only sub-command that serves.
pub fn complete(survey: &Survey<'_>, start: &mut Start) {
    let [python, script] = start.command.words() else { return };
    let Some(file) = start.file.as_ref().filter(|_| python == "python" && script.ends_with(".py")) else { return };
    let Some(module) = survey.resolver.project.module(file) else { return };
    let of_unit = || of_unit(survey, file);
    let Some(rest) = of_unit().or_else(|| of_code(survey, file, &module)) else { return };
    if let Ok(command) = Command::new([vec![python.clone(), script.clone()], rest].concat()) {
        start.command = command;
        // What it is given is the whole of its command: nothing is left to ask for.
        if matches!(start.arguments, RunArguments::BehindCommand { .. }) {
            start.arguments = RunArguments::InsteadOfCommand;
            start.framework = Framework("script".to_owned());
        }
    }
}

/// The words behind the file in a unit that starts it, up to the first one that is about the machine of the unit.
/// Ex) `run` of `ExecStart=/usr/bin/python3 /opt/tides/tides.py run --config /etc/tides.ini`
fn of_unit(survey: &Survey<'_>, file: &RelPath) -> Option<Vec<String>> {
    let mut lines = survey.shown().iter().filter(|line| line.by == Shower::Service);
    let line = lines.find(|line| line.file(survey).as_ref() == Some(file))?;
    let place = line.words.iter().position(|word| word.ends_with(file.file_name()))?;
    let is_open = |word: &&String| !word.contains(['/', '$', '%', '~', '{']);
    let rest: Vec<String> = line.words[place + 1..].iter().take_while(is_open).cloned().collect();
    // An option in front of what was left out may have lost its value.
    let is_whole = place + 1 + rest.len() == line.words.len();
    let rest: Vec<String> = if is_whole { rest } else { rest.into_iter().take_while(|word| !word.starts_with('-')).collect() };
    (!rest.is_empty()).then_some(rest)
}

/// The words that pages and tasks give to a program of sub-commands, or its only sub-command that serves.
fn of_code(survey: &Survey<'_>, file: &RelPath, module: &Module) -> Option<Vec<String>> {
    if !has_subcommands(module) {
        return None;
    }
    let of_line = |words: &[String]| match words {
        [python, named, rest @ ..] if python == "python" && named.trim_start_matches("./") == file.as_str() => {
            let is_meant = rest.first().is_some_and(|word| tasks::starts(word));
            is_meant.then(|| rest.to_vec())
        }
        _ => None,
    };
    let lines = survey.shown().iter().filter(|line| line.by != Shower::Workflow);
    let shown = lines.filter_map(|line| of_line(&line.words)).next();
    let only = || {
        let mut serving = subcommands::of_module(survey, module.path()).into_iter();
        serving.next().filter(|_| serving.next().is_none()).map(|serving| vec![serving.name])
    };
    shown.or_else(only)
}

/// Whether the module is a program that only does what a sub-command says.
fn has_subcommands(module: &Module) -> bool {
    let functions = bindings::functions(module.statements());
    let commands = functions.iter().flat_map(|function| &function.decorator_list);
    let of_click = commands.filter(|decorator| name_of(&decorator.expression) == "command").count();
    of_click > 1 || calls(module.statements()).iter().any(|site| name_of(&site.call.func) == "add_subparsers")
}
