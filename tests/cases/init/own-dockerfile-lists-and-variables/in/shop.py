import os

from flask import Flask

app = Flask(__name__)
DATA = os.environ["SHOP_DATA"]
THEME = os.environ["SHOP_THEME"]


@app.get("/healthz")
def healthz():
    return "ok"
