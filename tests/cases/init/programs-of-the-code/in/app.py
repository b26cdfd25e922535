from flask import Flask

from press import pages, tools

app = Flask(__name__)


@app.get("/")
def index():
    return pages.render("index.md") + tools.version()
