//! `object-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a server that is given an object which its module does not have.
    ///
    /// ## Why is this bad
    /// The server imports the module and stops with `AttributeError`, or says that the application cannot be found.
    ///
    /// ## Example
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
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "app:application"]
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
    "object-missing", Error, None, [], Build
}
