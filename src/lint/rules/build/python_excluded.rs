//! `python-excluded`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for images whose Python the project excludes.
    ///
    /// ## Why is this bad
    /// pip, uv and poetry refuse to install for a Python that `requires-python` does not admit.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.13"
    /// ```
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.12-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// RUN pip install .
    /// ```
    ///
    /// ## Use instead
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "tides"
    /// version = "1.0"
    /// requires-python = ">=3.13"
    /// ```
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY . .
    /// RUN pip install .
    /// ```
    "python-excluded", Error, None, [], Build
}
