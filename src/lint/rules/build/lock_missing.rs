//! `lock-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for an installation by a lock file that is not in the image at that step.
    ///
    /// ## Why is this bad
    /// A package manager that is told to use the lock stops without one.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.14"
    /// dependencies = []
    /// ```
    /// ```text uv.lock
    /// version = 1
    /// revision = 3
    /// requires-python = ">=3.14"
    ///
    /// [[package]]
    /// name = "tides"
    /// version = "1.0"
    /// source = { virtual = "." }
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY pyproject.toml ./
    /// RUN uv sync --locked
    /// ```
    ///
    /// ## Use instead
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.14"
    /// dependencies = []
    /// ```
    /// ```text uv.lock
    /// version = 1
    /// revision = 3
    /// requires-python = ">=3.14"
    ///
    /// [[package]]
    /// name = "tides"
    /// version = "1.0"
    /// source = { virtual = "." }
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY pyproject.toml uv.lock ./
    /// RUN uv sync --locked
    /// ```
    "lock-missing", Error, None, [], Build
}
