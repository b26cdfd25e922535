//! `requirements-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a requirements file that is not in the image when it is installed.
    ///
    /// ## Why is this bad
    /// pip and uv stop. A file that another one includes is needed as well.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// RUN pip install -r requirements.txt
    /// COPY . .
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
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY . .
    /// ```
    "requirements-missing", Error, None, [], Build
}
