//! A file that pydock would write.

use serde::Serialize;

use super::RelPath;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenderedFile {
    pub path: RelPath,
    pub contents: String,
}

/// What every file with a comment of pydock's begins with, behind a line for the frontend.
const OWN: &str = "# Written by `pydock init`";

/// Whether the text says that pydock wrote it: it then tells nothing about the project that pydock does not know already.
pub fn is_own(text: &str) -> bool {
    text.lines().take(2).any(|line| line.starts_with(OWN))
}
