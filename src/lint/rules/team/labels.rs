//! `labels`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for labels that the preset's policy asks for and the image does not have.
    ///
    /// ## Why is this bad
    /// Registries and scanners find the source and the owner of an image by its labels.
    ///
    /// ## Example
    /// ```text preset.toml
    /// [policy]
    /// labels = ["org.opencontainers.image.source"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    ///
    /// ## Use instead
    /// ```text preset.toml
    /// [policy]
    /// labels = ["org.opencontainers.image.source"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// LABEL org.opencontainers.image.source="https://git.example.com/tides"
    /// ```
    "labels", Error, None, [], Team
}
