//! `source-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for sources of `COPY`, `ADD` and bind mounts that are not in the build context.
    ///
    /// ## Why is this bad
    /// The build stops at that step. A file that git ignores may be on one machine and not on the next, which is a
    /// warning.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirement.txt ./
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// ```
    "source-missing", Error, None, [], Build
}
