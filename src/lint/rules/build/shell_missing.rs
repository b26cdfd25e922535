//! `shell-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for the shell form in images without a shell.
    ///
    /// ## Why is this bad
    /// Distroless and hardened images have no shell: the step or the start fails with `exec: "/bin/sh": no such file
    /// or directory`.
    ///
    /// ## Example
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM gcr.io/distroless/python3-debian13
    /// COPY app.py /app/
    /// CMD python3 /app/app.py
    /// ```
    ///
    /// ## Use instead
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM gcr.io/distroless/python3-debian13
    /// COPY app.py /app/
    /// CMD ["/app/app.py"]
    /// ```
    "shell-missing", Error, None, [], Build
}
