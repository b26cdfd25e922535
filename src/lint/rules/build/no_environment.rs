//! `no-environment`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for `uv pip` where there is no virtual environment.
    ///
    /// ## Why is this bad
    /// `uv pip install` and `uv pip sync` install into an environment, and stop where none is found and `--system` is
    /// not given.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN uv pip install -r requirements.txt
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN uv pip install --system -r requirements.txt
    /// ```
    "no-environment", Error, None, [], Build
}
