//! `no-package-manager`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for package managers that the last stage calls although the preset's policy forbids it.
    ///
    /// ## Why is this bad
    /// A package manager has no place in an image that runs: it is a tool for an intruder, and makes the image larger.
    ///
    /// ## Example
    /// ```text preset.toml
    /// [policy]
    /// no-package-manager = true
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// RUN pip install flask
    /// ```
    ///
    /// ## Use instead
    /// ```text preset.toml
    /// [policy]
    /// no-package-manager = true
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie AS build
    /// RUN pip install --target /packages flask
    /// FROM python:3.14-slim-trixie
    /// COPY --from=build /packages /packages
    /// ```
    "no-package-manager", Error, None, [], Team
}
