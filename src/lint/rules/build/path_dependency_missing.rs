//! `path-dependency-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for dependencies in folders of the repository that are not in the image when they are installed.
    ///
    /// ## Why is this bad
    /// The installer stops: the folder does not exist at that step.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// ./libs/till
    /// ```
    /// ```text libs/till/pyproject.toml
    /// [project]
    /// name = "till"
    /// version = "1.0"
    /// ```
    /// ```text libs/till/till.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// ./libs/till
    /// ```
    /// ```text libs/till/pyproject.toml
    /// [project]
    /// name = "till"
    /// version = "1.0"
    /// ```
    /// ```text libs/till/till.py
    ///
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY libs ./libs
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    "path-dependency-missing", Error, None, [], Build
}
