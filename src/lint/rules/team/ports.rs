//! `ports`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for ports that the preset's policy does not allow.
    ///
    /// ## Why is this bad
    /// The platform routes requests to the ports that the team has agreed on.
    ///
    /// ## Example
    /// ```text preset.toml
    /// [policy]
    /// ports = ["8000-8099"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 5000
    /// ```
    ///
    /// ## Use instead
    /// ```text preset.toml
    /// [policy]
    /// ports = ["8000-8099"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// EXPOSE 8000
    /// ```
    "ports", Error, None, [], Team
}
