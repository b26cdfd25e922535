//! `source-outside`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for sources that lie outside of the build context.
    ///
    /// ## Why is this bad
    /// The builder sees only what is below the build context, and `..` does not lead out of it.
    ///
    /// ## Example
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY ../shared/app.py ./
    /// ```
    ///
    /// ## Use instead
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY app.py ./
    /// ```
    "source-outside", Error, None, [], Build
}
