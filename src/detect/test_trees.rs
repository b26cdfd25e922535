//! Test suites of dependencies that the image does without.

use std::collections::BTreeSet;

use super::installed::Installation;
use crate::knowledge::{TestTree, test_trees};
use crate::model::{PackageName, PythonVersion};
use crate::wheel::Machine;

/// The package folders with such suites of what is installed, sorted.
///
/// A file that lists only a part of what is installed still brings what that part requires, in a release of today.
pub fn detect(installation: &Installation<'_>, python: PythonVersion) -> Vec<&'static str> {
    let installed = installation.packages(python, Machine::X86_64);
    let release = |name: &PackageName| installed.iter().find(|package| package.name == name);
    let is_tried =
        |row: &TestTree| release(&row.name).map(|package| package.version.as_ref().is_none_or(|version| *version >= row.since));
    let brings = |row: &&TestTree| release(&row.name).is_some();
    let brought: BTreeSet<&PackageName> = test_trees().iter().filter(brings).flat_map(|row| &row.requires).collect();
    let goes = |row: &&TestTree| is_tried(row).unwrap_or_else(|| brought.contains(&row.name));
    let packages: BTreeSet<&str> = test_trees().iter().filter(goes).map(|row| row.package.as_str()).collect();
    packages.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::Manifests;
    use crate::model::{PackageManager, RelPath, Selection};
    use crate::tree::ProjectTree;

    #[test]
    fn suites_of_tried_releases_go() {
        for (requirements, expected) in [
            ("flask==3.1.3\n", ""),
            ("numpy==2.3.0\n", "numpy"),
            ("numpy==1.19.5\n", ""),
            ("pandas\n", "numpy pandas"),
            ("pandas==2.2.3\nnumpy==1.19.5\n", "pandas"),
            ("scikit-learn==1.5.0\nastropy==8.0.2\n", "numpy scipy sklearn"),
            ("networkx==1.11\n", ""),
        ] {
            let tree = ProjectTree::in_memory([("requirements.txt", requirements)]);
            let manifests = Manifests::read(&tree).unwrap();
            let manifest = RelPath::parse("requirements.txt").unwrap();
            let installation = Installation::new(&manifests, PackageManager::Pip, Some(&manifest), false, Selection::default());
            assert_eq!(detect(&installation, PythonVersion::new(3, 13)).join(" "), expected, "{requirements}");
        }
    }
}
