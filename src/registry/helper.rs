//! The programs that keep credentials for Docker: `docker-credential-<name> get`.
//!
//! The server's address goes to its standard input, and the answer is an object with `Username` and `Secret` on its standard
//! output, or the sentence that there are none. That is the protocol of docker-credential-helpers.

use std::ffi::OsStr;
use std::io::{Read as _, Write as _};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use serde::Deserialize;

/// Some ask a cloud; one that waits for a person who is not there must not hold up a run for ever.
const PATIENCE: Duration = Duration::from_secs(30);
/// A token has some thousand bytes.
const LARGEST: u64 = 1 << 20;

/// What a program knows.
#[derive(Deserialize)]
pub(super) struct Answer {
    #[serde(rename = "Username", default)]
    pub user: String,
    #[serde(rename = "Secret", default)]
    pub secret: String,
}

/// Asks the program of this name, which is looked for on the path. The error is a sentence, without anything that it printed.
pub(super) fn ask(name: &str, server: &str) -> Result<Option<Answer>, String> {
    let is_name = name.chars().all(|c| c.is_ascii_alphanumeric() || "._-".contains(c));
    if !is_name {
        return Err(format!("`{name}` is not the name of a credential helper"));
    }
    run(OsStr::new(&format!("docker-credential-{name}")), server, PATIENCE)
}

fn run(program: &OsStr, server: &str, patience: Duration) -> Result<Option<Answer>, String> {
    let problem = |what: &str| format!("`{}` {what}", program.display());
    let mut command = Command::new(program);
    command.arg("get").stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| problem(&format!("cannot be started: {error}")))?;
    let output = answer(&mut child, server, patience);
    // It has answered, or has had its time. Neither call can fail for a process of our own.
    if output.is_none() {
        let _ = child.kill();
    }
    let status = child.wait();
    let output = output.ok_or_else(|| problem("does not answer"))?;
    if !status.is_ok_and(|status| status.success()) {
        let says_none = output.trim().starts_with("credentials not found");
        return if says_none { Ok(None) } else { Err(problem("fails")) };
    }
    let answer: Answer = serde_json::from_str(&output).map_err(|_| problem("returned an unexpected answer"))?;
    Ok((!answer.user.is_empty() || !answer.secret.is_empty()).then_some(answer))
}

/// What it prints until it is done, if that is within the time.
fn answer(child: &mut Child, server: &str, patience: Duration) -> Option<String> {
    let mut stdin = child.stdin.take()?;
    let stdout = child.stdout.take()?;
    // A program that reads nothing has its answer all the same.
    let _ = stdin.write_all(server.as_bytes());
    drop(stdin);
    let (sender, receiver) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let read = stdout.take(LARGEST).read_to_end(&mut bytes);
        // Nobody listens any more when the time is up.
        let _ = sender.send(read.map(|_| String::from_utf8_lossy(&bytes).into_owned()));
    });
    receiver.recv_timeout(patience).ok()?.ok()
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::fs::PermissionsExt as _;
    use std::time::Instant;

    use super::*;

    #[test]
    fn a_program_answers_or_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let program = folder.path().join("helper");
        for (script, expected) in [
            (
                r#"read server; test "$1" = get && echo '{"ServerURL":"'"$server"'","Username":"'"$server"'","Secret":"s"}'"#,
                Ok(Some("ghcr.io s")),
            ),
            ("echo '{\"Username\":\"<token>\",\"Secret\":\"t\"}'", Ok(Some("<token> t"))),
            ("echo 'credentials not found in native keychain'; exit 1", Ok(None)),
            ("echo '{}'", Ok(None)),
            ("echo secret; exit 1", Err("fails")),
            ("echo secret", Err("returned an unexpected answer")),
            ("exec sleep 60", Err("does not answer")),
        ] {
            std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
            std::fs::set_permissions(&program, std::fs::Permissions::from_mode(0o755)).unwrap();
            let started = Instant::now();
            let found = run(program.as_os_str(), "ghcr.io", Duration::from_secs(2));
            let found = found.map(|answer| answer.map(|answer| format!("{} {}", answer.user, answer.secret)));
            let expected = expected.map(|answer| answer.map(str::to_owned));
            let expected = expected.map_err(|what: &str| format!("`{}` {what}", program.display()));
            assert_eq!(found, expected, "{script}");
            assert!(started.elapsed() < Duration::from_secs(20), "{script}");
        }
    }
}
