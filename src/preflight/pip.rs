//! `pip install`, and `uv pip install`: the requirements, files and projects that it takes.

use pep508_rs::Requirement;

use super::image::{Layer, Presence};
use super::step::{Step, has};
use super::{backend, compiled, packages, place, programs};
use crate::knowledge::pip_values;
use crate::lint::{Diagnostic, Rule, build as rules};
use crate::manifest::{PartName, RequirementsFile};
use crate::model::{ExtraName, GroupName, PackageManager, RelPath, has_open_name};

/// `pip install` and `pip wheel`, and `uv pip install`.
pub fn pip(step: &mut Step<'_, '_>, arguments: &[String], who: &str) {
    let mut words = arguments.iter().peekable();
    // Options may stand in front of the verb. Ex) `pip --python /opt/venv install`
    while let Some(word) = words.next_if(|word| word.starts_with('-')) {
        if pip_values().contains(&word.as_str()) {
            words.next();
        }
    }
    let verb = words.next().cloned().unwrap_or_default();
    if !matches!(verb.as_str(), "install" | "wheel" | "sync" | "download") {
        return;
    }
    let who = format!("{who} {verb}");
    let options: Vec<String> = words.clone().cloned().collect();
    let takes_files = has(&options, &["--no-index", "--find-links", "-f", "--only-binary"]);
    step.is_prebuilt =
        takes_files || step.is_set("PIP_NO_INDEX") || step.is_set("PIP_FIND_LINKS") || step.is_set("UV_FIND_LINKS");
    if options.iter().any(|word| word == "--no-deps") {
        step.image.packages.is_direct_only = true;
    }
    while let Some(word) = words.next() {
        let (name, inline) = match word.split_once('=') {
            Some((name, value)) if name.starts_with("--") => (name, Some(value.to_owned())),
            _ if word.len() > 2
                && (word.starts_with("-r") || word.starts_with("-c") || word.starts_with("-e"))
                && !word.starts_with("--") =>
            {
                (&word[..2], Some(word[2..].to_owned()))
            }
            _ => (word.as_str(), None),
        };
        let mut value = || inline.clone().or_else(|| words.next().cloned());
        match name {
            "-r" | "--requirement" | "--requirements" => {
                if let Some(file) = value() {
                    requirements_file(step, &who, &file);
                }
            }
            "-c" | "--constraint" | "--constraints" => {
                if let Some(file) = value() {
                    present(step, &file, &rules::constraints_missing::RULE, &format!("`-c {file}` needs `{file}`"));
                }
            }
            "-e" | "--editable" => {
                if let Some(target) = value() {
                    requirement(step, &target);
                }
            }
            "-t" | "--target" | "--prefix" | "--root" | "-w" | "--wheel-dir" | "-d" | "--dest" => {
                if let Some(folder) = value() {
                    step.image.layers.push(Layer::Made(place::absolute(&folder, &step.cwd)));
                }
            }
            "--group" | "--extra" => {
                let named = value();
                part(step, name == "--extra", named.as_deref().unwrap_or_default());
            }
            "--all-extras" | "--all-groups" => step.image.packages.is_open = true,
            name if pip_values().contains(&name) => {
                value();
            }
            name if name.starts_with('-') => {}
            _ if verb == "sync" => requirements_file(step, &who, word),
            _ => requirement(step, word),
        }
    }
}

/// An extra or a group of the project; one that is not known may bring anything.
fn part(step: &mut Step<'_, '_>, is_extra: bool, named: &str) {
    let manifests = step.build.manifests;
    let found = manifests.parts().into_iter().find(|part| match &part.name {
        PartName::Extra(extra) => is_extra && named.parse().is_ok_and(|named: ExtraName| *extra == named),
        PartName::Group(group) => !is_extra && named.parse().is_ok_and(|named: GroupName| *group == named),
    });
    match found {
        Some(part) => packages::install(step, part.dependencies.into_iter()),
        None => step.image.packages.is_open = true,
    }
}

fn present(step: &mut Step<'_, '_>, file: &str, rule: &'static Rule, needs: &str) -> bool {
    if file.contains(['$', '*']) || file.contains("://") || file == "-" || file.starts_with("/dev/") {
        return true;
    }
    if step.look(file) != Presence::Absent {
        return true;
    }
    step.lacks(file, rule, needs);
    false
}

fn requirements_file(step: &mut Step<'_, '_>, who: &str, file: &str) {
    if !present(step, file, &rules::requirements_missing::RULE, &format!("`{who} -r {file}` needs `{file}`")) {
        return;
    }
    let Presence::Present(Some(source)) = step.look(file) else {
        // A file that a lock was exported into holds what the lock holds.
        step.image.packages.is_open |= !step.image.is_exported;
        return;
    };
    if source.file_name() == "pyproject.toml" {
        packages::declared(step, false);
        return;
    }
    let Some(read) = step.build.manifests.requirements.iter().find(|known| known.path == source) else {
        step.image.packages.is_open = true;
        return;
    };
    let read = read.clone();
    let container = place::absolute(file, &step.cwd);
    for included in read.files.iter().skip(1) {
        let there = beside(&container, &source, included);
        if step.look(&there) == Presence::Absent {
            let needs = format!("`{file}` includes `{included}`");
            step.lacks(&there, &rules::requirements_missing::RULE, &needs);
        }
    }
    for local in &read.local {
        // Unlike includes, paths of projects start at the working directory.
        let folder =
            local.path.split('[').next().unwrap_or_default().trim_start_matches("file:").trim_start_matches("//").to_owned();
        local_project(
            step,
            &folder,
            &format!("`{}` (line {})", local.path, local.at.line.unwrap_or(1)),
            local.path.contains('['),
        );
    }
    take(step, &read);
}

/// The place of one file of the project when another one of it stands at a place of the image.
fn beside(container: &str, from: &RelPath, to: &RelPath) -> String {
    let folder = from.parent();
    let mut up = String::new();
    let mut common = folder;
    while !to.is_within(&common) {
        up.push_str("../");
        common = common.parent();
    }
    let rest = if common.is_root() { to.as_str() } else { to.as_str()[common.as_str().len()..].trim_start_matches('/') };
    place::absolute(&format!("{up}{rest}"), place::parent(container))
}

fn take(step: &mut Step<'_, '_>, file: &RequirementsFile) {
    if file.compiled_by.is_none() {
        step.image.packages.is_direct_only = true;
    }
    // What comes by a URL may have no name that anybody knows before it is built.
    let text = step.build.context.tree.text(&file.path).ok().flatten().unwrap_or_default();
    let by_url = text.lines().any(|line| {
        line.contains("://")
            && !line.contains(" @ ")
            && !line.trim_start().starts_with("--")
            && !line.trim_start().starts_with("-i")
            && !line.trim_start().starts_with('#')
    });
    step.image.packages.is_open |= by_url;
    packages::install(step, file.dependencies.iter());
}

/// A requirement on the command line.
fn requirement(step: &mut Step<'_, '_>, word: &str) {
    if word.contains(['$', '*']) {
        step.image.packages.is_open = true;
        return;
    }
    if word.contains("://") || word.starts_with("git+") {
        step.image.packages.is_open = true;
        if word.starts_with("git+") && !programs::has(step.image, "git") {
            let message = format!("`{word}` is fetched with git, which the image does not have at this step");
            let hint = "install it before: `apt-get install --yes --no-install-recommends git`";
            let problem = Diagnostic::at(&rules::git_missing::RULE, step.at.clone(), message, hint);
            step.report(problem);
        }
        return;
    }
    let bare = word.split('[').next().unwrap_or_default();
    if bare.starts_with('.') || bare.starts_with('/') || bare.ends_with('/') || bare.ends_with(".whl") {
        if bare.ends_with(".whl") || bare.ends_with(".gz") {
            step.image.packages.is_open = true;
            present(step, bare, &rules::path_dependency_missing::RULE, &format!("`pip install {word}` needs `{bare}`"));
            return;
        }
        local_project(step, bare, &format!("`pip install {word}`"), word.contains('['));
        return;
    }
    let requirement = if has_open_name(word) { None } else { word.parse::<Requirement>().ok() };
    let Some(Requirement { name, extras, version_or_url, .. }) = requirement else {
        step.image.packages.is_open = true;
        return;
    };
    step.image.packages.with_extras.extend(extras.iter().map(|extra| format!("{name}[{extra}]")));
    step.image.packages.is_direct_only = true;
    compiled::check(step, std::slice::from_ref(&name));
    let asked = version_or_url.map(|asked| asked.to_string().trim().to_owned()).unwrap_or_default();
    step.image.packages.asked.insert(name.clone(), asked);
    step.image.packages.names.insert(name);
}

/// A folder that is installed as a project.
fn local_project(step: &mut Step<'_, '_>, folder: &str, who: &str, with_extras: bool) {
    let absolute = place::absolute(folder, &step.cwd);
    let has = |step: &Step<'_, '_>, file: &str| step.look(&place::join(&absolute, file)) != Presence::Absent;
    if !has(step, "pyproject.toml") && !has(step, "setup.py") {
        let name = place::as_project(&place::join(&absolute, "pyproject.toml"), &step.image.workdir);
        let tree = step.build.context.tree;
        let file = match &name {
            Some(path) if tree.is_file(path) => "pyproject.toml",
            _ if place::as_project(&place::join(&absolute, "setup.py"), &step.image.workdir)
                .is_some_and(|path| tree.is_file(&path)) =>
            {
                "setup.py"
            }
            _ => "pyproject.toml",
        };
        let path = place::join(&absolute, file);
        let shown = place::as_project(&path, &step.image.workdir).map_or_else(|| path.clone(), |path| path.to_string());
        step.lacks(&path, &rules::path_dependency_missing::RULE, &format!("{who} needs `{shown}`"));
        step.image.packages.is_open = true;
        return;
    }
    backend::check(step, &absolute, PackageManager::Pip);
    step.image.packages.project = true;
    match step.look(&place::join(&absolute, "pyproject.toml")) {
        Presence::Present(Some(path)) if path.parent().is_root() => packages::declared(step, with_extras),
        Presence::Present(Some(_)) | Presence::Unknown => step.image.packages.is_open = true,
        _ => packages::declared(step, with_extras),
    }
}
