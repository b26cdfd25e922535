//! `exec-form-broken`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for commands in brackets that are not a valid JSON array.
    ///
    /// ## Why is this bad
    /// BuildKit takes what is not JSON for the shell form, and the shell looks for a program whose name begins with a
    /// bracket.
    ///
    /// ## Example
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY app.py ./
    /// CMD ['python', 'app.py']
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
    /// CMD ["python", "app.py"]
    /// ```
    "exec-form-broken", Error, None, [], Build
}
