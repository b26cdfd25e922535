//! `module-missing`

use super::rule;

rule! {
    /// ## What it does
    /// Checks for a command that imports a module which is not in the image.
    ///
    /// ## Why is this bad
    /// The server or the interpreter stops with `ModuleNotFoundError`.
    ///
    /// ## Example
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```text shop/wsgi.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY shop ./
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi:app"]
    /// ```
    ///
    /// ## Use instead
    /// ```text requirements.txt
    /// flask
    /// gunicorn
    /// ```
    /// ```text shop/wsgi.py
    /// from flask import Flask
    ///
    /// app = Flask(__name__)
    /// ```
    /// ```dockerfile
    /// FROM python:3.14-slim-trixie
    /// WORKDIR /app
    /// COPY requirements.txt ./
    /// RUN pip install --no-cache-dir -r requirements.txt
    /// COPY shop ./shop
    /// CMD ["gunicorn", "--bind", "0.0.0.0:8000", "shop.wsgi:app"]
    /// ```
    "module-missing", Error, None, [], Build
}
