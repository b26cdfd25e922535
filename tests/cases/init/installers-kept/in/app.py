"""A board of messages."""

from flask import Flask

app = Flask(__name__)


@app.get("/")
def board():
    return "nothing yet"
