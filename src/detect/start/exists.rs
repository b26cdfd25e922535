//! Whether what a command names will be in the image: the one place that asks this of a start that a person wrote for another
//! image.

use super::command::unwrapped;
use super::survey::Survey;
use crate::knowledge::{FrameworkRow, is_shell, listener};
use crate::model::{Entrypoint, PackageName, RelPath, Start};
use crate::python::{ImportPath, Module, Target, bindings};

/// What the command needs and the image will not have, in words; `None` if it has everything.
pub fn missing(survey: &Survey<'_>, start: &Start) -> Option<String> {
    // The image gets the server, which was all that lacked.
    if start.adds_server.is_some() {
        return None;
    }
    let words = unwrapped(start.command.words());
    let root = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let program = words.first()?;
    let is_python = program == "python" || program.starts_with("python3");
    let lacking = match words.get(1).map(String::as_str) {
        _ if !is_python => missing_program(survey, program, &root),
        // `python -m gunicorn` is `gunicorn`.
        Some("-m") if words.get(2).is_some_and(|module| is_server(survey, module)) => {
            words.get(2).and_then(|program| missing_program(survey, program, &root))
        }
        Some("-m") => words.get(2).and_then(|module| missing_module(survey, module, &root)),
        Some("-c") | None => None,
        _ => {
            let script = words.iter().skip(1).find(|word| !word.starts_with('-'))?;
            let is_there = root.join(script).is_ok_and(|path| survey.evidence.tree.kind(&path).is_some());
            (!is_there).then(|| format!("`{script}` does not exist in the project"))
        }
    };
    lacking.or_else(|| start.entrypoint.as_ref().and_then(|entrypoint| missing_object(survey, entrypoint, &root)))
}

fn is_server(survey: &Survey<'_>, program: &str) -> bool {
    survey.resolver.frameworks.servers().iter().any(|server| server.program() == program)
}

/// The server that the command names, where that is all that it lacks and pydock can install it: one that the project's own image
/// installs by its name, or one that runs applications of this framework without the help of others. `None` if it lacks something
/// else, or no server.
pub fn addable(survey: &Survey<'_>, start: &Start) -> Option<PackageName> {
    // Where nothing is installed, the server is not all that lacks.
    if !survey.evidence.has_manifest() {
        return None;
    }
    let words = unwrapped(start.command.words());
    let program = match words.as_slice() {
        [python, flag, module, ..] if python.starts_with("python") && flag == "-m" => module,
        [program, ..] => program.rsplit('/').next().unwrap_or(program),
        [] => return None,
    };
    let row = survey.resolver.frameworks.servers().iter().find(|server| server.program() == program)?;
    let is_it = |package: &str| package.split(['=', '<', '>', '[', '~']).next() == Some(row.distribution.as_ref());
    let mut of_image = survey.evidence.witness.iter().flat_map(|witness| &witness.installs.packages);
    let framework = survey.resolver.frameworks.get(start.framework.as_str());
    let fits = row.added_for.is_some() && framework.map(FrameworkRow::interface) == row.added_for;
    let root = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let entrypoint = start.entrypoint.as_ref()?;
    let is_whole =
        is_in_project(survey, entrypoint.module.as_str(), &root) && missing_object(survey, entrypoint, &root).is_none();
    (row.added_for.is_some() && (fits || of_image.any(|said| is_it(&said.value))) && is_whole).then(|| row.distribution.clone())
}

/// The program of the command that nothing is known of, if a dependency may bring it: what a package manager runs is in the
/// environment that it made, and the project itself has no program of this name. What only tests or development install is not in
/// the image. `None` if the program is known, or cannot come from a dependency.
pub fn brought(survey: &Survey<'_>, start: &Start) -> Option<String> {
    let words = unwrapped(start.command.words());
    let root = start.working_dir.clone().unwrap_or_else(RelPath::root);
    let program = words.first().filter(|program| !program.contains(['/', '.']) && !is_shell(program))?;
    let is_unknown = missing_program(survey, program, &root).is_some();
    let is_server = survey.resolver.frameworks.servers().iter().any(|server| server.program() == program);
    let of_part = program
        .parse()
        .is_ok_and(|name: PackageName| survey.evidence.manifests.parts().iter().any(|part| part.declares(&name, None).is_some()));
    (is_unknown && !is_server && !of_part && listener(program).is_none() && survey.evidence.has_manifest())
        .then(|| program.clone())
}

fn missing_program(survey: &Survey<'_>, program: &str, root: &RelPath) -> Option<String> {
    let evidence = survey.evidence;
    if program.contains('/') {
        let is_there = root.join(program).is_ok_and(|path| evidence.tree.is_file(&path));
        return (!is_there).then(|| format!("`{program}` does not exist in the project"));
    }
    let frameworks = survey.resolver.frameworks;
    let server = frameworks.servers().iter().find(|server| server.program() == program);
    // What an extra or a group brings is installed for the start.
    let is_server = server.is_some_and(|server| evidence.has_server(server) || evidence.offers_server(server));
    let is_framework = frameworks
        .rows()
        .iter()
        // Some install their program under both names. Ex) `huey_consumer.py`
        .filter(|row| row.own.as_ref().is_some_and(|own| own.words[0] == program.strip_suffix(".py").unwrap_or(program)))
        .any(|row| evidence.declares_framework(row));
    // Some have another name than what brings them. Ex) `twistd`
    let is_brought = listener(program).is_some_and(|row| evidence.installs(&row.distribution));
    let is_script = evidence.is_packaged() && evidence.scripts().any(|script| script.name == program);
    let is_shell = is_shell(program);
    if is_server || is_framework || is_brought || is_script || is_shell || is_installed(survey, program) {
        return None;
    }
    let from_pip = evidence.witness.and_then(|witness| {
        let installed =
            witness.installs.packages.iter().find(|said| said.value.split(['=', '<', '>', '[', '~']).next() == Some(program))?;
        Some(format!("`{program}` is installed by {} and declared by no manifest", witness.at(installed.line)))
    });
    Some(from_pip.unwrap_or_else(|| format!("nothing that is installed brings `{program}`")))
}

/// A distribution often has a program or a module of its own name.
fn is_installed(survey: &Survey<'_>, name: &str) -> bool {
    let top = name.split('.').next().unwrap_or(name);
    top.parse().is_ok_and(|name: PackageName| survey.evidence.installs(&name))
}

fn missing_module(survey: &Survey<'_>, module: &str, root: &RelPath) -> Option<String> {
    let frameworks = survey.resolver.frameworks;
    let is_known = is_installed(survey, module)
        || frameworks.servers().iter().any(|server| server.program() == module && survey.evidence.has_server(server))
        || frameworks
            .rows()
            .iter()
            .any(|row| row.imports.iter().any(|top| top == module) && survey.evidence.declares_framework(row));
    // Every module of the standard library that runs as a program has a name without the project's own; the list is Python's.
    let is_standard = matches!(module.split('.').next(), Some("asyncio" | "http" | "idlelib" | "pdb" | "runpy" | "wsgiref"));
    (!is_known && !is_standard && !is_in_project(survey, module, root))
        .then(|| format!("no module `{module}` is in the project or installed"))
}

fn is_in_project(survey: &Survey<'_>, module: &str, root: &RelPath) -> bool {
    let from = |root: &RelPath| {
        let import = ImportPath { level: 0, path: module.to_owned() };
        let place = root.join("__main__.py");
        let is_file = place.is_ok_and(|place| matches!(survey.resolver.project.import(&place, &import), Target::Project { .. }));
        let folder = root.join(&module.replace('.', "/"));
        is_file || folder.is_ok_and(|folder| !folder.is_root() && survey.evidence.tree.is_folder(&folder))
    };
    from(root) || from(&RelPath::root()) || RelPath::parse("src").is_ok_and(|root| from(&root))
}

/// The module, or the object that it is asked for, where the project itself must have it.
fn missing_object(survey: &Survey<'_>, entrypoint: &Entrypoint, root: &RelPath) -> Option<String> {
    let module = entrypoint.module.as_str();
    if !is_in_project(survey, module, root) {
        let is_installed = is_installed(survey, module);
        return (!is_installed).then(|| format!("no module `{module}` is in the project or installed"));
    }
    let attribute = entrypoint.attribute.as_ref()?;
    let place = root.join("__main__.py").ok()?;
    let import = ImportPath { level: 0, path: module.to_owned() };
    let Target::Project { file, rest } = survey.resolver.project.import(&place, &import) else { return None };
    let module = survey.resolver.project.module(&file).filter(|_| rest.is_empty())?;
    let name = attribute.as_str();
    let top = name.split('.').next().unwrap_or(name);
    (!binds(&module, top)).then(|| format!("`{file}` defines no `{top}`"))
}

/// Whether the project has the module and the object, as far as that can be told without running it.
pub fn is_defined(survey: &Survey<'_>, entrypoint: &Entrypoint, root: &RelPath) -> bool {
    is_in_project(survey, entrypoint.module.as_str(), root) && missing_object(survey, entrypoint, root).is_none()
}

/// Whether the module may bind the name at its top level. Names that no parser follows come from stars, `globals()`,
/// `__getattr__`, and from files for another Python.
fn binds(module: &Module, name: &str) -> bool {
    let text = &module.source.text;
    let is_dynamic = ["globals()", "global ", "__getattr__", "exec("].iter().any(|sign| text.contains(sign));
    !module.source.is_valid()
        || is_dynamic
        || !module.imports.stars().is_empty()
        || module.definition(name).is_some()
        || bindings::binds(module.statements(), name)
}
