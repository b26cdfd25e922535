import getpass

import matplotlib
from flask import Flask

matplotlib.use("agg")
app = Flask(__name__)


@app.get("/")
def index():
    return getpass.getuser()
