import json
from pathlib import Path

from flask import Flask, abort, jsonify, render_template, request

app = Flask(__name__)

RECIPES = {
    recipe["name"]: recipe
    for recipe in json.loads((Path(__file__).parent / "recipes.json").read_text(encoding="utf-8"))
}


@app.get("/")
def index():
    by_title = sorted(RECIPES.values(), key=lambda recipe: recipe["title"])
    return render_template("index.html", heading="The recipe box", recipes=by_title)


@app.get("/recipes/<name>")
def recipe(name):
    found = RECIPES.get(name)
    if found is None:
        abort(404, description=f"There is no recipe called {name}.")
    return jsonify(found)


@app.get("/search")
def search():
    wanted = request.args.get("ingredient", "").strip().lower()
    if not wanted:
        abort(400, description="Say which ingredient: /search?ingredient=leek")
    return jsonify(
        [
            {"name": recipe["name"], "title": recipe["title"]}
            for recipe in RECIPES.values()
            if any(wanted in ingredient["item"] for ingredient in recipe["ingredients"])
        ]
    )


@app.get("/recipes/<name>/for/<int:people>")
def scaled(name, people):
    """The ingredients for another number of people."""
    found = RECIPES.get(name)
    if found is None:
        abort(404, description=f"There is no recipe called {name}.")
    factor = people / found["serves"]
    return jsonify(
        [
            {**ingredient, "amount": round(ingredient["amount"] * factor, 1)}
            for ingredient in found["ingredients"]
        ]
    )
