from flask import Flask

from ripple import _wave

app = Flask(__name__)


@app.get("/")
def index():
    return str(_wave.__name__)
