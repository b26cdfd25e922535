//! Scripts of the project that are started as programs.

use super::build::Build;
use super::image::{Image, Openness, Presence};
use super::place;
use super::started::Started;
use crate::lint::{Diagnostic, build as rules};
use crate::model::{Location, RelPath};

/// A file of the project that the kernel is to run.
pub fn check(build: &mut Build<'_>, image: &Image, file: &RelPath, path: &str, at: &Location) {
    let tree = build.context.tree;
    let is_marked = image.executable.contains(path) || image.executable.contains("*") || copied_with_mode(build);
    if tree.is_executable(file) == Some(false) && !is_marked && image.open != Openness::Anything {
        let message = format!("the container starts `{file}`, which is not executable");
        let hint = format!("`chmod +x {file}` (and commit it), or `COPY --chmod=755`");
        build.report(Diagnostic::at(&rules::script_not_executable::RULE, at.clone(), message, hint));
    }
    let Ok(Some(text)) = tree.text(file) else { return };
    let first = text.lines().next().unwrap_or_default();
    let is_windows = text.split('\n').next().is_some_and(|line| line.ends_with('\r'));
    if is_windows && first.starts_with("#!") && !image.is_edited && image.open != Openness::Anything {
        let message =
            format!("`{file}` has Windows line endings, so the kernel looks for a program with a carriage return in its name");
        let hint = format!("save it with line feeds alone, and keep them: `{file} text eol=lf` in .gitattributes");
        let found = Diagnostic::at(&rules::script_line_endings::RULE, Location::line(file.clone(), 1), message, hint);
        build.report(found.because_of(at.clone()));
    } else if !first.starts_with("#!") && !text.starts_with("\u{7f}ELF") {
        let message = format!("`{file}` has no `#!` line, so the kernel cannot start it");
        let hint = "begin it with `#!/bin/sh`";
        let found = Diagnostic::at(&rules::script_without_interpreter::RULE, Location::line(file.clone(), 1), message, hint);
        build.report(found.because_of(at.clone()));
    } else if first.contains("bash")
        && image.base.as_ref().is_some_and(|base| base.is_alpine)
        && !image.system.contains("bash")
        && !image.system.contains("*")
    {
        let message = format!("`{file}` is run by bash, which Alpine does not have");
        let hint = "`apk add --no-cache bash`, or write it for `sh`";
        let found = Diagnostic::at(&rules::script_without_interpreter::RULE, Location::line(file.clone(), 1), message, hint);
        build.report(found.because_of(at.clone()));
    }
}

/// Some copy sets the mode itself.
fn copied_with_mode(build: &Build<'_>) -> bool {
    build.dockerfile.instructions.iter().any(|instruction| instruction.flag("chmod").is_some())
}

/// A script that is named without a folder is looked for in `PATH` alone, and not where it stands.
pub fn in_path(build: &mut Build<'_>, image: &Image, name: &str, started: &Started) {
    if image.open != Openness::Closed {
        return;
    }
    let Some(Some(search)) = image.env.get("PATH").cloned() else { return };
    let here = place::join(&started.cwd, name);
    let is_here = matches!(build.eyes().look(image, &[], &here), Presence::Present(Some(_)));
    let is_found = search.split(':').any(|folder| {
        let path = place::join(folder, name);
        path == here || image.is_put(&path)
    });
    if is_here && !is_found {
        let message = format!("`{name}` is in `{}`, which is not on the PATH", started.cwd);
        let hint = format!("write `./{name}`, or its whole path");
        build.report(Diagnostic::at(&rules::program_missing::RULE, started.at.clone(), message, hint));
    }
}
