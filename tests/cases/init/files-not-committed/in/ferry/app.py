import json

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from ferry import secrets

with open("timetable.json") as file:
    TIMETABLE = json.load(file)

app = Flask(__name__)
app.config["SECRET_KEY"] = secrets.KEY
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///ferry.db"
db = SQLAlchemy(app)


@app.cli.command("init-db")
def init_db():
    db.create_all()


@app.route("/")
def departures():
    return TIMETABLE
