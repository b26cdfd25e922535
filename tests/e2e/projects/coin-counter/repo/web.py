import cv2
from flask import Flask, jsonify, request

import coins

app = Flask(__name__)
app.config["MAX_CONTENT_LENGTH"] = 8 * 1024 * 1024


def answer(picture):
    found = coins.count(picture)
    return jsonify(coins=found, words=f"{found} coins on the table")


@app.get("/")
def about():
    return jsonify(send="POST a picture to /count", opencv=cv2.__version__)


@app.get("/example")
def example():
    return answer(coins.example())


@app.post("/count")
def count():
    try:
        return answer(coins.decode(request.get_data()))
    except coins.NotAPicture as problem:
        return jsonify(error=str(problem)), 415
