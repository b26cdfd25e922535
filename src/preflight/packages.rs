//! Packages that come into the image.

use super::step::Step;
use super::{compiled, programs};
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Dependency, DependencySource, PackageName};

/// Puts declared dependencies into the image, and looks at what those need that cannot be had as wheels.
pub fn install<'d>(step: &mut Step<'_, '_>, dependencies: impl Iterator<Item = &'d Dependency>) {
    let mut names: Vec<PackageName> = Vec::new();
    for dependency in dependencies {
        if let DependencySource::Git(_) = dependency.source
            && !programs::has(step.image, "git")
        {
            let message = format!("`{}` comes from a git repository, and the image has no git at this step", dependency.name);
            let hint = "install it before: `apt-get install --yes --no-install-recommends git`";
            let message = format!("{message} ({})", dependency.at);
            let problem = Diagnostic::at(&rules::git_missing::RULE, step.at.clone(), message, hint);
            step.report(problem);
        }
        for extra in &dependency.extras {
            step.image.packages.with_extras.insert(format!("{}[{extra}]", dependency.name));
        }
        names.push(dependency.name.clone());
    }
    compiled::check(step, &names);
    step.image.packages.names.extend(names);
}

/// Takes what the manifests declare for production into the image, with extras where some are asked for.
pub fn declared(step: &mut Step<'_, '_>, with_extras: bool) {
    step.image.packages.is_direct_only = true;
    let manifests = step.build.manifests;
    let pyproject = manifests.pyproject.iter().flat_map(|file| &file.dependencies);
    let setup = manifests.setup.iter().flat_map(|setup| &setup.dependencies);
    let pipfile = manifests.pipfile.iter().flat_map(|file| &file.packages);
    install(step, pyproject.chain(setup).chain(pipfile));
    // Which of them are asked for may be written in many ways.
    step.image.packages.is_open |= with_extras;
    let is_open = manifests.setup.as_ref().is_some_and(|setup| setup.dependencies_unknown.is_some());
    step.image.packages.is_open |= is_open;
}
