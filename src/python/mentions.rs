//! Whether sources import a distribution at all: a look at their lines, without a syntax tree.

use super::statement_lines;
use crate::knowledge::modules;
use crate::model::{PackageName, RelPath};
use crate::tree::ProjectTree;

/// Whether a source of the project, tests aside, imports a module of the distribution.
pub fn mentions(tree: &ProjectTree, distribution: &PackageName) -> bool {
    let brings = |top: &str| {
        let known = modules().distributions(top);
        known.contains(distribution) || (known.is_empty() && top.to_lowercase().replace('_', "-") == distribution.as_ref())
    };
    let imports = |line: &str| {
        let rest = line.strip_prefix("import ").or_else(|| line.strip_prefix("from "));
        let top = rest.and_then(|rest| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next());
        top.is_some_and(|top| !top.is_empty() && brings(top))
    };
    let is_test = |path: &&RelPath| path.as_str().split('/').any(|part| part.starts_with("test"));
    let sources = tree.walk().files.iter().filter(|path| path.extension() == Some("py")).filter(|path| !is_test(path));
    sources.filter_map(|path| tree.text(path).ok().flatten()).any(|text| statement_lines(&text, b"if").any(imports))
}
