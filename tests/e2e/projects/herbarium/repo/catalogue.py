import os
from contextlib import closing

import MySQLdb
import psycopg2
from flask import Flask, Response, jsonify

import libraries
import sheets

app = Flask(__name__)

POSTGRES_URL = os.environ.get("POSTGRES_URL", "postgresql://localhost/herbarium?connect_timeout=3")
MYSQL_HOST = os.environ.get("MYSQL_HOST", "127.0.0.1")


@app.errorhandler(psycopg2.OperationalError)
@app.errorhandler(MySQLdb.OperationalError)
def no_database(problem):
    app.logger.warning("%s", problem)
    return jsonify(error="A museum does not answer"), 503


@app.get("/about")
def about():
    sheets.label("Bellis perennis")
    return jsonify(name="Herbarium of two museums", libraries=" ".join(libraries.loaded()))


@app.get("/label/<species>")
def label(species):
    return Response(sheets.label(species), mimetype="image/jpeg")


@app.get("/north/<int:number>")
def north(number):
    with closing(psycopg2.connect(POSTGRES_URL)) as connection, connection.cursor() as cursor:
        cursor.execute("SELECT species, place FROM sheet WHERE number = %s", (number,))
        return found(cursor.fetchone())


@app.get("/south/<int:number>")
def south(number):
    with closing(MySQLdb.connect(host=MYSQL_HOST, db="herbarium", connect_timeout=3)) as connection:
        cursor = connection.cursor()
        cursor.execute("SELECT species, place FROM sheet WHERE number = %s", (number,))
        return found(cursor.fetchone())


def found(row):
    if row is None:
        return jsonify(error="There is no such sheet"), 404
    return Response(sheets.darwin_core(*row), mimetype="application/xml")
