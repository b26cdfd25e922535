from flask import Flask
from jsmin import jsmin

app = Flask(__name__)


@app.get("/")
def page():
    return jsmin("var a = 1;")
