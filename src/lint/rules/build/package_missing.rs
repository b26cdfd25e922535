//! `package-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for projects that are built before their package is copied.
    ///
    /// ## Why is this bad
    /// The build backend stops, or builds a wheel without the package.
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
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```text tides/__main__.py
    /// def main():
    ///     print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY pyproject.toml ./
    /// RUN pip install .
    /// COPY tides ./tides
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
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```text tides/__main__.py
    /// def main():
    ///     print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY pyproject.toml ./
    /// COPY tides ./tides
    /// RUN pip install .
    /// ```
    "package-missing", Error, None, [], Build
}
