//! `base-images`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for base images that the preset's policy does not allow.
    ///
    /// ## Why is this bad
    /// The team has agreed on the images that it patches and scans.
    ///
    /// ## Example
    /// ```text preset.toml
    /// [policy]
    /// base-images = ["python:*-slim-*"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-alpine
    /// ```
    ///
    /// ## Use instead
    /// ```text preset.toml
    /// [policy]
    /// base-images = ["python:*-slim-*"]
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// ```
    "base-images", Error, None, [], Team
}
