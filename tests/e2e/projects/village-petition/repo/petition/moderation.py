from flask import Flask, abort, jsonify

from petition.store import store

desk = Flask(__name__)


@desk.get("/")
def everything():
    return jsonify({short: petition.names for short, petition in store.petitions.items()})


@desk.delete("/petitions/<short>/signatures/<name>")
def strike_out(short, name):
    try:
        store.strike_out(short, name)
    except (KeyError, ValueError):
        abort(404)
    return "", 204
