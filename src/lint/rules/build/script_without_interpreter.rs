//! `script-without-interpreter`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for scripts that the container starts and that do not name an interpreter of the image.
    ///
    /// ## Why is this bad
    /// Without `#!` on the first line the kernel cannot start the file in exec form, and bash is not in an Alpine
    /// image.
    ///
    /// ## Example
    /// ```text start.sh
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
    "script-without-interpreter", Error, None, [], Build
}
