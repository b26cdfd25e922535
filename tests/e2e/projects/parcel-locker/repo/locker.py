import os
from contextlib import closing

import psycopg2
from flask import Flask, jsonify

app = Flask(__name__)

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://localhost/locker?connect_timeout=3")


def connect():
    return closing(psycopg2.connect(DATABASE_URL))


@app.errorhandler(psycopg2.OperationalError)
def no_database(problem):
    app.logger.warning("%s", problem)
    return jsonify(error="The locker does not answer"), 503


@app.get("/about")
def about():
    return jsonify(
        name="Parcel locker at the station",
        psycopg2=psycopg2.__version__,
        libpq=psycopg2.extensions.libpq_version(),
    )


@app.get("/parcels/<code>")
def parcel(code):
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT door, arrived FROM parcel WHERE code = %s", (code,))
        found = cursor.fetchone()
    if found is None:
        return jsonify(error="No parcel waits under that code"), 404
    door, arrived = found
    return jsonify(door=door, arrived=arrived.isoformat())


@app.get("/doors/free")
def free_doors():
    with connect() as connection, connection.cursor() as cursor:
        cursor.execute("SELECT n FROM generate_series(1, 40) AS n WHERE n NOT IN (SELECT door FROM parcel)")
        return jsonify([door for (door,) in cursor])
