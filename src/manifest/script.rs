//! Inline script metadata (PEP 723).
//!
//! A block starts with the line `# /// script`, ends with the line `# ///`, and every line between is `#` alone or `# `
//! and text. The text is TOML. A block that does not close is no block.

use super::error::ManifestError;
use super::requirement;
use super::toml_file::TomlFile;
use crate::model::{Dependency, Location, Note, RelPath, VersionSpecifiers};
use crate::tree::{EntryKind, ProjectTree};

#[derive(Debug, Clone)]
pub struct ScriptMetadata {
    pub path: RelPath,
    pub requires_python: Option<(VersionSpecifiers, Location)>,
    pub dependencies: Vec<Dependency>,
    pub at: Location,
}

/// The scripts at the root that carry metadata.
pub(super) fn read_all(tree: &ProjectTree, notes: &mut Vec<Note>) -> Result<Vec<ScriptMetadata>, ManifestError> {
    let mut found = Vec::new();
    for (path, kind) in tree.children(&RelPath::root()) {
        if kind != EntryKind::File || path.extension() != Some("py") {
            continue;
        }
        // A source file that is not UTF-8 is the detectors' business; it holds no metadata that can be read.
        let Ok(Some(text)) = tree.text(path) else { continue };
        found.extend(ScriptMetadata::parse(path, &text, notes)?);
    }
    Ok(found)
}

impl ScriptMetadata {
    fn parse(path: &RelPath, text: &str, notes: &mut Vec<Note>) -> Result<Option<Self>, ManifestError> {
        let Some((first, block)) = block(text) else { return Ok(None) };
        // Empty lines before the block keep the line numbers of the TOML those of the script.
        let padded = "\n".repeat(first) + &block;
        let file = TomlFile::parse(path, &padded)?;
        let range = file.string(&file.root, "requires-python")?;
        let at = file.at_key(&file.root, "requires-python");
        let requires_python = range.and_then(|range| requirement::requires_python(range, &at, notes)).map(|range| (range, at));
        let dependencies = file.strings(&file.root, "dependencies")?;
        let dependencies = dependencies.into_iter().map(|(text, at)| requirement::parse(text, &at)).collect::<Result<_, _>>()?;
        Ok(Some(Self { path: path.clone(), requires_python, dependencies, at: Location::line(path.clone(), first) }))
    }
}

/// The number of the line that opens the block, and the TOML in it.
fn block(text: &str) -> Option<(usize, String)> {
    let lines: Vec<&str> = text.lines().collect();
    let open = lines.iter().position(|line| line.trim_end() == "# /// script")?;
    let comments: Vec<&str> =
        lines[open + 1..].iter().take_while(|line| **line == "#" || line.starts_with("# ")).copied().collect();
    // The last `# ///` of the run of comments closes the block (PEP 723's regular expression is greedy).
    let close = comments.iter().rposition(|line| line.trim_end() == "# ///")?;
    let toml = comments[..close].iter().map(|line| line.get(2..).unwrap_or_default()).collect::<Vec<_>>().join("\n");
    Some((open + 1, toml))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCRIPT: &str = "#!/usr/bin/env python\n# /// script\n# requires-python = \">=3.11\"\n# dependencies = [\n#   \"requests<3\",\n#\n#   \"rich\",\n# ]\n# ///\nimport requests\n";

    #[test]
    fn a_block_is_read_with_the_lines_of_the_script() {
        let mut notes = Vec::new();
        let tree = ProjectTree::in_memory([("tool.py", SCRIPT), ("other.py", "# /// script\nprint()\n")]);
        let scripts = read_all(&tree, &mut notes).unwrap();
        let [script] = scripts.as_slice() else { panic!("{scripts:?}") };
        assert_eq!(script.at.to_string(), "tool.py:2");
        assert_eq!(script.requires_python.as_ref().unwrap().1.to_string(), "tool.py:3");
        let found: Vec<_> = script.dependencies.iter().map(|d| (d.name.to_string(), d.at.line)).collect();
        assert_eq!(found, [("requests".to_owned(), Some(5)), ("rich".to_owned(), Some(7))]);
    }

    #[test]
    fn broken_toml_in_a_block_is_an_error_with_the_script_s_line() {
        let tree = ProjectTree::in_memory([("tool.py", "# /// script\n# dependencies = [\n# x\n# ///\n")]);
        assert!(read_all(&tree, &mut Vec::new()).unwrap_err().to_string().starts_with("tool.py:3: invalid TOML"));
    }
}
