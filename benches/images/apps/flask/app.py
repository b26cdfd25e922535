"""A small site: one page from a template, one answer as JSON."""

import requests
from flask import Flask, jsonify, render_template

app = Flask(__name__)


@app.get("/")
def index():
    return render_template("index.html", greeting="Hello")


@app.get("/health")
def health():
    return jsonify(status="ok", requests=requests.__version__)
