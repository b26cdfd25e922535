//! What installers and Python need at their step.

use super::image::{Layer, Presence};
use super::step::{Step, plain};
use super::{backend, environments, managers, pip, place, uv};
use crate::lint::build as rules;
use crate::model::{IMPORT_EACH, LockingProgram, PackageManager};

/// Looks at a command that is neither a shell's own nor one of the system's.
pub fn check(step: &mut Step<'_, '_>, program: &str, arguments: &[String]) {
    let is_python = program.strip_prefix("python").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    let is_pip = program.strip_prefix("pip").is_some_and(|rest| rest.chars().all(|c| c.is_ascii_digit() || c == '.'));
    match program {
        _ if is_pip => pip::pip(step, arguments, "pip"),
        _ if is_python => python(step, arguments),
        "uv" => uv::check(step, arguments),
        "poetry" => managers::poetry(step, arguments),
        "pdm" => managers::pdm(step, arguments),
        "pipenv" => managers::pipenv(step, arguments),
        "hatch" | "flit" => {
            if arguments.first().is_some_and(|verb| verb == "build") {
                backend::check(step, &step.cwd.clone(), PackageManager::Pip);
            }
            step.data();
            step.image.packages.is_open = true;
        }
        "virtualenv" => {
            for folder in plain(arguments) {
                step.image.layers.push(Layer::Made(place::absolute(folder, &step.cwd)));
                environments::made_by_python(step, "python3", folder);
            }
        }
        "git" | "gcc" | "g++" | "make" | "unzip" | "tar" => step.anything(),
        _ => step.anything(),
    }
}

fn python(step: &mut Step<'_, '_>, arguments: &[String]) {
    let mut words = arguments.iter().skip_while(|word| word.starts_with('-') && !matches!(word.as_str(), "-m" | "-c" | "-"));
    match words.next().map(String::as_str) {
        Some("-m") => {
            let Some(module) = words.next() else { return };
            let rest: Vec<String> = words.cloned().collect();
            match module.as_str() {
                "pip" => pip::pip(step, &rest, "pip"),
                "venv" | "virtualenv" => {
                    let program = step.words.first().cloned().unwrap_or_default();
                    for folder in plain(&rest) {
                        step.image.layers.push(Layer::Made(place::absolute(folder, &step.cwd)));
                        // With `--copies` the interpreter is a file of the environment itself.
                        if !rest.iter().any(|word| word == "--copies") {
                            environments::made_by_python(step, &program, folder);
                        }
                    }
                }
                "compileall" | "ensurepip" | "pytest" | "unittest" | "site" | "pip_audit" => {}
                "build" => {
                    backend::check(step, &step.cwd.clone(), PackageManager::Pip);
                    step.image.layers.push(Layer::Made(place::absolute("dist", &step.cwd)));
                }
                module if LockingProgram::named(module).is_some() => check(step, module, &rest),
                "nltk.downloader" | "spacy" | "playwright" => step.data(),
                _ => step.anything(),
            }
        }
        Some("-c") if words.next().is_some_and(|script| script == IMPORT_EACH) => {}
        Some("-c") => step.data(),
        Some("-") | None => step.anything(),
        Some(script) if script.ends_with(".py") => {
            if step.look(script) == Presence::Absent {
                let needs = format!("`python {script}` needs `{script}`");
                step.lacks(script, &rules::script_missing::RULE, &needs);
            }
            if place::name(script) == "manage.py" { step.data() } else { step.anything() }
        }
        Some(_) => step.anything(),
    }
}
