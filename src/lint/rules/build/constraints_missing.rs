//! `constraints-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a constraints file that is not in the image when pip reads it.
    ///
    /// ## Why is this bad
    /// pip stops before it installs anything.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```text constraints.txt
    /// flask==3.1.2
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install -r requirements.txt -c constraints.txt
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```text constraints.txt
    /// flask==3.1.2
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt constraints.txt ./
    /// RUN pip install -r requirements.txt -c constraints.txt
    /// ```
    "constraints-missing", Error, None, [], Build
}
