//! `project-not-installed`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for commands that are scripts of the project, where the project itself is not installed.
    ///
    /// ## Why is this bad
    /// The script is made when the project is installed, not when its dependencies are.
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
    /// dependencies = ["iniconfig"]
    ///
    /// [project.scripts]
    /// tides = "tides.__main__:main"
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
    /// COPY . .
    /// RUN pip install iniconfig
    /// CMD ["tides"]
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
    /// dependencies = ["iniconfig"]
    ///
    /// [project.scripts]
    /// tides = "tides.__main__:main"
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
    /// COPY . .
    /// RUN pip install .
    /// CMD ["tides"]
    /// ```
    "project-not-installed", Error, None, [], Build
}
