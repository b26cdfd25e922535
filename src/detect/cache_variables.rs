//! Variables for packages that keep files in the user's home, and for code that asks who the user is.
//!
//! The container may run as any user, and with a read-only root: then only `/tmp` is left to write to, and the number of the
//! user has no name.

use super::installed::Installed;
use super::start::files;
use crate::knowledge::{CacheVariable, cache_variables};
use crate::model::{EnvVar, Finding, Location, RelPath};
use crate::tree::ProjectTree;

/// The variables that what is installed and what the program calls need.
pub fn detect(tree: &ProjectTree, installed: &[Installed<'_>]) -> Vec<Finding<EnvVar>> {
    let found = |row: &CacheVariable| {
        let package = installed.iter().find(|package| row.packages.contains(package.name));
        let by_package = package.map(|package| (package.at.clone(), package.title()));
        let call = || row.calls.iter().find_map(|name| Some((calls(tree, name)?, format!("`{name}`"))));
        let (at, why) = by_package.or_else(call)?;
        Some(Finding { value: row.env.clone(), at, why })
    };
    cache_variables().iter().filter_map(found).collect()
}

/// The first place of the program that calls the function. Ex) `getpass.getuser()`, or `getuser()` that was imported
fn calls(tree: &ProjectTree, name: &str) -> Option<Location> {
    let (module, function) = name.rsplit_once('.')?;
    let is_program = |path: &&RelPath| path.extension() == Some("py") && !files::is_skipped(path);
    tree.walk().files.iter().filter(is_program).find_map(|path| {
        let text = tree.text(path).ok()??;
        let imported = || text.contains(&format!("from {module} import")) && text.contains(&format!("{function}("));
        let offset = match text.find(&format!("{name}(")) {
            Some(offset) => offset,
            None if imported() => text.find(&format!("{function}("))?,
            None => return None,
        };
        Some(Location::at_offset(path.clone(), &text, offset))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_that_asks_for_the_user_needs_a_name() {
        for (text, expected) in [
            ("import getpass\n\nprint(getpass.getuser())\n", Some(3)),
            ("from getpass import getuser\nprint(getuser())\n", Some(2)),
            ("def getuser():\n    pass\n\ngetuser()\n", None),
        ] {
            let tree = ProjectTree::in_memory([("app.py", text), ("tests/test_app.py", "import getpass\ngetpass.getuser()\n")]);
            let found = detect(&tree, &[]);
            assert_eq!(found.first().and_then(|found| found.at.line), expected, "{text}");
        }
    }
}
