//! `registries`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for images from registries that the preset's policy does not allow.
    ///
    /// ## Why is this bad
    /// Images come from the registries that the team mirrors and scans.
    ///
    /// ## Example
    /// ```text preset.toml
    /// [policy]
    /// registries = ["docker.io"]
    /// ```
    /// ```dockerfile
    /// FROM quay.io/acme/python:3.14
    /// ```
    ///
    /// ## Use instead
    /// ```text preset.toml
    /// [policy]
    /// registries = ["docker.io"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "registries", Error, None, [], Team
}
