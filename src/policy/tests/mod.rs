//! For each rule, what it catches and what it leaves alone.

mod images;
mod pages;
mod programs;
mod settings;
mod written;

use super::Policy;
use crate::dockerfile::Dockerfile;

/// The policy as a preset writes it.
fn policy(toml: &str) -> Policy {
    toml::from_str(toml).unwrap_or_else(|error| panic!("{toml}: {error}"))
}

/// The rules that the file breaks: line, rule, and what was found.
#[track_caller]
fn check(toml: &str, dockerfile: &str, expected: &[(usize, &str, &str)]) {
    let parsed = Dockerfile::parse(dockerfile).unwrap_or_else(|error| panic!("{dockerfile}: {error}"));
    let broken = policy(toml).check(&parsed);
    let found: Vec<_> = broken.iter().map(|broken| (broken.line, broken.rule, broken.found.as_str())).collect();
    assert_eq!(found, expected, "{dockerfile}");
}
