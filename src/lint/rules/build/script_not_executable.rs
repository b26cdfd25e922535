//! `script-not-executable`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for scripts that the container starts and that are not executable.
    ///
    /// ## Why is this bad
    /// The container does not start: permission denied. `COPY` keeps the mode that the file has in the repository.
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
    /// COPY start.sh app.py ./
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
    "script-not-executable", Error, None, [], Build
}
