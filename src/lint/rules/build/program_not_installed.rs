//! `program-not-installed`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for commands whose program comes with a package that is not installed.
    ///
    /// ## Why is this bad
    /// The container stops at once: the program is not found. It may be declared for development only.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// ```
    /// ```text app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY app.py ./
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```text app.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY app.py ./
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:app"]
    /// ```
    "program-not-installed", Error, None, [], Build
}
