//! `no-package`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for projects that are built although the backend finds no package in them.
    ///
    /// ## Why is this bad
    /// The build backend stops: it does not know which files belong into the wheel.
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
    /// ```
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
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
    /// ```
    /// ```text app.py
    /// print("tides")
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
    "no-package", Error, None, [], Build
}
