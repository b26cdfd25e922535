//! `COPY` and `ADD`, and the bind mounts of `RUN`: whether there is something to take.

use super::build::{Build, Origin};
use super::context::has_wild_card;
use super::image::{Image, Layer, Openness, Presence};
use super::{environments, place};
use crate::dockerfile::{Instruction, Keyword, Mount};
use crate::knowledge::tools;
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, RelPath};
use crate::tree::EntryKind;

/// Checks a `COPY` or `ADD` and puts what it takes into the image.
pub fn check(build: &mut Build<'_>, image: &mut Image, instruction: &Instruction) {
    let Some(paths) = instruction.copy_paths() else { return };
    let Some(destination) = build.word(&paths.destination, &image.env) else {
        image.opened(Openness::Anything);
        return;
    };
    let is_folder = destination.ends_with('/') || destination == "." || destination.ends_with("/.");
    let to = place::absolute(&destination, &image.workdir);
    if !instruction.heredocs.is_empty() {
        image.layers.push(Layer::Made(to.clone()));
    }
    if let Some(from) = instruction.flag("from").filter(|_| instruction.keyword == Keyword::Copy) {
        from_stage(build, image, instruction, from, &paths.sources, &to, is_folder);
        return;
    }
    let excluded: Vec<String> =
        instruction.flags.iter().filter(|flag| flag.name == "exclude").filter_map(|flag| flag.value.clone()).collect();
    let with_parents = instruction.flags.iter().any(|flag| flag.name == "parents");
    for source in &paths.sources {
        let Some(source) = build.word(source, &image.env) else {
            image.opened(Openness::Anything);
            continue;
        };
        let is_remote = source.contains("://") || source.starts_with("git@");
        let is_archive = [".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".txz"].iter().any(|end| source.ends_with(end));
        if instruction.keyword == Keyword::Add && (is_remote || is_archive) {
            image.layers.push(Layer::Made(to.clone()));
            if is_remote {
                continue;
            }
        }
        if with_parents {
            // What lies above a `/./` is left away, and the rest is kept: the names stay as they are, at the least.
            image.layers.push(Layer::Made(to.clone()));
        }
        let Some(found) = build.context.expand(&source) else {
            image.layers.push(Layer::Made(to.clone()));
            continue;
        };
        // A pattern that matches nothing copies nothing, and that is no error.
        if found.is_empty() && !has_wild_card(&source) {
            missing(build, instruction, &source, &build.at(instruction));
            // Everything after it goes by what was meant.
            image.layers.push(Layer::Made(to.clone()));
        }
        for path in found {
            put(build, image, &path, &to, is_folder, &excluded);
        }
    }
}

fn put(build: &Build<'_>, image: &mut Image, path: &RelPath, to: &str, is_folder: bool, excluded: &[String]) {
    let layer = |to: String| Layer::Context { to, from: path.clone(), excluded: excluded.to_vec() };
    if build.context.kind(path) == Some(EntryKind::Folder) {
        image.layers.push(layer(to.to_owned()));
        return;
    }
    let inside = place::join(to, path.file_name());
    if is_folder || build.eyes().is_folder(image, to) {
        image.layers.push(layer(inside));
    } else {
        image.layers.push(layer(to.to_owned()));
    }
}

/// Reports a source that the builder does not get.
fn missing(build: &mut Build<'_>, instruction: &Instruction, source: &str, at: &Location) {
    let keyword = instruction.keyword;
    let Ok(path) = RelPath::parse(&place::absolute(source, "/")[1..]) else { return };
    if source.starts_with("../") {
        let message = format!("{keyword} cannot read `{source}`: it is outside of the build context");
        let hint = "build from the folder above with `docker build -f`, or move what is needed into this one";
        build.report(Diagnostic::at(&rules::source_outside::RULE, at.clone(), message, hint));
        return;
    }
    if let Some(problem) = build.left_out(&path, at, &format!("{keyword} needs `{path}`")) {
        build.report(problem);
        return;
    }
    let message = format!("{keyword} needs `{path}`, which is not in the build context");
    // What git ignores is made before the image is built: a fresh checkout lacks it.
    let tree = build.context.tree;
    let inside = || path.join("x").ok().and_then(|inside| tree.git_ignored_by(&inside));
    if let Some(ignored) = tree.git_ignored_by(&path).or_else(inside) {
        let hint = format!("make it before the image is built: {ignored} keeps it out of the repository");
        build.report(Diagnostic::at(&rules::source_missing::RULE, at.clone(), message, hint).warning());
        return;
    }
    if let Some(inside) = context_above(build) {
        let hint =
            format!("build from the folder above with `docker build -f`: `{inside}` names the folder of the project itself");
        build.report(Diagnostic::at(&rules::source_missing::RULE, at.clone(), message, hint).warning());
        return;
    }
    if let Some(module) = submodule_above(build, &path) {
        let hint = format!("`{module}` is a git submodule: run `git submodule update --init` before the build");
        build.report(Diagnostic::at(&rules::source_missing::RULE, at.clone(), message, hint).warning());
        return;
    }
    let hint = similar(build, &path).map_or_else(
        || "add the file, or remove it from the instruction".to_owned(),
        |name| format!("did you mean `{name}`? Paths are case-sensitive"),
    );
    build.report(Diagnostic::at(&rules::source_missing::RULE, at.clone(), message, hint));
}

/// A source that is in the project once its first folders are left away: the file is made for a context further up.
/// Ex) `shop-service/src/api/main.py`, where the project has `src/api/main.py`
fn context_above(build: &Build<'_>) -> Option<String> {
    let tree = build.context.tree;
    let copies = build.dockerfile.instructions.iter().filter(|copy| copy.flag("from").is_none());
    let mut sources = copies.filter_map(Instruction::copy_paths).flat_map(|paths| paths.sources);
    sources.find(|source| {
        let parts: Vec<&str> = source.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        let has = |parts: &[&str]| RelPath::parse(&parts.join("/")).is_ok_and(|path| tree.kind(&path).is_some());
        let is_inside = |start: usize| parts.len() - start >= 2 && has(&parts[start..]);
        !source.contains("://") && !has(&parts[..parts.len().min(1)]) && (1..parts.len()).any(is_inside)
    })
}

/// The submodule of git that holds the path: a checkout without submodules has an empty folder there.
fn submodule_above(build: &Build<'_>, path: &RelPath) -> Option<String> {
    let text = build.context.tree.text(&RelPath::parse(".gitmodules").ok()?).ok()??;
    let entries = text.lines().filter_map(|line| line.trim().strip_prefix("path")?.trim_start().strip_prefix('='));
    let is_above =
        |module: &&str| path.as_str().strip_prefix(*module).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'));
    entries.map(str::trim).filter(|module| !module.is_empty()).find(is_above).map(str::to_owned)
}

/// A layer of a stage's folder.
fn stage_layer(stage: usize, from: &str, to: String) -> Layer {
    Layer::Stage { to, stage, from: from.to_owned() }
}

/// A path of the same folder whose name is nearly the same.
fn similar(build: &Build<'_>, path: &RelPath) -> Option<String> {
    let folder = path.parent();
    let lower = path.file_name().to_lowercase();
    let names = build.context.tree.entries(&folder);
    let close = names.iter().map(|name| (strsim::damerau_levenshtein(&name.to_lowercase(), &lower), name)).min()?;
    (close.0 <= 2 && close.0 * 3 < lower.len()).then(|| folder.join(close.1).ok().map(|path| path.to_string())).flatten()
}

fn from_stage(
    build: &mut Build<'_>,
    image: &mut Image,
    instruction: &Instruction,
    from: &str,
    sources: &[String],
    to: &str,
    is_folder: bool,
) {
    let stage = match build.origin(image, from, instruction) {
        // A stage without steps of its own is the image that it starts from.
        Origin::Stage(stage) => match plain_uv(build, stage) {
            Some(name) => {
                programs(image, &name, sources);
                image.layers.push(Layer::Made(to.to_owned()));
                return;
            }
            None => stage,
        },
        Origin::Image(name) => {
            programs(image, &name, sources);
            image.layers.push(Layer::Made(to.to_owned()));
            return;
        }
        Origin::Nowhere => {
            image.layers.push(Layer::Made(to.to_owned()));
            image.packages.is_open = true;
            image.programs.insert("*".to_owned());
            return;
        }
    };
    let mut is_taken = false;
    for source in sources {
        let Some(source) = build.word(source, &image.env).filter(|source| !has_wild_card(source)) else {
            image.layers.push(Layer::Made(to.to_owned()));
            is_taken = true;
            continue;
        };
        let path = place::absolute(&source, "/");
        let eyes = build.eyes();
        if eyes.look(&build.finished[stage], &[], &path) == Presence::Absent {
            let name = build.stage_name(stage);
            let message = format!("{} needs `{path}` from the stage `{name}`, where no step makes it", instruction.keyword);
            let hint = hint_for_stage(build, stage, &path);
            let problem = Diagnostic::at(&rules::stage_path_missing::RULE, build.at(instruction), message, hint);
            build.report(problem);
            image.layers.push(Layer::Made(to.to_owned()));
            is_taken = true;
            continue;
        }
        let is_file = !eyes.is_folder(&build.finished[stage], &path) && place::name(&path).contains('.');
        let place = if is_folder && is_file { place::join(to, place::name(&path)) } else { to.to_owned() };
        if image.is_scratch && path == "/" && to == "/" {
            image.become_copy_of(&build.finished[stage]);
        }
        image.layers.push(stage_layer(stage, &path, place));
        let at = build.at(instruction);
        environments::copied(image, &build.finished[stage], &path, to, &at);
        if is_folder && !is_file && !eyes.is_folder(&build.finished[stage], &path) {
            // It may be a file without a dot in its name.
            image.layers.push(stage_layer(stage, &path, place::join(to, place::name(&path))));
        }
        is_taken = true;
    }
    if is_taken {
        let given = build.finished[stage].clone();
        image.take_over(&given);
        image.programs.extend(given.programs);
        let opens = given.open == Openness::Anything && given.base.is_none();
        image.packages.is_open |= opens || given.open == Openness::Anything;
        // System libraries may have been copied by hand.
        if sources
            .iter()
            .any(|source| source.starts_with("/usr/lib") || source.starts_with("/lib") || source == "/usr" || source == "/")
        {
            image.system.insert("*".to_owned());
        }
        if sources.iter().any(|source| source.starts_with("/etc/") || source == "/etc" || source == "/") {
            image.users.extend(given.users);
            image.opened(Openness::Data);
        }
    }
}

fn hint_for_stage(build: &Build<'_>, stage: usize, path: &str) -> String {
    let image = &build.finished[stage];
    if let Some(venv) = image.layers.iter().find_map(|layer| match layer {
        Layer::Made(made) if place::name(made).contains("venv") && place::name(path).contains("venv") => Some(made),
        _ => None,
    }) {
        return format!("that stage has its virtual environment in `{venv}`");
    }
    "correct the path, or make it there".to_owned()
}

/// The name of uv's image, where a stage is nothing else: it has two programs, and nothing that is installed.
fn plain_uv(build: &Build<'_>, stage: usize) -> Option<String> {
    let stage = &build.stages[stage];
    let name = stage.from.words().first().map(|name| (*name).to_owned())?;
    (stage.instructions.is_empty() && name.starts_with(&tools().uv.image)).then_some(name)
}

/// Programs that an image is known to bring.
fn programs(image: &mut Image, name: &str, sources: &[String]) {
    if name.starts_with(&tools().uv.image) {
        image.programs.extend(["uv".to_owned(), "uvx".to_owned()]);
        return;
    }
    image.programs.insert("*".to_owned());
    image.system.insert("*".to_owned());
    if sources.iter().any(|source| {
        matches!(source.as_str(), "/" | "/usr" | "/usr/local" | "/etc")
            || source.contains("site-packages")
            || source.contains("venv")
    }) {
        image.opened(Openness::Anything);
        image.packages.is_open = true;
    }
}

/// What the bind mounts of a `RUN` show while it runs.
pub fn mounts(build: &mut Build<'_>, image: &mut Image, instruction: &Instruction) -> Vec<Layer> {
    let mut layers = Vec::new();
    for mount in instruction.mounts() {
        let target = mount.target().and_then(|target| build.word(target, &image.env));
        match (mount.kind(), target) {
            ("bind", Some(target)) => {
                let to = place::absolute(&target, &image.workdir);
                layers.extend(bind(build, image, instruction, &mount, to));
            }
            ("secret", target) => {
                let default = mount.id().map(|id| format!("/run/secrets/{id}"));
                layers.extend(target.or(default).map(|target| Layer::Made(place::absolute(&target, &image.workdir))));
            }
            (_, Some(target)) => layers.push(Layer::Made(place::absolute(&target, &image.workdir))),
            (_, None) => {}
        }
    }
    layers
}

fn bind(build: &mut Build<'_>, image: &mut Image, instruction: &Instruction, mount: &Mount, to: String) -> Option<Layer> {
    let source = build.word(mount.source().unwrap_or("."), &image.env);
    let Some(source) = source else { return Some(Layer::Made(to)) };
    if let Some(from) = mount.from() {
        return Some(match build.origin(image, from, instruction) {
            Origin::Stage(stage) => {
                let path = place::absolute(&source, "/");
                if build.eyes().look(&build.finished[stage], &[], &path) == Presence::Absent {
                    let name = build.stage_name(stage);
                    let message = format!("the mount needs `{path}` from the stage `{name}`, where no step makes it");
                    let hint = hint_for_stage(build, stage, &path);
                    let problem = Diagnostic::at(&rules::stage_path_missing::RULE, build.at(instruction), message, hint);
                    build.report(problem);
                }
                image.programs.extend(build.finished[stage].programs.clone());
                stage_layer(stage, &path, to)
            }
            Origin::Image(name) => {
                programs(image, &name, &[source]);
                Layer::Made(to)
            }
            Origin::Nowhere => {
                image.programs.insert("*".to_owned());
                Layer::Made(to)
            }
        });
    }
    let path = RelPath::parse(&place::absolute(&source, "/")[1..]).ok()?;
    if build.context.kind(&path).is_some() {
        return Some(Layer::Context { to, from: path, excluded: Vec::new() });
    }
    let at = build.at(instruction);
    let needs = format!("the bind mount needs `{path}`");
    let problem = build.left_out(&path, &at, &needs).unwrap_or_else(|| {
        let hint = similar(build, &path).map_or_else(
            || "add the file, or remove the mount".to_owned(),
            |name| format!("did you mean `{name}`? Paths are case-sensitive"),
        );
        Diagnostic::at(&rules::source_missing::RULE, at, format!("{needs}, which is not in the build context"), hint)
    });
    build.report(problem);
    Some(Layer::Made(to))
}
