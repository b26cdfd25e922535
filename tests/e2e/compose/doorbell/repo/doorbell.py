import os
from pathlib import Path

from flask import Flask

app = Flask(__name__)
house = os.environ["HOUSE"]
rings = Path("data/rings.txt")


def count():
    return len(rings.read_text()) if rings.exists() else 0


@app.get("/")
def rung():
    return f"{house}: {count()}"


@app.get("/ring")
def ring():
    rings.parent.mkdir(exist_ok=True)
    with open("data/rings.txt", "a") as file:
        file.write("x")
    return "rung"
