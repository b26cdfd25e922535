//! A lock that its manager calls out of date: may the image still be installed from it?

use crate::manifest::Manifests;
use crate::model::{Dependency, DependencySource, Lock, LockFormat};

/// The first production requirement that the lock does not fulfil; `None` if it fulfils them all, so that what it pins is
/// still what the project asks for. Ex) after a change of the project's own version
///
/// A requirement with a marker may be for another platform, so its absence says nothing.
pub fn unmet<'m>(manifests: &'m Manifests, lock: &Lock) -> Option<&'m Dependency> {
    let declared: &[Dependency] = match lock.format {
        LockFormat::Pipenv => manifests.pipfile.as_ref().map(|file| file.packages.as_slice()).unwrap_or_default(),
        _ => manifests.pyproject.as_ref().map(|file| file.dependencies.as_slice()).unwrap_or_default(),
    };
    // uv puts an override in the place of every requirement of its name, so the lock may well contradict what is declared.
    let uv = manifests.pyproject.as_ref().and_then(|file| file.uv.as_ref()).filter(|_| lock.format == LockFormat::Uv);
    let overrides = uv.map(|table| table.overrides.as_slice()).unwrap_or_default();
    let is_overridden = |dependency: &Dependency| overrides.iter().any(|other| other.name == dependency.name);
    let is_locked = |dependency: &&Dependency| lock.packages.iter().any(|package| package.name == dependency.name);
    let asked = declared.iter().filter(|dependency| !is_overridden(dependency));
    asked.chain(overrides.iter().filter(is_locked)).find(|dependency| !fulfils(lock, dependency))
}

fn fulfils(lock: &Lock, dependency: &Dependency) -> bool {
    let mut locked = lock.packages.iter().filter(|package| package.name == dependency.name).peekable();
    if locked.peek().is_none() {
        return !dependency.marker.is_true();
    }
    let is_meant = |source: &DependencySource| *source == DependencySource::Index;
    !is_meant(&dependency.source)
        || locked.any(|package| {
            !is_meant(&package.source) || package.version.as_ref().is_none_or(|version| dependency.specifiers.contains(version))
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tree::ProjectTree;

    #[test]
    fn a_lock_serves_as_long_as_it_fulfils_what_is_asked_for() {
        let lock = "version = 1\nrequires-python = \">=3.11\"\n\n[[package]]\nname = \"click\"\nversion = \"8.1.0\"\nsource = { registry = \"https://pypi.org/simple\" }\n";
        for (dependencies, expected) in [
            ("\"click>=8\"", None),
            ("\"click>=8\", \"colorama ; sys_platform == 'win32'\"", None),
            ("\"click>=8.2\"", Some("click")),
            ("\"click\", \"idna\"", Some("idna")),
            ("\"click>=9\"]\n[tool.uv]\noverride-dependencies = [\"click<9\"", None),
            ("\"click>=8\"]\n[tool.uv]\noverride-dependencies = [\"click>=9\"", Some("click")),
        ] {
            let manifest = format!(
                "[project]\nname = \"shop\"\nversion = \"1\"\nrequires-python = \">=3.11\"\ndependencies = [{dependencies}]\n"
            );
            let tree = ProjectTree::in_memory([("pyproject.toml", manifest.as_str()), ("uv.lock", lock)]);
            let manifests = Manifests::read(&tree).unwrap();
            let found = unmet(&manifests, &manifests.locks[0]).map(|dependency| dependency.name.to_string());
            assert_eq!(found.as_deref(), expected, "{dependencies}");
        }
    }
}
