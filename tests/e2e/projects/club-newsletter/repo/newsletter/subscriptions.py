import sqlite3

from email_validator import EmailNotValidError, validate_email
from flask import Blueprint, current_app, g, jsonify, request

blueprint = Blueprint("subscriptions", __name__, url_prefix="/subscriptions")

SCHEMA = "CREATE TABLE IF NOT EXISTS subscriber (email TEXT PRIMARY KEY, since TEXT DEFAULT CURRENT_DATE)"


def database():
    if "database" not in g:
        g.database = sqlite3.connect(current_app.config["DATABASE"])
        g.database.execute(SCHEMA)
    return g.database


@blueprint.teardown_app_request
def close(_error):
    connection = g.pop("database", None)
    if connection is not None:
        connection.close()


@blueprint.post("")
def subscribe():
    body = request.get_json(silent=True) or {}
    try:
        email = validate_email(body.get("email", ""), check_deliverability=False).normalized
    except EmailNotValidError as problem:
        return jsonify(error=str(problem)), 422
    try:
        with database() as connection:
            connection.execute("INSERT INTO subscriber (email) VALUES (?)", (email,))
    except sqlite3.IntegrityError:
        return jsonify(error=f"{email} already gets the newsletter"), 409
    return jsonify(email=email), 201


@blueprint.delete("/<email>")
def unsubscribe(email):
    with database() as connection:
        gone = connection.execute("DELETE FROM subscriber WHERE email = ?", (email,)).rowcount
    return "", 204 if gone else 404
