//! `version-from-git`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for projects that take their version from git and are built without the repository.
    ///
    /// ## Why is this bad
    /// `.git` is seldom copied into an image, and the backend stops because it finds no version.
    ///
    /// ## Example
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling", "hatch-vcs"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "tides"
    /// dynamic = ["version"]
    ///
    /// [tool.hatch.version]
    /// source = "vcs"
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
    ///
    /// ## Use instead
    /// ```text pyproject.toml
    /// [build-system]
    /// requires = ["hatchling", "hatch-vcs"]
    /// build-backend = "hatchling.build"
    ///
    /// [project]
    /// name = "tides"
    /// dynamic = ["version"]
    ///
    /// [tool.hatch.version]
    /// source = "vcs"
    /// ```
    /// ```text tides/__init__.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// ENV SETUPTOOLS_SCM_PRETEND_VERSION=1.0
    /// COPY . .
    /// RUN pip install .
    /// ```
    "version-from-git", Error, None, [], Build
}
