//! What is copied into the image that runs, and where it may write.

use super::{Preset, PresetError, values};
use crate::facts::ProjectFacts;
use crate::model::{CopyPaths, LinkedFile, RelPath, SourcePath, Step, WritablePath};
use crate::tree::ProjectTree;

/// Leaves out the detected sources that a stage of the preset makes something else of, and the files that the preset writes
/// itself: they are there since an earlier run, and no source of the project.
pub fn exclude(preset: &Preset, facts: &mut ProjectFacts) -> Result<(), PresetError> {
    if preset.exclude_sources.is_empty() && preset.files.is_empty() {
        return Ok(());
    }
    let values = values(facts, &facts.preset_answers)?;
    for further in &preset.files {
        let Ok(written) = RelPath::parse(&preset.expression(&further.path, &values)?) else { continue };
        facts.sources.retain(|fact| fact.origin.is_stated() || fact.value.as_str() != written.as_str());
    }
    for expression in &preset.exclude_sources {
        // The whole project is never left out.
        let excluded = RelPath::parse(&preset.expression(expression, &values)?).ok().filter(|path| !path.is_root());
        let Some(excluded) = excluded else { continue };
        facts.sources.retain(|fact| fact.origin.is_stated() || !fact.value.to_rel_path().is_within(&excluded));
    }
    Ok(())
}

/// One COPY for each folder and one for all files at the root. `None` if the image needs no sources.
pub fn source(tree: &ProjectTree, facts: &ProjectFacts) -> Option<Step> {
    let is_root_file = |path: &&SourcePath| !path.as_str().contains('/') && tree.is_file(&path.to_rel_path());
    let (files, folders): (Vec<&SourcePath>, Vec<&SourcePath>) =
        facts.sources.iter().map(|fact| &fact.value).partition(is_root_file);
    let mut copies: Vec<CopyPaths> = folders.into_iter().map(|folder| CopyPaths::new(&[folder], folder.as_str())).collect();
    if !files.is_empty() {
        copies.push(CopyPaths::new(&files, "./"));
    }
    (!copies.is_empty()).then_some(Step::Source { copies })
}

/// Mounts of the folders that only the settings of one step write to: what stands in them goes with the step.
pub fn passing(facts: &ProjectFacts) -> Vec<String> {
    // A name with a comma would end the option's field.
    let paths = facts.static_folders.iter().map(ToString::to_string).filter(|path| !path.contains([',', '"', ' ']));
    paths.map(|path| format!("type=tmpfs,target={path}")).collect()
}

/// Folders of their own belong to the user and to group 0, which arbitrary user ids have. A file that the application keeps
/// in a folder of code is a link into one of them. The working folder itself is opened only for a person who asks for that:
/// it stays root's with the sticky bit, so that new files can be made there but the code cannot be replaced.
///
/// What a folder of them holds already is copied as root's, and is given to the user as well, without which the program could
/// neither change a file nor add one to a folder below. `copied` is the project, where its files belong to root. `None` if there is nothing to make
/// writable.
pub fn writable(copied: Option<&ProjectTree>, facts: &ProjectFacts) -> Option<Step> {
    let mut commands = Vec::new();
    if facts.writable.iter().any(|fact| fact.value == WritablePath::Here) {
        commands.push("chmod 1777 /app".to_owned());
    }
    let below = facts.writable.iter().filter(|fact| fact.value != WritablePath::Here);
    let below: Vec<String> =
        below.filter_map(|fact| Some(shlex::try_quote(&fact.value.to_string()).ok()?.into_owned())).collect();
    if !below.is_empty() {
        commands.push(format!("install -d -o {} -g 0 -m 0775 {}", facts.user.value, below.join(" ")));
    }
    let filled: Vec<String> = copied.map(|tree| filled(tree, facts)).unwrap_or_default();
    if !filled.is_empty() {
        let folders = filled.join(" ");
        commands.push(format!("chown -R {}:0 {folders}", facts.user.value));
        commands.push(format!("chmod -R g=u {folders}"));
    }
    for LinkedFile { link, target, starts_with_copy } in &facts.linked_files {
        if *starts_with_copy {
            let quoted = |path: &SourcePath| shlex::try_quote(&format!("/{path}")).ok().map(std::borrow::Cow::into_owned);
            let (Some(from), Some(to)) = (quoted(link), quoted(target)) else { continue };
            let owner = &facts.user.value;
            commands.push(format!("{{ [ ! -f {from} ] || install -o {owner} -g 0 -m 0664 {from} {to}; }}"));
        }
        let words = ["ln", "-sf", &format!("/{target}"), &format!("/{link}")].map(str::to_owned);
        commands.extend(shlex::try_join(words.iter().map(String::as_str)).ok());
    }
    (!commands.is_empty()).then_some(Step::Writable { commands })
}

/// The outermost writable folders that the project has files in, and no code.
fn filled(tree: &ProjectTree, facts: &ProjectFacts) -> Vec<String> {
    let folders = facts.writable.iter().filter(|fact| fact.value != WritablePath::Here);
    let mut folders: Vec<RelPath> = folders.filter_map(|fact| RelPath::parse(&fact.value.to_string()).ok()).collect();
    folders.retain(|folder| {
        let below = || tree.walk().files.iter().filter(|file| file.is_within(folder));
        !folder.is_root() && below().next().is_some() && !below().any(|file| file.extension() == Some("py"))
    });
    let all = folders.clone();
    folders.retain(|folder| !all.iter().any(|other| other != folder && folder.is_within(other)));
    folders.iter().filter_map(|folder| Some(shlex::try_quote(folder.as_str()).ok()?.into_owned())).collect()
}
