//! Every place that says which Python the project wants.

use crate::model::{Location, VersionSpecifiers};

/// One statement about the Python version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PythonHint {
    /// What satisfies it. An exact version such as `3.12.4` is read as its feature release: `==3.12.*`.
    pub specifiers: VersionSpecifiers,
    /// As written. Ex) `>=3.11,<4.0`, `cpython@3.12`
    pub text: String,
    pub at: Location,
    /// The file names the version to use, rather than a range that is supported. Ex) `.python-version`
    pub pin: bool,
}
