//! `stage-path-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for paths that are copied from another stage in which no step makes them.
    ///
    /// ## Why is this bad
    /// The build stops at that step: the path is not found.
    ///
    /// ## Example
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// RUN python -m venv /opt/venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /app/.venv /app/.venv
    /// ```
    ///
    /// ## Use instead
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// RUN python -m venv /opt/venv
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /opt/venv /opt/venv
    /// ```
    "stage-path-missing", Error, None, [], Build
}
