//! The `.dockerignore`: the default list, what this tree adds, and nothing that the build needs.

use std::collections::BTreeSet;

use crate::detect::git_ignored;
use crate::dockerfile::{Dockerfile, IgnoreFile};
use crate::knowledge::{IgnoreSection, ignore_sections, secret_file};
use crate::model::{IgnoreList, RelPath, Stage, Step};

use super::PresetError;
use super::inputs::Inputs;

pub const EXPECTED: &str = "write one pattern in each text, such as `**/node_modules`; behind `!` goes the path of one file";

/// The sections to write. A default pattern that would hide something the build reads is left out.
///
/// What a preset takes back in with `!` comes last: it names single files, and only there does it count.
pub fn lists(inputs: Inputs<'_>, stages: &[Stage]) -> Result<Vec<IgnoreList>, PresetError> {
    let needed = needed(inputs, stages);
    let is_python = inputs.preset.python;
    let sections: Vec<&IgnoreSection> = ignore_sections().iter().filter(|section| is_python || !section.python).collect();
    let mut lists: Vec<IgnoreList> = sections
        .iter()
        .map(|section| {
            let is_kept = |pattern: &&String| section.secrets || !hides(pattern, &needed);
            let patterns = section.patterns.iter().filter(is_kept).cloned().collect();
            IgnoreList { title: section.title.clone(), patterns }
        })
        .collect();
    if let Some(secrets) = lists.last_mut() {
        secrets.patterns.extend(harmless(inputs, &needed).map(|path| format!("!{path}")));
    }
    let defaults: BTreeSet<&str> = sections.iter().flat_map(|section| section.patterns.iter().map(String::as_str)).collect();
    let by_git: Vec<String> = git_ignored::detect(inputs.project, &needed, &defaults);
    if !by_git.is_empty() {
        // The first section, so that no exception in it takes back what the others leave out.
        lists.insert(0, IgnoreList { title: git_ignored::TITLE.to_owned(), patterns: by_git });
    }
    let (back, own): (Vec<String>, Vec<String>) =
        own(inputs)?.into_iter().filter(|pattern| !hides(pattern, &needed)).partition(|pattern| pattern.starts_with('!'));
    if !own.is_empty() {
        lists.insert(lists.len().saturating_sub(1), IgnoreList { title: "From the preset".to_owned(), patterns: own });
    }
    let here: Vec<String> = inputs.facts.ignored.iter().filter(|pattern| !hides(pattern, &needed)).cloned().collect();
    if !here.is_empty() {
        // Before the secrets, which stay last.
        lists.insert(lists.len().saturating_sub(1), IgnoreList { title: "Found in this repository".to_owned(), patterns: here });
    }
    if !back.is_empty() {
        lists.push(IgnoreList { title: "Re-included for the preset's build".to_owned(), patterns: back });
    }
    Ok(lists)
}

/// The preset's own patterns, without those that every project has.
fn own(inputs: Inputs<'_>) -> Result<Vec<String>, PresetError> {
    let mut patterns = Vec::new();
    for expression in &inputs.preset.ignore {
        let pattern = inputs.preset.expression(&expression.name, inputs.values)?;
        let mut sections = ignore_sections().iter().filter(|section| inputs.preset.python || !section.python);
        if pattern.is_empty() || sections.any(|section| section.patterns.contains(&pattern)) {
            continue;
        }
        admit(&pattern).map_err(|problem| PresetError::Invalid {
            place: expression.place.clone(),
            problem,
            hint: EXPECTED.to_owned(),
        })?;
        patterns.push(pattern);
    }
    Ok(patterns)
}

/// Refuses what is not one pattern, and what would take more than one file back in: secrets have names of all kinds.
pub fn admit(pattern: &str) -> Result<(), String> {
    let shown = pattern.escape_debug();
    if pattern.contains(crate::model::is_hidden) || IgnoreFile::parse(pattern).is_err() {
        return Err(format!("`{shown}` is not a pattern of a .dockerignore"));
    }
    if pattern.starts_with('!') && pattern.contains(['*', '?', '[', '\\']) {
        return Err(format!("`{shown}` is too broad: re-include one file by its full path"));
    }
    Ok(())
}

/// Files that the build reads, that are called as secrets are, and that hold none.
///
/// Ex) a public certificate that ends in `.pem`
fn harmless(inputs: Inputs<'_>, needed: &[RelPath]) -> impl Iterator<Item = RelPath> {
    let files = inputs.project.walk().files.iter().filter(|file| needed.iter().any(|path| file.is_within(path)));
    let is_harmless = move |file: &&RelPath| {
        secret_file(file).is_some_and(|row| {
            // What cannot be read as text proves nothing.
            let text = inputs.project.text(file).ok().flatten();
            !row.kept_out && text.is_some_and(|text| !row.is_proven(Some(&text)))
        })
    };
    files.filter(is_harmless).cloned()
}

fn hides(pattern: &str, needed: &[RelPath]) -> bool {
    IgnoreFile::parse(pattern).is_ok_and(|file| needed.iter().any(|path| file.is_ignored(path)))
}

/// Every path that some instruction names, and what the build backend reads.
fn needed(inputs: Inputs<'_>, stages: &[Stage]) -> Vec<RelPath> {
    let facts = inputs.facts;
    let mut needed: Vec<RelPath> = facts.sources.iter().map(|fact| fact.value.to_rel_path()).collect();
    needed.extend(facts.manifest.value.clone());
    let mounts = stages.iter().flat_map(|stage| &stage.steps).filter_map(|step| match step {
        Step::Install { install, .. } => Some(&install.mounts),
        _ => None,
    });
    let sources = mounts.flatten().filter_map(|mount| mount.strip_prefix("type=bind,source=")?.split(',').next());
    needed.extend(sources.filter_map(|source| RelPath::parse(source).ok()));
    if let Some(distribution) = &facts.distribution {
        needed.extend(distribution.value.build_inputs.iter().chain(&distribution.value.packages).cloned());
    }
    for stage in stages {
        let texts = stage.steps.iter().filter_map(|step| match step {
            Step::Own { text, .. } => Some(text),
            _ => None,
        });
        needed.extend(texts.flat_map(|text| read_by(text, inputs)));
    }
    needed.retain(|path| inputs.project.kind(path).is_some());
    needed
}

/// What the instructions of a preset's own step take from the build context. A name with wildcards stands for the files that
/// it matches.
fn read_by(text: &str, inputs: Inputs<'_>) -> Vec<RelPath> {
    // A step that cannot be parsed is refused when it is rendered.
    let Ok(dockerfile) = Dockerfile::parse(&format!("FROM scratch\n{text}")) else { return Vec::new() };
    let mut sources: Vec<String> = Vec::new();
    for instruction in &dockerfile.instructions {
        if instruction.flag("from").is_none() {
            sources.extend(instruction.copy_paths().into_iter().flat_map(|paths| paths.sources));
        }
        let binds = instruction.mounts().into_iter().filter(|mount| mount.kind() == "bind" && mount.from().is_none());
        sources.extend(binds.filter_map(|mount| mount.source().map(str::to_owned)));
    }
    let mut needed = Vec::new();
    for source in sources {
        let source = source.trim_start_matches("./").trim_start_matches('/').trim_end_matches('/');
        if source.contains(['*', '?', '[']) {
            let Ok(pattern) = IgnoreFile::parse(source) else { continue };
            needed.extend(inputs.project.walk().files.iter().filter(|file| pattern.is_ignored(file)).cloned());
        } else {
            needed.extend(RelPath::parse(source).ok().filter(|path| !path.is_root()));
        }
    }
    needed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_back_one_file_at_most() {
        for pattern in ["**/node_modules", "dist", "!.env.production", "!web/.env.production", "*.[ch]"] {
            assert_eq!(admit(pattern), Ok(()), "{pattern}");
        }
        for pattern in ["a\nb", "!**/.env.*", "!*.pem", "!.env.?", "![a-z]env", "a\u{7}"] {
            assert!(admit(pattern).is_err(), "{pattern:?}");
        }
    }
}
