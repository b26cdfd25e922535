//! What can be wrong with a manifest.

use crate::model::Location;
use crate::tree::TreeError;

/// A manifest that cannot be read as its format.
#[derive(Debug, thiserror::Error)]
pub enum ManifestError {
    #[error(transparent)]
    Tree(#[from] TreeError),
    /// Ex) "pyproject.toml:12: invalid TOML: expected `=`"
    #[error("{at}: {problem}")]
    Invalid { at: Location, problem: String, hint: Option<String> },
}
