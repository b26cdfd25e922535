//! Packages in the files that hosts install them from: `packages.txt` of Streamlit's cloud, `Aptfile` of Heroku, `apt.txt` of
//! Binder.

use super::dependencies::DependencyFacts;
use super::resolver::Resolver;
use crate::detect::native::NativePackages;
use crate::knowledge::{Kind, PackagePurpose, package_purpose};
use crate::model::{Base, Location, RelPath, Start};

/// The files, and whether a file of so common a name is meant for pages alone.
const FILES: &[(&str, bool)] = &[("Aptfile", false), ("apt.txt", false), ("packages.txt", true)];

/// Adds what serves at run time under its name on the suite. Compilers and headers follow from the dependencies.
pub fn add(resolver: Resolver<'_>, dependencies: &DependencyFacts, start: &Start, native: &mut NativePackages) {
    if dependencies.base.value == Base::Alpine {
        return;
    }
    let is_page = resolver.frameworks.get(start.framework.as_str()).is_some_and(|row| row.kind == Kind::Ui);
    for (name, of_pages) in FILES {
        let is_meant = is_page || !of_pages;
        let Some(file) = RelPath::parse(name).ok().filter(|_| is_meant) else { continue };
        let Ok(Some(text)) = resolver.tree.text(&file) else { continue };
        for (index, line) in text.lines().enumerate() {
            let package = line.split('#').next().unwrap_or_default().trim();
            let PackagePurpose::Runs(package) = package_purpose(package, dependencies.suite.value) else { continue };
            if native.run.contains(&package) {
                continue;
            }
            let at = Location::line(file.clone(), index + 1);
            let why = format!("{at} lists {package}");
            native.needs_to_run(vec![package], why, at);
        }
    }
    native.run.sort();
}
