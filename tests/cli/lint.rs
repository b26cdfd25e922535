//! What pydock writes itself has nothing to find, whatever the layout and the base.

use std::path::Path;

use libtest_mimic::Trial;
use pydock::preset;

use crate::project::Project;
use crate::trial;

pub fn trials() -> Vec<Trial> {
    vec![
        trial("lint/every_preset_is_clean", every_preset_is_clean),
        trial("lint/fixes_of_a_whole_file_are_done_once", fixes_of_a_whole_file_are_done_once),
        trial("lint/standard_input_is_read", standard_input_is_read),
    ]
}

fn every_preset_is_clean() {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/e2e/projects/bookshelf/repo");
    for preset in preset::built_in().unwrap().into_iter().filter(|preset| preset.questions.is_empty()) {
        for base in ["slim", "full", "alpine"] {
            let project = Project::copy_of(&example);
            let written = project.run(&["init", "--yes", "--preset", &preset.name, "--base", base, "--allow-builds", "--force"]);
            assert_eq!(written.status, 0, "{} {base}: {}", preset.name, written.stderr);
            let linted = project.run(&["lint"]);
            assert_eq!((linted.status, linted.stdout.as_str()), (0, ""), "{} {base}", preset.name);
        }
    }
}

fn fixes_of_a_whole_file_are_done_once() {
    let text = "from python:3.13-slim-trixie as Base\r\nENV A b\r\nMAINTAINER x\r\nRUN apt install gcc\r\nCMD python x.py\r\n";
    let project = Project::new(&[("Dockerfile", text)]);
    let first = project.run(&["lint", "--unsafe-fixes", "--yes"]);
    assert!(first.stderr.contains("fixed"), "{}", first.stderr);
    let mended = project.snapshot();
    let second = project.run(&["lint", "--unsafe-fixes", "--yes"]);
    assert!(!second.stderr.contains("fixed"), "{}", second.stderr);
    assert_eq!(project.snapshot(), mended);
    let file = String::from_utf8(mended["Dockerfile"].clone()).unwrap();
    assert!(file.lines().count() == file.matches("\r\n").count(), "{file:?}");
}

fn standard_input_is_read() {
    use std::io::Write;
    use std::process::Stdio;

    let project = Project::new(&[]);
    let mut command = project.command(&["lint", "-"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(b"FROM scratch as x\n").unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stdout).contains("--> -:1:14"));
}
