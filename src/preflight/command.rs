//! How the container starts: whether the program, the script and the module are there.

use super::build::Build;
use super::image::{Image, Openness, Presence};
use super::modules::{self, Wanted};
use super::started::Started;
use super::{environments, place, scripts, shell};
use crate::dockerfile::{Arguments, Healthcheck, Instruction};
use crate::knowledge::{WrapperKind, listener, listener_of, option_values, shell_script, worker_flags, wrapped_words};
use crate::lint::{Diagnostic, build as rules};
use crate::model::Location;

/// Looks at what the last image starts.
pub fn check(build: &mut Build<'_>, image: &Image) {
    // Behind an entrypoint, the first word is an argument of it.
    let own = image.facts.is_some_and(|facts| !facts.row.entrypoint.is_empty());
    let is_argument = own || image.entrypoint.is_some();
    for (instruction, is_argument) in [(image.entrypoint, false), (image.command, is_argument)] {
        let Some(instruction) = build.instruction(instruction) else { continue };
        form(build, instruction, is_argument);
        without_shell(build, image, instruction, &instruction.arguments);
    }
    if let Some(instruction) = build.instruction(image.health)
        && let Some(Healthcheck::Command(arguments)) = instruction.healthcheck()
    {
        without_shell(build, image, instruction, &arguments);
    }
    for started in started(build, image) {
        one(build, image, &started);
        environments::check(build, image, &started);
    }
}

/// The words of the command that stays, for those who look for its port. `None` if nothing is started.
pub fn start_words(build: &Build<'_>, image: &Image) -> Option<(Vec<String>, Location)> {
    started(build, image).pop().map(|started| (started.words, started.at))
}

fn started(build: &Build<'_>, image: &Image) -> Vec<Started> {
    let entrypoint = build.instruction(image.entrypoint);
    let command = build.instruction(image.command);
    let words = |instruction: &Instruction| match &instruction.arguments {
        Arguments::Exec(words) => Some(words.clone()),
        Arguments::Shell(_) => None,
    };
    match (entrypoint, command) {
        (Some(entrypoint), command) => match words(entrypoint) {
            Some(mut all) => {
                let is_script = all.first().is_some_and(|first| first.ends_with(".sh") || first.contains("entrypoint"));
                let rest = command.and_then(words).unwrap_or_default();
                if is_script {
                    // The script most likely runs its arguments.
                    let mut found = exec(build, image, all, entrypoint);
                    if let Some(command) = command {
                        let known = rest.first().is_some_and(|first| is_known(first));
                        found.extend(exec(build, image, rest, command).into_iter().filter(|_| known));
                    }
                    return found;
                }
                all.extend(rest);
                exec(build, image, all, entrypoint)
            }
            None => in_shell(build, image, entrypoint.arguments.as_shell().unwrap_or_default(), entrypoint, &image.workdir),
        },
        (None, Some(command)) => match words(command) {
            Some(words) => {
                let own = image.facts.iter().flat_map(|facts| facts.row.entrypoint.iter().cloned());
                exec(build, image, own.chain(words).collect(), command)
            }
            None => in_shell(build, image, command.arguments.as_shell().unwrap_or_default(), command, &image.workdir),
        },
        (None, None) => Vec::new(),
    }
}

/// What only a shell knows: as a program of its own there is no such thing, or it does nothing (POSIX, 2.14 and 1.6).
fn is_builtin(word: &str) -> bool {
    matches!(word, "." | "cd" | "eval" | "exec" | "export" | "set" | "source" | "trap" | "ulimit" | "umask" | "unset")
}

fn is_known(program: &str) -> bool {
    let name = place::name(program);
    name.starts_with("python") || listener(name).is_some()
}

fn exec(build: &Build<'_>, image: &Image, words: Vec<String>, instruction: &Instruction) -> Vec<Started> {
    let words = unwrapped(words);
    if let Some(script) = shell_script(&words) {
        return in_shell(build, image, script, instruction, &image.workdir);
    }
    vec![Started { words, cwd: image.workdir.clone(), at: build.at(instruction) }]
}

fn in_shell(build: &Build<'_>, image: &Image, text: &str, instruction: &Instruction, cwd: &str) -> Vec<Started> {
    let mut cwd = cwd.to_owned();
    let mut found = Vec::new();
    if text.trim_start().starts_with('[') {
        return found;
    }
    for command in shell::commands(text).into_iter().filter(|command| !command.is_conditional) {
        let words = unwrapped(
            command.words.iter().map(|word| super::variables::text(word, &image.env).unwrap_or_else(|| word.clone())).collect(),
        );
        let inner = shell_script(&words).filter(|inner| inner.len() < text.len()).map(str::to_owned);
        match words.first().map(String::as_str) {
            Some("cd") if words.len() == 2 && !words[1].contains('$') => cwd = place::absolute(&words[1], &cwd),
            Some("cd") | None => return Vec::new(),
            // A shell in the shell: its commands count, wherever the outer ones have gone to.
            Some(_) if inner.is_some() => found.extend(in_shell(build, image, &inner.unwrap_or_default(), instruction, &cwd)),
            Some(_) => found.push(Started { words, cwd: cwd.clone(), at: build.at(instruction) }),
        }
    }
    found
}

/// The command without the programs that only start another one; nothing where what it runs is found in an environment whose
/// folder is not known by its name.
fn unwrapped(mut words: Vec<String>) -> Vec<String> {
    while let Some(found) = wrapped_words(&words) {
        let decides_where = |(name, _): &(String, String)| matches!(name.as_str(), "PATH" | "PYTHONPATH");
        let is_plain = found.wrapper.kind.is_transparent() || found.wrapper.kind == WrapperKind::Agent;
        if !is_plain || found.assignments.iter().any(decides_where) {
            return Vec::new();
        }
        words.drain(..found.count);
    }
    words
}

/// The shell form, and a shell that is started by name, in an image that has none.
fn without_shell(build: &mut Build<'_>, image: &Image, instruction: &Instruction, arguments: &Arguments) {
    if !image.lacks_shell() || !shell::needs_shell(arguments) {
        return;
    }
    let message = format!("{} starts a shell, and this image has none", instruction.keyword);
    let hint = "write the words as a JSON array: `[\"python\", \"app.py\"]`";
    build.report(Diagnostic::at(&rules::shell_missing::RULE, build.at(instruction), message, hint));
}

/// Mistakes in the form alone.
fn form(build: &mut Build<'_>, instruction: &Instruction, is_argument: bool) {
    let keyword = instruction.keyword;
    let at = build.at(instruction);
    match &instruction.arguments {
        Arguments::Shell(text)
            if text.starts_with('[') && text.trim_end().ends_with(']') && !text.starts_with("[ ") && !text.starts_with("[[") =>
        {
            let message = format!("`{keyword}` looks like exec form but is not valid JSON, so it runs in a shell");
            let hint = "write each word in double quotes, with a comma between two and none at the end";
            build.report(Diagnostic::at(&rules::exec_form_broken::RULE, at, message, hint));
        }
        Arguments::Exec(words) => {
            let Some(first) = words.first() else { return };
            if !is_argument && first.trim().contains(' ') && !first.starts_with('/') {
                let message = format!("exec form treats `{first}` as one program name");
                let split: Vec<String> = first.split_whitespace().map(|word| format!("\"{word}\"")).collect();
                build.report(Diagnostic::at(
                    &rules::exec_form_words::RULE,
                    at,
                    message,
                    format!("write each word on its own: `[{}]`", split.join(", ")),
                ));
            } else if let Some(operator) = words.iter().find(|word| matches!(word.as_str(), "&&" | "||" | "|" | ";"))
                // Another program may take commands and what joins them as its arguments.
                && (is_known(first) || is_builtin(first))
            {
                let message = format!("in exec form `{operator}` is an argument of `{first}`: no shell runs");
                let hint = "write `[\"sh\", \"-c\", \"…\"]`, or one command alone";
                build.report(Diagnostic::at(&rules::exec_form_shell::RULE, at, message, hint));
            } else if is_known(first)
                && let Some(word) = variable(words)
            {
                let message = format!("`{word}` is not expanded in exec form: `{first}` gets it literally");
                let hint = format!("write `[\"sh\", \"-c\", \"exec {}\"]`, or the number itself", words.join(" "));
                build.report(Diagnostic::at(&rules::exec_form_variable::RULE, at, message, hint));
            }
        }
        Arguments::Shell(_) => {}
    }
}

/// An option of the server whose value holds a variable.
fn variable(words: &[String]) -> Option<&str> {
    let (row, arguments) = listener_of(words)?;
    let flags: Vec<String> = [&row.port_flags[..], &row.address_flags, worker_flags()].concat();
    option_values(arguments, &flags).into_iter().find(|value| value.contains('$'))
}

fn one(build: &mut Build<'_>, image: &Image, started: &Started) {
    let Some(program) = started.words.first() else { return };
    if program.contains(' ') || program.contains('$') {
        return;
    }
    if image.is_scratch && image.layers.is_empty() {
        return;
    }
    let name = place::name(program).to_owned();
    if program.contains('/') {
        let path = place::absolute(program, &started.cwd);
        match build.eyes().look(image, &[], &path) {
            Presence::Absent => {
                let message = format!("the container starts `{path}`, which is not in the image");
                let hint = hint_for(build, image, &path);
                build.report(Diagnostic::at(&rules::program_missing::RULE, started.at.clone(), message, hint));
                return;
            }
            Presence::Present(Some(file)) => scripts::check(build, image, &file, &path, &started.at),
            _ => {}
        }
    } else if name.ends_with(".sh") || name.ends_with(".py") {
        scripts::in_path(build, image, &name, started);
    }
    distribution(build, image, &name, started);
    match modules::wanted(&started.words, &started.cwd, image) {
        Some(Wanted::File(file)) => file_missing(build, image, &name, &file, started),
        Some(Wanted::Module(wanted)) => modules::check(build, image, &wanted, &started.at),
        None => {}
    }
}

fn file_missing(build: &mut Build<'_>, image: &Image, program: &str, file: &str, started: &Started) {
    let path = place::absolute(file, &started.cwd);
    if build.eyes().look(image, &[], &path) == Presence::Absent {
        let message = format!("`{program}` is given `{file}`, and there is no `{path}` in the image");
        let hint = hint_for(build, image, &path);
        build.report(Diagnostic::at(&rules::script_missing::RULE, started.at.clone(), message, hint));
    }
}

/// What to do about a path that the image lacks.
pub fn hint_for(build: &Build<'_>, image: &Image, path: &str) -> String {
    let tree = build.context.tree;
    let Some(project) = place::as_project(path, &image.workdir) else {
        return "copy it into the image, or correct the path".to_owned();
    };
    if tree.kind(&project).is_none() {
        let name = place::name(path);
        let found = tree.walk().files.iter().find(|file| file.file_name() == name);
        return match found {
            Some(file) => format!("the project has it at `{file}`: correct the path"),
            None => "the project has no such file: correct the name".to_owned(),
        };
    }
    match build.context.left_out_by(&project) {
        Some(pattern) => format!("`{}` in {}:{} leaves it out", pattern.written, build.context.ignore_path, pattern.line),
        None => format!("`COPY {project}` into this stage"),
    }
}

/// The program comes with a distribution, which has to be installed.
fn distribution(build: &mut Build<'_>, image: &Image, program: &str, started: &Started) {
    let packages = &image.packages;
    if packages.is_open || image.open == Openness::Anything || image.base.as_ref().is_none_or(|base| base.python.is_none()) {
        return;
    }
    if let Some(script) = own_script(build, program) {
        let own = build.manifests.pyproject.as_ref().and_then(|file| file.name.as_ref()).map(|(name, _)| name);
        // The project may come from the index, as anybody else's does.
        let is_bought = own.is_some_and(|own| packages.asked.contains_key(own));
        if !packages.project && !is_bought {
            let message = format!("`{program}` is a script of the project ({script}), which is not installed in this image");
            let hint = "install the project itself in a step before, or start it with `python -m`";
            build.report(Diagnostic::at(&rules::project_not_installed::RULE, started.at.clone(), message, hint));
        }
        return;
    }
    let as_module = (program.starts_with("python") && started.words.get(1).is_some_and(|word| word == "-m"))
        .then(|| started.words.get(2))
        .flatten();
    let wanted = as_module.map_or(program, String::as_str);
    let Some(row) = listener(wanted).or_else(|| listener_of(&["python", "-m", wanted]).map(|(row, _)| row)) else { return };
    let (name, distribution) = (row.distribution.clone(), row.distribution.as_ref());
    let brings = image.packages.with_extras.iter().any(|extra| row.may_be_brought_by(extra))
        || packages.names.iter().any(|name| row.may_be_brought_by(name.as_ref()));
    if packages.names.contains(&name) || brings {
        return;
    }
    let in_development = build.manifests.development().find(|dependency| dependency.name == name);
    let nothing = packages.names.is_empty() && !packages.project;
    let (message, hint, is_sure) = match in_development {
        Some(dependency) => (
            format!("`{wanted}` is declared for development only ({}), and is not installed in this image", dependency.at),
            format!("declare `{distribution}` for production"),
            true,
        ),
        None if nothing => (
            format!("`{wanted}` is not in this image: no step installs or copies the dependencies"),
            "install them in this stage, or copy the environment from the stage that does".to_owned(),
            true,
        ),
        None => (
            format!("no dependency in this image provides `{wanted}`"),
            format!("declare `{distribution}` for production"),
            !packages.is_direct_only,
        ),
    };
    let problem = match is_sure {
        true => Diagnostic::at(&rules::program_not_installed::RULE, started.at.clone(), message, hint),
        false => Diagnostic::at(&rules::program_not_installed::RULE, started.at.clone(), message, hint).warning(),
    };
    build.report(problem);
}

fn own_script(build: &Build<'_>, program: &str) -> Option<Location> {
    let pyproject = build.manifests.pyproject.iter().flat_map(|file| &file.scripts);
    let setup = build.manifests.setup.iter().flat_map(|setup| &setup.scripts);
    pyproject.chain(setup).find(|script| script.name == program).map(|script| script.at.clone())
}
