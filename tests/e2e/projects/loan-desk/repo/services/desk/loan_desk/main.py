import os
from contextlib import closing
from datetime import date

import psycopg2
from fastapi import FastAPI, HTTPException

from loan_rules import Kind, due

DATABASE_URL = os.environ.get("DATABASE_URL", "postgresql://localhost/loans?connect_timeout=3")

app = FastAPI(title="Loan desk")


@app.get("/")
def about():
    return {"name": "Loan desk on the first floor", "libpq": psycopg2.extensions.libpq_version()}


@app.get("/due/{kind}")
def due_date(kind: Kind, borrowed: date):
    return {"kind": kind, "due": due(kind, borrowed)}


@app.get("/loans/{reader}")
def loans(reader: int):
    try:
        connection = psycopg2.connect(DATABASE_URL)
    except psycopg2.OperationalError as problem:
        raise HTTPException(503, "The card index does not answer") from problem
    with closing(connection), connection.cursor() as cursor:
        cursor.execute("SELECT title, due FROM loan WHERE reader = %s ORDER BY due", (reader,))
        return [{"title": title, "due": when} for title, when in cursor]
