//! A start that the project's own files tell of.

use crate::model::{Location, RelPath};

/// A start that the Dockerfile, or a compose service on top of it, leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// In the places of the project: a path in the old image is a path of the repository here.
    pub words: Vec<String>,
    /// The folder of the project that it runs in; `None` if that is the root, or not known.
    pub folder: Option<RelPath>,
    pub env: Vec<(String, String)>,
    /// Programs that a script runs before it.
    pub before: Vec<(String, Location)>,
    /// Programs that a script leaves running beside it.
    pub beside: Vec<(String, Location)>,
    pub uses_port: bool,
    /// The compose service that names it; `None` for the image's own start.
    pub service: Option<String>,
    /// The name that the supervisor's configuration gives it. `None` if no supervisor starts it.
    pub program: Option<String>,
    /// As written. Ex) `ENTRYPOINT ["/entry.sh"]`
    pub why: String,
    pub at: Location,
}
