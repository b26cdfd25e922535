//! `no-file-for-platform`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for locked packages that have no file for the Python and the system of the image.
    ///
    /// ## Why is this bad
    /// The lock lists wheels for other versions or systems only, and no source archive, so nothing can be installed.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.14"
    /// dependencies = ["tides-core==1.0"]
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
    /// dependencies = [{ name = "tides-core" }]
    ///
    /// [package.metadata]
    /// requires-dist = [{ name = "tides-core", specifier = "==1.0" }]
    ///
    /// [[package]]
    /// name = "tides-core"
    /// version = "1.0"
    /// source = { registry = "https://pypi.org/simple" }
    /// wheels = [
    ///     { url = "https://files.pythonhosted.org/packages/tides_core-1.0-cp312-cp312-manylinux_2_17_x86_64.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 1 },
    /// ]
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
    /// dependencies = ["tides-core==1.0"]
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
    /// dependencies = [{ name = "tides-core" }]
    ///
    /// [package.metadata]
    /// requires-dist = [{ name = "tides-core", specifier = "==1.0" }]
    ///
    /// [[package]]
    /// name = "tides-core"
    /// version = "1.0"
    /// source = { registry = "https://pypi.org/simple" }
    /// wheels = [
    ///     { url = "https://files.pythonhosted.org/packages/tides_core-1.0-py3-none-any.whl", hash = "sha256:0000000000000000000000000000000000000000000000000000000000000000", size = 1 },
    /// ]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// COPY --from=ghcr.io/astral-sh/uv:0.13.8 /uv /usr/local/bin/
    /// WORKDIR /app
    /// COPY pyproject.toml uv.lock ./
    /// RUN uv sync --locked --no-dev
    /// ```
    "no-file-for-platform", Error, None, [], Build
}
