//! `exec-form-shell`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for `&&`, `||`, `|` and `;` as words of the exec form.
    ///
    /// ## Why is this bad
    /// No shell reads the exec form: the program gets the operator as an argument.
    ///
    /// ## Example
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY app.py ./
    /// CMD ["cd", "/app", "&&", "python", "app.py"]
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
    "exec-form-shell", Error, None, [], Build
}
