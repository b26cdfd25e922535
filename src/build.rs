//! Tells cargo to build again when a template, a preset or a knowledge file appears: `include_dir!` does not notice a new
//! file by itself. A release build of a git checkout also knows its commit.

#![allow(clippy::disallowed_methods, reason = "it runs before there is a program, on its own sources")]

use std::path::Path;
use std::process::Command;

fn main() {
    for folder in
        ["presets", "templates", "src/preset/examples", "src/preset/scaffold", "src/knowledge/frameworks", "src/knowledge/images"]
    {
        println!("cargo::rerun-if-changed={folder}");
    }
    println!("cargo::rustc-env=BUILT_FROM_COMMIT={}", built_from().unwrap_or_default());
}

/// Ex) ` (1f3a9c2d0 2026-11-28)`. `None` in a debug build, which would be compiled again after every commit, and outside of
/// a checkout of this repository.
fn built_from() -> Option<String> {
    if std::env::var("PROFILE").ok()? != "release" || !Path::new(".git").exists() {
        return None;
    }
    for file in ["HEAD", "logs/HEAD"] {
        println!("cargo::rerun-if-changed={}", git(&["rev-parse", "--git-path", file])?);
    }
    let commit = git(&["log", "-1", "--format=%h %cs", "--abbrev=9"])?;
    Some(format!(" ({commit})"))
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_owned())
}
