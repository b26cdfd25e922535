from flask import Flask, abort, jsonify, render_template, request

from petition.store import store

pages = Flask(__name__)


def petition_or_404(short):
    return store.petitions.get(short) or abort(404)


@pages.get("/")
def front():
    return render_template("front.html", petitions=store.petitions.values())


@pages.get("/petitions/<short>")
def show(short):
    found = petition_or_404(short)
    return jsonify(title=found.title, signatures=len(found.names))


@pages.post("/petitions/<short>/signatures")
def sign(short):
    petition_or_404(short)
    name = request.form.get("name", "").strip()
    if not name:
        abort(400, description="Sign with your name")
    if not store.sign(short, name):
        abort(409, description=f"{name} has signed already")
    return jsonify(thanks=name), 201
