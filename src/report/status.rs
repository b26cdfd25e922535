//! How a run ends.

use std::process::ExitCode;

/// How a run ended, as its exit status.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0
    Done,
    /// 1: the run worked and found something, such as a difference.
    Found,
    /// 2
    CouldNot,
    /// 130, as after SIGINT: Ctrl-C at a question.
    Interrupted,
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(match status {
            ExitStatus::Done => 0,
            ExitStatus::Found => 1,
            ExitStatus::CouldNot => 2,
            ExitStatus::Interrupted => 130,
        })
    }
}
