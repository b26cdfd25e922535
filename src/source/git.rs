//! The user's git, started so that it does what it is told and nothing else.

use std::io::{Read as _, Seek as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use super::git_url::without_credentials;

/// What of the surroundings would lead git to another repository; `git rev-parse --local-env-vars` names them. The two that
/// carry settings stay, since machines are given their credentials by them.
pub(super) const ELSEWHERE: &[&str] = &[
    "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    "GIT_COMMON_DIR",
    "GIT_CONFIG",
    "GIT_DIR",
    "GIT_GRAFT_FILE",
    "GIT_IMPLICIT_WORK_TREE",
    "GIT_INDEX_FILE",
    "GIT_INTERNAL_SUPER_PREFIX",
    "GIT_NAMESPACE",
    "GIT_NO_REPLACE_OBJECTS",
    "GIT_OBJECT_DIRECTORY",
    "GIT_PREFIX",
    "GIT_QUARANTINE_PATH",
    "GIT_REPLACE_REF_BASE",
    "GIT_SHALLOW_FILE",
    "GIT_TEMPLATE_DIR",
    "GIT_WORK_TREE",
];

/// No hooks, no watchers, no upkeep in the background, and no transport that is a command. A server does not lead from
/// `https` to `http`, and one that says nothing for a minute is given up.
const SETTINGS: &[&str] = &[
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "protocol.ext.allow=never",
    "protocol.http.allow=user",
    "submodule.recurse=false",
    "safe.bareRepository=all",
    "gc.auto=0",
    "maintenance.auto=false",
    "http.lowSpeedLimit=1",
    "http.lowSpeedTime=60",
];

/// Git in one folder, which is nobody's repository unless one was made there.
pub(super) struct Git {
    pub program: PathBuf,
    /// Whether git may ask for a password or a passphrase.
    pub interactive: bool,
    pub folder: PathBuf,
}

/// Why git gave no answer.
#[derive(Debug)]
pub(super) enum Failure {
    NotFound,
    /// Ex) `repository 'https://host/x' not found`
    Said(String),
}

impl Git {
    /// Runs git to its end; gives what it printed.
    pub(super) fn run(&self, arguments: &[&str]) -> Result<Vec<u8>, Failure> {
        let stdin = if self.interactive { Stdio::inherit() } else { Stdio::null() };
        let child = self.command(arguments).stdin(stdin).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let output = child.and_then(Child::wait_with_output).map_err(|error| not_started(&error))?;
        if output.status.success() { Ok(output.stdout) } else { Err(Failure::Said(last_words(&output.stderr))) }
    }

    /// Starts git and talks to it; it is stopped as soon as `talk` has enough, and its end counts only where `talk` read to
    /// the end of what it prints.
    pub(super) fn talk<T>(
        &self,
        arguments: &[&str],
        talk: impl FnOnce(&mut Child) -> std::io::Result<Talk<T>>,
    ) -> Result<T, Failure> {
        // A file takes any number of complaints without anybody reading along.
        let mut complaints = tempfile::tempfile().map_err(|error| Failure::Said(error.to_string()))?;
        let stderr = complaints.try_clone().map_err(|error| Failure::Said(error.to_string()))?;
        let child = self.command(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(stderr).spawn();
        let mut child = child.map_err(|error| not_started(&error))?;
        let result = talk(&mut child);
        drop(child.stdin.take());
        if !matches!(result, Ok(Talk::ReadAll(_))) {
            // It may have ended by itself.
            let _ = child.kill();
        }
        let status = child.wait().map_err(|error| Failure::Said(error.to_string()))?;
        match result {
            Ok(Talk::Enough(value)) => Ok(value),
            Ok(Talk::ReadAll(value)) if status.success() => Ok(value),
            Ok(Talk::ReadAll(_)) | Err(_) => {
                let mut said = Vec::new();
                let read = complaints.rewind().and_then(|()| complaints.take(1 << 16).read_to_end(&mut said));
                Err(Failure::Said(read.map_or_else(|error| error.to_string(), |_| last_words(&said))))
            }
        }
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.current_dir(&self.folder);
        for name in ELSEWHERE {
            command.env_remove(name);
        }
        // No repository is looked for above the folder.
        command.env("GIT_CEILING_DIRECTORIES", self.folder.parent().unwrap_or(Path::new("/")));
        // Files that a server left out on demand are not fetched one by one afterwards.
        command.env("GIT_NO_LAZY_FETCH", "1").env("LC_ALL", "C");
        command.arg("--no-replace-objects");
        for setting in SETTINGS {
            command.args(["-c", setting]);
        }
        if !self.interactive {
            command.env("GIT_TERMINAL_PROMPT", "0").env("GCM_INTERACTIVE", "never");
            // ssh asks the terminal itself, whatever its standard input is, unless a program is to be asked.
            if std::env::var_os("SSH_ASKPASS").is_none() {
                command.env("SSH_ASKPASS", "false").env("SSH_ASKPASS_REQUIRE", "force");
            }
        }
        command.args(arguments);
        command
    }
}

/// How much of what git prints was read.
pub(super) enum Talk<T> {
    Enough(T),
    ReadAll(T),
}

fn not_started(error: &std::io::Error) -> Failure {
    match error.kind() {
        std::io::ErrorKind::NotFound => Failure::NotFound,
        _ => Failure::Said(error.to_string()),
    }
}

/// The line that tells most: the last one that is marked as fatal, or what the transport said before git gave up.
fn last_words(stderr: &[u8]) -> String {
    const LONGEST: usize = 300;
    const GAVE_UP: &str = "fatal: Could not read from remote repository.";
    let text = String::from_utf8_lossy(stderr);
    let lines: Vec<&str> = text.split(['\n', '\r']).map(str::trim).filter(|line| !line.is_empty()).collect();
    let fatal = lines.iter().rposition(|line| line.starts_with("fatal: "));
    let line = match fatal {
        Some(index) if index > 0 && lines[index] == GAVE_UP => lines[index - 1],
        Some(index) => lines[index],
        None => lines.last().copied().unwrap_or("it exited without an error message"),
    };
    let line = line.strip_prefix("fatal: ").unwrap_or(line);
    without_credentials(line)
        .chars()
        .take(LONGEST)
        .flat_map(|c| if c == '\'' { vec![c] } else { c.escape_debug().collect() })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// In a hook, the surroundings lead every git to the outer repository.
    #[test]
    fn the_surroundings_lead_nowhere_and_nobody_is_asked_unless_somebody_is_there() {
        let environment = |interactive, name: &str| {
            let git = Git { program: "git".into(), interactive, folder: "/tmp/x".into() };
            let command = git.command(&[]);
            let value = command.get_envs().find(|(found, _)| *found == name).map(|(_, value)| value);
            value.map(|value| value.map(|value| value.to_string_lossy().into_owned()))
        };
        for name in ["GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "GIT_OBJECT_DIRECTORY", "GIT_QUARANTINE_PATH"] {
            assert_eq!(environment(true, name), Some(None), "{name}");
        }
        // Machines are given their credentials by these.
        for name in ["GIT_CONFIG_COUNT", "GIT_CONFIG_PARAMETERS", "GIT_ASKPASS", "GIT_SSH_COMMAND", "https_proxy"] {
            assert_eq!(environment(false, name), None, "{name}");
        }
        assert_eq!(environment(false, "GIT_CEILING_DIRECTORIES"), Some(Some("/tmp".to_owned())));
        assert_eq!(environment(false, "GIT_TERMINAL_PROMPT"), Some(Some("0".to_owned())));
        assert_eq!(environment(true, "GIT_TERMINAL_PROMPT"), None);
    }

    #[test]
    fn the_line_that_tells_most_is_quoted() {
        for (stderr, expected) in [
            ("fatal: repository 'https://host/x/' not found\n", "repository 'https://host/x/' not found"),
            ("remote: no\nfatal: unable to access 'https://me:secret@host/x': 403\n", "unable to access 'https://host/x': 403"),
            (
                "git@host: Permission denied (publickey).\r\nfatal: Could not read from remote repository.\n\nPlease make sure\n",
                "git@host: Permission denied (publickey).",
            ),
            ("fatal: Could not read from remote repository.\n", "Could not read from remote repository."),
            ("fatal: \u{1b}[31mred\u{7}\n", "\\u{1b}[31mred\\u{7}"),
            ("error: something\n", "error: something"),
            ("", "it exited without an error message"),
        ] {
            assert_eq!(last_words(stderr.as_bytes()), expected, "{stderr:?}");
        }
    }
}
