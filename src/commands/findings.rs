//! Findings in several files, each with its file's text, as reports want them.

use std::path::Path;

use crate::lint::{Diagnostic, Lines};
use crate::model::RelPath;
use crate::report::Linted;
use crate::tree::ProjectTree;

/// The findings by their files, in the order in which those come first. Paths are those of the folder, as it was typed.
pub fn by_file(folder: &Path, tree: &ProjectTree, findings: Vec<Diagnostic>) -> Vec<Linted> {
    let mut files: Vec<(RelPath, Linted)> = Vec::new();
    for mut finding in findings {
        let file = finding.at.file.clone();
        let index = files.iter().position(|(known, _)| *known == file).unwrap_or_else(|| {
            let text = tree.text(&file).ok().flatten().map(|text| text.to_string()).unwrap_or_default();
            let shown = folder.join(file.as_str()).display().to_string();
            let path = shown.strip_prefix("./").unwrap_or(&shown).to_owned();
            files.push((file, Linted { path, text, findings: Vec::new() }));
            files.len() - 1
        });
        let linted = &mut files[index].1;
        if finding.span.is_empty() {
            finding.locate(&Lines::new(&linted.text));
        }
        linted.findings.push(finding);
    }
    files.into_iter().map(|(_, linted)| linted).collect()
}
