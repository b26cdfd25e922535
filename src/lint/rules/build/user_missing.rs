//! `user-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a `USER` that no step has created.
    ///
    /// ## Why is this bad
    /// The container does not start, and neither does the next `RUN`: no matching entries in the passwd file.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// USER app
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN useradd --uid 10001 --create-home app
    /// USER app
    /// ```
    "user-missing", Error, None, [], Build
}
