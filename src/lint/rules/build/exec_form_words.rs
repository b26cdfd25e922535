//! `exec-form-words`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a whole command line as one word of the exec form.
    ///
    /// ## Why is this bad
    /// The first word is the name of the program, blanks included, and there is no such program.
    ///
    /// ## Example
    /// ```text app.py
    /// print("tides")
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY app.py ./
    /// CMD ["python app.py"]
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
    "exec-form-words", Error, None, [], Build
}
