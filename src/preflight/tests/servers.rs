//! Every row of `servers.toml` against every reader: what a command says about its port and its address is the same to detection,
//! to the simulated build and to the rules of the lint, and what the plan writes is read by all of them.

use super::*;
use crate::detect::start::{self, of_files};
use crate::knowledge::{Frameworks, Listener, listener_of, listeners};
use crate::lint::{self, Context, FileKind, Settings};
use crate::model::Command;

/// The rules that find something in a file that starts the words, by the lint and by the simulated build.
fn rules(words: &[String], expose: &str) -> [Vec<&'static str>; 2] {
    let words: Vec<String> = words.iter().map(|word| format!("\"{word}\"")).collect();
    let text = format!("FROM python:3.14-slim-trixie\n{expose}CMD [{}]\n", words.join(", "));
    let linted = lint::lint(FileKind::Dockerfile, &text, &Context::unknown(), &Settings::default());
    [linted.iter().map(|found| found.rule.name).collect(), ids(&text, &[])]
}

/// A command of the program that listens, without a port.
fn command(row: &Listener) -> Vec<String> {
    let served = row.serves.iter().find(|word| *word != "dev").cloned();
    let application = if row.application.is_some() { Some("app:app".to_owned()) } else { None };
    std::iter::once(row.name.clone()).chain(served).chain(application).collect()
}

/// Every way to write that the command listens on 9000.
fn spellings(row: &Listener) -> Vec<Vec<String>> {
    let mut all = Vec::new();
    for flag in &row.port_flags {
        let address = row.address_flags.contains(flag) || flag.contains("http") || flag == "--listen";
        let values: &[&str] = if address { &["0.0.0.0:9000", ":9000"] } else { &["9000"] };
        for value in values {
            all.push(vec![flag.clone(), (*value).to_owned()]);
            all.push(vec![format!("{flag}={value}")]);
            if flag.len() == 2 {
                all.push(vec![format!("{flag}{value}")]);
            }
        }
    }
    all.extend(row.port_after.as_ref().map(|_| vec!["0.0.0.0:9000".to_owned()]));
    all
}

fn port_of(words: &[String]) -> Option<u16> {
    let command = Command::new(words.to_vec()).unwrap();
    of_files(FILES, |evidence| start::from_command(evidence, &command).port.map(crate::model::Port::number))
}

/// Every reader has the port, and finds that another one is exposed.
#[track_caller]
fn all_read(words: &[String]) {
    let line = words.join(" ");
    assert_eq!(port_of(words), Some(9000), "detect: {line}");
    for (reader, found) in ["lint", "preflight"].into_iter().zip(rules(words, "EXPOSE 5000\n")) {
        assert!(found.contains(&"port-mismatch"), "{reader}: {line}");
    }
    for (reader, found) in ["lint", "preflight"].into_iter().zip(rules(words, "EXPOSE 9000\n")) {
        assert!(!found.contains(&"port-mismatch"), "{reader}: {line}");
    }
}

#[test]
fn a_port_is_read_in_every_spelling_by_every_reader() {
    let mut count = 0;
    for row in listeners() {
        for spelling in spellings(row) {
            all_read(&[command(row), spelling].concat());
            count += 1;
        }
    }
    assert!(count > 50, "{count}");
}

#[test]
fn a_port_is_read_behind_every_wrapper() {
    for wrapper in [
        "nice -n 5",
        "env A=1",
        "timeout 60",
        "tini --",
        "dumb-init",
        "gosu app",
        "su-exec app",
        "exec",
        "time",
        "ionice -c 2",
        "catchsegv",
        "ddtrace-run",
        "opentelemetry-instrument",
        "newrelic-admin run-program",
        "tini -- nice env A=1",
    ] {
        let words = format!("{wrapper} uvicorn app:app --host 0.0.0.0 --port 9000");
        all_read(&words.split(' ').map(str::to_owned).collect::<Vec<_>>());
    }
    let script = ["sh", "-c", "exec gunicorn -b :9000 app:app"].map(str::to_owned);
    all_read(&script);
}

#[test]
fn an_address_is_missed_and_added_by_the_row() {
    for row in listeners().iter().filter(|row| !row.bind.is_empty()) {
        let local = row.is_local_by_default(&command(row)[1..]);
        let [found, _] = rules(&command(row), "");
        assert_eq!(found.contains(&"bind-localhost"), local, "{}", row.name);
        let bind = row.bind.iter().map(|word| word.replace("{port}", "9000"));
        let [found, _] = rules(&command(row).into_iter().chain(bind).collect::<Vec<_>>(), "");
        assert!(!found.contains(&"bind-localhost"), "{}", row.name);
    }
}

#[test]
fn what_the_plan_writes_is_read_by_every_reader() {
    for server in Frameworks::built_in().servers() {
        for command in &server.commands {
            let fill = |word: &String| word.replace("{port}", "9000").replace("{entrypoint}", "app:app");
            let words: Vec<String> = command.words.iter().map(fill).collect();
            all_read(&words);
            let [found, _] = rules(&words, "");
            assert!(!found.contains(&"bind-localhost"), "{words:?}");
            let (row, _) = listener_of(&words).unwrap();
            assert_eq!((row.name.as_str(), row.stop_signal), (server.program(), server.stop_signal));
        }
    }
}
