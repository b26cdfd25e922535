//! `script-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for commands that are given a script which is not in the image.
    ///
    /// ## Why is this bad
    /// Python stops: it cannot open the file.
    ///
    /// ## Example
    /// ```text src/main.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY src ./src
    /// CMD ["python", "main.py"]
    /// ```
    ///
    /// ## Use instead
    /// ```text src/main.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY src ./src
    /// CMD ["python", "src/main.py"]
    /// ```
    "script-missing", Error, None, [], Build
}
