//! `script-line-endings`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for scripts with Windows line endings that the container starts.
    ///
    /// ## Why is this bad
    /// The kernel takes the carriage return for a part of the interpreter's name and reports that the file does not
    /// exist.
    ///
    /// ## Example
    /// ```text start.sh
    /// #!/bin/sh
    /// exec python app.py
    /// ```
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY --chmod=755 start.sh app.py ./
    /// CMD ["./start.sh"]
    /// ```
    ///
    /// ## Use instead
    /// ```text start.sh
    /// #!/bin/sh
    /// exec python app.py
    /// ```
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY --chmod=755 start.sh app.py ./
    /// CMD ["./start.sh"]
    /// ```
    "script-line-endings", Error, None, [], Build
}
