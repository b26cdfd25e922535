//! A terminal that a question could not use.

use console::Term;

use crate::error::Error;

/// A question that ended without an answer. It may have hidden the cursor, which is the person's again now.
pub(super) fn terminal(error: dialoguer::Error) -> Error {
    let dialoguer::Error::IO(error) = error;
    // A terminal that cannot be written has no cursor to show.
    let _ = Term::stderr().show_cursor();
    if error.kind() == std::io::ErrorKind::Interrupted {
        // The question has not ended its line.
        let _ = Term::stderr().write_line("");
        return Error::Stopped;
    }
    Error::Terminal(error.to_string())
}
