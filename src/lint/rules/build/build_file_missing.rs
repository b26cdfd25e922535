//! `build-file-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a file that the build backend reads and that is not in the image when the project is built.
    ///
    /// ## Why is this bad
    /// The backend reads the readme, the license, the version or the dependencies from files that `pyproject.toml`
    /// names, and stops when one is missing.
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
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # Tides
    /// ```
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY pyproject.toml ./
    /// COPY tides ./tides
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
    /// readme = "README.md"
    /// ```
    /// ```text README.md
    /// # Tides
    /// ```
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY pyproject.toml README.md ./
    /// COPY tides ./tides
    /// RUN pip install .
    /// ```
    "build-file-missing", Error, None, [], Build
}
