//! A file that pydock would write.

use serde::Serialize;

use super::RelPath;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RenderedFile {
    pub path: RelPath,
    pub contents: String,
}
