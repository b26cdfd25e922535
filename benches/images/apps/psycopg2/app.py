"""A site whose driver is compiled."""

import psycopg2
from flask import Flask, jsonify

app = Flask(__name__)


@app.get("/health")
def health():
    return jsonify(driver=psycopg2.__version__, libpq=psycopg2.extensions.libpq_version())
