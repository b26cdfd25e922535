//! Files that are made to take long, or to take much memory.

use std::fmt::Write;
use std::time::{Duration, Instant};

use super::*;

/// Lints the text within a time that is generous for a slow machine, and far below what grows with the square.
#[track_caller]
fn check(text: &str) {
    let start = Instant::now();
    let found = findings(&[("Dockerfile", text)], &everything());
    assert!(start.elapsed() < Duration::from_secs(20), "{:?}", start.elapsed());
    drop(found);
}

/// `line` with each number in the place of `#`, and with the next number in the place of `@`.
fn repeated(count: usize, line: &str) -> String {
    let mut text = String::new();
    for index in 0..count {
        let line = line.replace('#', &index.to_string()).replace('@', &(index + 1).to_string());
        writeln!(text, "{line}").unwrap();
    }
    text
}

#[test]
fn values_that_double_end() {
    check(&format!("ARG A0=xx\n{}FROM $A300\n", repeated(300, "ARG A@=$A#$A#")));
    check(&format!("FROM scratch\nARG A0=xx\n{}WORKDIR $A300\n", repeated(300, "ARG A@=$A#$A#$A#$A#")));
}

#[test]
fn long_files_take_no_longer_than_they_are() {
    check(&format!("FROM python:3.14-slim AS s0\n{}", repeated(600, "FROM s# AS s@\nRUN pip install a\nENV A#=1")));
    check(&format!("FROM python:3.14-slim\n{}", repeated(1_500, "RUN pip install a && apt-get install x | y\nCOPY a b c")));
    check(&format!("FROM python:3.14-slim\nRUN {}\n", ["pip install a"; 4_000].join(" && ")));
}
