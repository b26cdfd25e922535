//! `exec-form-variable`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for variables in the options of a server that is started in exec form.
    ///
    /// ## Why is this bad
    /// No shell reads the exec form, so nothing puts the value in: the server gets the name of the variable and stops.
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
    /// CMD ["gunicorn", "--bind", "0.0.0.0:$PORT", "app:app"]
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
    /// CMD ["sh", "-c", "exec gunicorn --bind 0.0.0.0:$PORT app:app"]
    /// ```
    "exec-form-variable", Error, None, [], Build
}
