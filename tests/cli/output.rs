//! Output that does not arrive: a full disk ends with status 2, a reader that went away is no error.

use std::fs::OpenOptions;
use std::path::Path;
use std::process::Stdio;

use libtest_mimic::Trial;

use crate::project::Project;
use crate::skips::skipped;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("output/a_full_disk_is_reported_by_every_verb_that_prints", a_full_disk_is_reported_by_every_verb_that_prints),
        trial("output/a_reader_that_went_away_is_no_error", a_reader_that_went_away_is_no_error),
    ]
}

fn shop() -> Project {
    let shop = "from flask import Flask\n\napp = Flask(__name__)\n";
    let project = Project::new(&[("requirements.txt", "flask==3.1.0\ngunicorn==23.0.0\n"), ("shop.py", shop)]);
    let written = project.run(&["init", "--yes", "--quiet"]);
    assert_eq!(written.status, 0, "{}", written.stderr);
    project
}

fn a_full_disk_is_reported_by_every_verb_that_prints() {
    if !Path::new("/dev/full").exists() {
        skipped("/dev/full");
        return;
    }
    let project = shop();
    for arguments in [
        &["check", "--json"][..],
        &["completions", "bash"],
        &["detect", "--json"],
        &["explain"],
        &["graph"],
        &["lint", "--format", "json"],
        &["presets"],
        &["render"],
        &["rule", "--all"],
        &["schema"],
        &["wheels"],
    ] {
        let full = OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = project.command(arguments).stdout(full).stderr(Stdio::piped()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {said}");
        assert!(said.contains("error: cannot write the output: "), "{arguments:?}: {said}");
    }
}

fn a_reader_that_went_away_is_no_error() {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = shop().command(&["render"]).stdout(writer).stderr(Stdio::piped()).output().unwrap();
    assert_eq!(output.status.code(), Some(0), "{}", String::from_utf8_lossy(&output.stderr));
}
