import readings
from flask import Flask
from waitress import serve

app = Flask(__name__)


@app.get("/")
def index():
    return readings.text()


def prepare():
    readings.load()


if __name__ == "__main__":
    prepare()
    serve(app, host="0.0.0.0", port=9400)
