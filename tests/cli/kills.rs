//! Runs that are killed at any moment: every file is the old one or the new one, and the next start clears what is left.
//!
//! `PYDOCK_KILLS` asks for more of them than a plain run has.

use std::fs;
use std::process::Stdio;
use std::time::{Duration, Instant};

use libtest_mimic::Trial;

use crate::project::{Project, Snapshot};
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![trial("kills/no_half_written_file", no_half_written_file)]
}

/// Each verb that writes, with the file that gives it something to do.
const WRITERS: [(&[&str], &str, &str); 3] = [
    (&["init", "--yes", "--force"], "Dockerfile", "FROM python:3.12\nCOPY . .\nCMD [\"python\", \"app.py\"]\n"),
    (&["update"], ".python-version", "3.12\n"),
    (
        &["lint", "--fix", "--yes"],
        "Dockerfile",
        "from python:3.13-slim-trixie as Base\nENV A b\nENV C d\nCMD [\"python\", \"app.py\"]\n",
    ),
];

/// A repository that is ready for the verb.
fn ready(verb: &[&str], name: &str, text: &str) -> Project {
    let project = Project::new(&[
        ("requirements.txt", "flask==3.1.3\ngunicorn==23.0.0\n"),
        ("app.py", "from flask import Flask\n\napp = Flask(__name__)\n"),
    ]);
    if verb[0] == "update" {
        assert_eq!(project.run(&["init", "--yes"]).status, 0);
    }
    project.write(name, text.as_bytes());
    project
}

fn is_leftover(name: &str) -> bool {
    name.rsplit('/').next().is_some_and(|name| name.starts_with(".pydock"))
}

fn no_half_written_file() {
    let kills: usize = std::env::var("PYDOCK_KILLS").ok().and_then(|text| text.parse().ok()).unwrap_or(15);
    let mut state = 0x9E37_79B9_7F4A_7C15_u64;
    let mut in_time = 0;
    for (verb, name, text) in WRITERS {
        let whole = ready(verb, name, text);
        let before = whole.snapshot();
        let begin = Instant::now();
        let outcome = whole.run(verb);
        assert!(outcome.status < 2, "{verb:?} {}", outcome.stderr);
        let (after, length) = (whole.snapshot(), begin.elapsed());
        assert_ne!(before, after, "{verb:?}");
        for _ in 0..kills.div_ceil(WRITERS.len()) {
            let project = ready(verb, name, text);
            let mut child =
                project.command(verb).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let share = u32::try_from(state >> 40).unwrap_or_default();
            std::thread::sleep(length.mul_f64(f64::from(share) / f64::from(1 << 24)) + Duration::from_micros(200));
            in_time += usize::from(child.try_wait().unwrap().is_none());
            child.kill().unwrap();
            child.wait().unwrap();
            whole_files(verb, &project.snapshot(), &before, &after);
            // The next start clears what is left.
            let again = project.run(verb);
            assert!(again.status < 2, "{verb:?} {}", again.stderr);
            let left: Vec<String> = project.snapshot().into_keys().filter(|name| is_leftover(name)).collect();
            assert!(left.is_empty(), "{verb:?} leaves {left:?}");
            for file in ["Dockerfile", ".dockerignore"] {
                let (is, should) = (fs::read(project.root().join(file)).ok(), after.get(file).cloned());
                assert_eq!(is.is_some(), should.is_some(), "{verb:?} {file}");
            }
        }
    }
    assert!(in_time * 2 > kills, "only {in_time} of {kills} were killed before their end");
}

/// Each file is as it was, or as the whole run leaves it.
fn whole_files(verb: &[&str], found: &Snapshot, before: &Snapshot, after: &Snapshot) {
    for (name, bytes) in found.iter().filter(|(name, _)| !is_leftover(name)) {
        let is_whole = before.get(name) == Some(bytes) || after.get(name) == Some(bytes);
        assert!(is_whole, "{verb:?} left `{name}` half written: {}", String::from_utf8_lossy(bytes));
    }
    for name in before.keys().filter(|name| after.contains_key(*name)) {
        assert!(found.contains_key(name), "{verb:?} lost `{name}`");
    }
}
