//! The module and object that a server or the interpreter is told to start.

use super::build::Build;
use super::image::{Image, Openness, Presence};
use super::place;
use crate::detect::distribution;
use crate::knowledge::{ApplicationBy, Listener, listener, listener_of, option_values};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, PackageManager, RelPath};

/// What a command needs beside its program.
pub enum Wanted {
    /// A file, as written.
    File(String),
    Module(WantedModule),
}

/// A module, and an object in it.
pub struct WantedModule {
    /// Ex) `shop.api`
    pub module: String,
    pub attribute: Option<String>,
    /// The folders in which it is looked for, besides what is installed.
    pub roots: Vec<String>,
    /// `python -m`, which also runs what comes with Python.
    pub is_run: bool,
}

/// What the command needs, as far as its options are known. `None` if they are not known.
pub fn wanted(words: &[String], cwd: &str, image: &Image) -> Option<Wanted> {
    let program = place::name(words.first()?);
    match listener(program) {
        Some(row) => served(row, &words[1..], cwd, image),
        None => {
            let rest = program.strip_prefix("python")?;
            rest.chars().all(|c| c.is_ascii_digit() || c == '.').then(|| python(&words[1..], cwd, image))?
        }
    }
}

/// What a server is given to run.
fn served(row: &Listener, arguments: &[String], cwd: &str, image: &Image) -> Option<Wanted> {
    let application = row.application.as_ref()?;
    let folder =
        option_values(arguments, &application.folders).first().map_or_else(|| cwd.to_owned(), |to| place::absolute(to, cwd));
    let mut roots = vec![folder];
    let more = option_values(arguments, &application.paths).into_iter().flat_map(|paths| paths.split(','));
    roots.extend(more.map(|path| place::absolute(path, cwd)));
    match application.by {
        ApplicationBy::Position => named(&positional(arguments, &application.switches)?, roots, image),
        ApplicationBy::Anywhere => {
            let is_target = |word: &&String| {
                word.split_once(':').is_some_and(|(module, object)| {
                    is_dotted(module)
                        && is_dotted(object.trim_end_matches("()"))
                        && !matches!(module, "asgi" | "wsgi" | "unix" | "fd" | "file" | "localhost")
                })
            };
            named(arguments.iter().find(is_target)?, roots, image)
        }
        ApplicationBy::Option => {
            let value = option_values(arguments, &application.flags).into_iter().next()?;
            let module = value.split(':').next().unwrap_or_default();
            is_dotted(module).then(|| named(module, roots, image))?
        }
        ApplicationBy::File => {
            let behind = arguments.iter().skip_while(|word| !row.serves.contains(word)).skip(1);
            behind.into_iter().find(|word| word.ends_with(".py")).map(|file| Wanted::File(file.clone()))
        }
    }
}

fn python(arguments: &[String], cwd: &str, image: &Image) -> Option<Wanted> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "-m" => {
                let module = words.next()?;
                let rest: Vec<String> = words.cloned().collect();
                // A server that is started as a module.
                if let Some((row, _)) = listener_of(&["python", "-m", module.as_str()]) {
                    return served(row, &rest, cwd, image);
                }
                return is_dotted(module).then(|| {
                    Wanted::Module(WantedModule {
                        module: module.clone(),
                        attribute: None,
                        roots: roots(vec![cwd.to_owned()], image),
                        is_run: true,
                    })
                });
            }
            "-c" | "-" => return None,
            "-W" | "-X" => {
                words.next();
            }
            word if word.starts_with('-') => {}
            word if word.contains('$') => return None,
            word => return Some(Wanted::File(word.to_owned())),
        }
    }
    None
}

/// The first word that is neither an option nor the value of one.
fn positional(arguments: &[String], switches: &[String]) -> Option<String> {
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        if !word.starts_with('-') {
            return Some(word.clone());
        }
        if !word.contains('=') && !switches.contains(word) {
            words.next();
        }
    }
    None
}

fn named(target: &str, first: Vec<String>, image: &Image) -> Option<Wanted> {
    let (module, attribute) = match target.split_once(':') {
        Some((module, attribute)) => (module, Some(attribute.split(['(', '.']).next().unwrap_or_default().trim())),
        None => (target, None),
    };
    let is_name = attribute.is_none_or(|name| !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || c == '_'));
    (is_dotted(module) && is_name).then(|| {
        Wanted::Module(WantedModule {
            module: module.to_owned(),
            attribute: attribute.map(str::to_owned),
            roots: roots(first, image),
            is_run: false,
        })
    })
}

fn is_dotted(text: &str) -> bool {
    text.split('.').all(|part| {
        part.chars().next().is_some_and(|first| first.is_alphabetic() || first == '_')
            && part.chars().all(|c| c.is_alphanumeric() || c == '_')
    })
}

/// The folders before those of `PYTHONPATH`.
fn roots(mut first: Vec<String>, image: &Image) -> Vec<String> {
    let path = image.env.get("PYTHONPATH").cloned().flatten().unwrap_or_default();
    first.extend(path.split(':').filter(|folder| !folder.is_empty()).map(|folder| place::absolute(folder, &image.workdir)));
    first
}

/// Reports a module that cannot be imported in the image, or an object that it does not have.
pub fn check(build: &mut Build<'_>, image: &Image, wanted: &WantedModule, at: &Location) {
    if image.open == Openness::Anything || image.base.as_ref().is_none_or(|base| base.python.is_none()) {
        return;
    }
    // A variable that is given from outside may hold any folder.
    if image.env.get("PYTHONPATH").is_some_and(Option::is_none) {
        return;
    }
    let inner = wanted.module.replace('.', "/");
    let top = wanted.module.split('.').next().unwrap_or_default();
    let forms = [format!("{inner}.py"), format!("{inner}/__init__.py"), inner.clone()];
    let mut has_top = false;
    for root in &wanted.roots {
        for form in &forms {
            match build.eyes().look(image, &[], &place::join(root, form)) {
                Presence::Present(file) => {
                    if let Some(file) = file.filter(|file| file.extension() == Some("py")) {
                        attribute(build, &file, wanted, at);
                    }
                    return;
                }
                Presence::Unknown => return,
                Presence::Absent => {}
            }
        }
        has_top |= build.eyes().look(image, &[], &place::join(root, top)) != Presence::Absent;
    }
    if installed(build, image, wanted, at) {
        return;
    }
    let normalized = top.to_lowercase().replace('_', "-");
    let from_outside =
        image.packages.is_open
            || image.packages.names.iter().any(|name| {
                name.as_ref() == normalized || name.as_ref().contains(&normalized) || normalized.contains(name.as_ref())
            });
    if from_outside {
        return;
    }
    let place = in_project(build, &inner);
    if place.is_none() && !has_top && wanted.is_run {
        return;
    }
    let message = format!("the container imports `{}`, which is not in the image", wanted.module);
    let hint = match place {
        Some(file) if build.context.left_out_by(&file).is_some() => {
            let pattern = build
                .context
                .left_out_by(&file)
                .map(|pattern| format!("`{}` in {}:{}", pattern.written, build.context.ignore_path, pattern.line));
            format!("{} leaves `{file}` out", pattern.unwrap_or_default())
        }
        Some(file) => format!(
            "the project has `{file}`: copy it into `{}`, or start from the folder that it is in",
            wanted.roots.first().map_or("/", String::as_str)
        ),
        None => "the project has no such module: correct the name".to_owned(),
    };
    build.report(Diagnostic::at(&rules::module_missing::RULE, at.clone(), message, hint));
}

/// The project's file for a module, wherever it stands.
fn in_project(build: &Build<'_>, inner: &str) -> Option<RelPath> {
    let forms = [format!("{inner}.py"), format!("{inner}/__init__.py")];
    let ends = |file: &&RelPath| forms.iter().any(|form| file.as_str() == form || file.as_str().ends_with(&format!("/{form}")));
    build.context.tree.walk().files.iter().filter(ends).min_by_key(|file| file.depth()).cloned()
}

/// Whether the module belongs to the project that is installed as a package; its object is looked at then.
fn installed(build: &mut Build<'_>, image: &Image, wanted: &WantedModule, at: &Location) -> bool {
    if !image.packages.project {
        return false;
    }
    let Some(found) = distribution::detect(build.context.tree, build.manifests, PackageManager::Pip).chosen else { return true };
    let top = wanted.module.split('.').next().unwrap_or_default();
    let package = found.value.packages.iter().find(|path| path.file_name().trim_end_matches(".py") == top).cloned();
    let Some(package) = package else {
        // What else the backend takes is not known.
        return true;
    };
    let inner = wanted.module.replace('.', "/");
    let base = package.parent();
    for form in [format!("{inner}.py"), format!("{inner}/__init__.py")] {
        let Ok(file) = base.join(&form) else { continue };
        if build.context.tree.is_file(&file) {
            attribute(build, &file, wanted, at);
            return true;
        }
    }
    if base.join(&inner).is_ok_and(|folder| build.context.tree.is_folder(&folder)) {
        return true;
    }
    let message = format!("the container imports `{}`, and the package `{package}` has no such module", wanted.module);
    build.report(Diagnostic::at(&rules::module_missing::RULE, at.clone(), message, "correct the name"));
    true
}

fn attribute(build: &mut Build<'_>, file: &RelPath, wanted: &WantedModule, at: &Location) {
    let Some(name) = &wanted.attribute else { return };
    let Ok(Some(module)) = crate::python::read(build.context.tree, file) else { return };
    if module.source.is_refused() || !module.source.is_valid() {
        return;
    }
    let text = &module.source.text;
    let may_be_made = ["globals()", "setattr(", "__getattr__", "exec(", "global "].iter().any(|way| text.contains(way));
    if module.definition(name).is_some()
        || module.imports.get(name).is_some()
        || !module.imports.stars().is_empty()
        || may_be_made
    {
        return;
    }
    // A package's submodule is an attribute of it, too.
    let folder = file.parent();
    let is_package = file.file_name() == "__init__.py";
    let as_module = [format!("{name}.py"), name.clone()];
    if is_package && as_module.iter().any(|child| folder.join(child).is_ok_and(|child| build.context.tree.kind(&child).is_some()))
    {
        return;
    }
    // A loop or a `with` may bind it as well.
    let is_bound =
        text.contains(&format!("for {name} ")) || text.contains(&format!("as {name}")) || text.contains(&format!("{name} :="));
    if is_bound {
        return;
    }
    let others: Vec<String> =
        module.bindings().iter().filter(|binding| is_app_call(binding.value)).map(|binding| binding.name.to_owned()).collect();
    let message = format!("`{file}` has no `{name}`, which the container is to serve");
    let hint = match others.as_slice() {
        [only] => format!("it has `{only}`: write `{}:{only}`", wanted.module),
        _ => "correct the name".to_owned(),
    };
    build.report(Diagnostic::at(&rules::object_missing::RULE, at.clone(), message, hint));
}

/// Something like `FastAPI()`.
fn is_app_call(value: &ruff_python_ast::Expr) -> bool {
    use ruff_python_ast::Expr;
    let Expr::Call(call) = value else { return false };
    let name = match &*call.func {
        Expr::Name(name) => name.id.as_str(),
        Expr::Attribute(attribute) => attribute.attr.as_str(),
        _ => return false,
    };
    name.chars().next().is_some_and(char::is_uppercase) || name.contains("app")
}
