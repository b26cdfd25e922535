//! `lock-stale`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a lock file that does not match its project file, where the package manager insists on it.
    ///
    /// ## Why is this bad
    /// `uv sync --locked`, `poetry install`, `pdm install --check` and `pipenv install --deploy` stop at such a lock.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.14"
    /// dependencies = ["iniconfig"]
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
    /// RUN uv sync --locked --no-dev
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
    /// RUN uv sync --locked --no-dev
    /// ```
    "lock-stale", Error, None, [], Build
}
