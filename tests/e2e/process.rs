//! Child processes with a time limit and all of their output.

use std::fs::File;
use std::io::{Read, Seek};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How a process ended.
pub struct Outcome {
    /// Absent where a signal ended the process.
    pub code: Option<i32>,
    pub stdout: String,
    /// Standard output and standard error as they came.
    pub all: String,
}

impl Outcome {
    pub fn succeeded(&self) -> bool {
        self.code == Some(0)
    }

    /// The last lines of the output, where the reason of a failure stands.
    pub fn tail(&self) -> String {
        tail(&self.all, 60)
    }
}

/// The last lines of a text.
pub fn tail(text: &str, count: usize) -> String {
    let lines: Vec<&str> = text.lines().collect();
    lines[lines.len().saturating_sub(count)..].join("\n")
}

/// Runs a command to its end, or kills it after `limit`. Output goes through files: a full pipe can never block the child.
pub fn run(command: &mut Command, limit: Duration) -> Result<Outcome, String> {
    let shown = format!("{command:?}");
    let broken = |error: std::io::Error| format!("{shown}: {error}");
    let (mut stdout, mut stderr) = (tempfile::tempfile().map_err(broken)?, tempfile::tempfile().map_err(broken)?);
    command.stdin(Stdio::null()).stdout(stdout.try_clone().map_err(broken)?).stderr(stderr.try_clone().map_err(broken)?);
    let mut child = command.spawn().map_err(broken)?;
    let started = Instant::now();
    let status = loop {
        if let Some(status) = child.try_wait().map_err(broken)? {
            break status;
        }
        if started.elapsed() > limit {
            let _ = child.kill();
            let _ = child.wait();
            let output = read(&mut stdout) + &read(&mut stderr);
            return Err(format!("not done after {} s: {shown}\n{}", limit.as_secs(), tail(&output, 60)));
        }
        sleep(Duration::from_millis(20));
    };
    let stdout = read(&mut stdout);
    let all = format!("{stdout}{}", read(&mut stderr));
    Ok(Outcome { code: status.code(), stdout, all })
}

fn read(file: &mut File) -> String {
    let mut bytes = Vec::new();
    let _ = file.rewind();
    let _ = file.read_to_end(&mut bytes);
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Asks again and again until there is an answer or the time is up.
pub fn wait_for<T>(limit: Duration, mut ask: impl FnMut() -> Result<Option<T>, String>) -> Result<Option<T>, String> {
    let started = Instant::now();
    loop {
        if let Some(answer) = ask()? {
            return Ok(Some(answer));
        }
        if started.elapsed() > limit {
            return Ok(None);
        }
        sleep(Duration::from_millis(200));
    }
}
