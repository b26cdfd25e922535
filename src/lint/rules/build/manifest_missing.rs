//! `manifest-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for package managers that run where their project file is not.
    ///
    /// ## Why is this bad
    /// `uv sync`, `poetry install` and others stop without `pyproject.toml` or `Pipfile`.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// RUN uv sync
    /// ```
    ///
    /// ## Use instead
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY pyproject.toml ./
    /// RUN uv sync
    /// ```
    "manifest-missing", Error, None, [], Build
}
