//! A file that the application keeps beside its code.

use serde::Serialize;

use super::SourcePath;

/// A link in a folder of code to a file in a folder that the user may write to. Both without their leading slash.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LinkedFile {
    /// Ex) `app/shop.db`
    pub link: SourcePath,
    /// Ex) `app/data/shop.db`
    pub target: SourcePath,
    /// The repository has the file, and the program goes on with what is in it.
    pub starts_with_copy: bool,
}
