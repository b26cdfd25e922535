//! `manifest-invalid`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for files of dependencies that cannot be read.
    ///
    /// ## Why is this bad
    /// What pydock cannot read, the installer cannot read either: the build stops at that step.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// -r base.txt
    /// flask
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
    /// flask
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// ```
    "manifest-invalid", Error, None, [], Build
}
