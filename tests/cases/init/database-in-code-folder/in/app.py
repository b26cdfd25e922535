import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from scripts import tables

prefix = "sqlite:///"
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = prefix + os.path.join(os.path.dirname(__file__), "shelf.db")
db = SQLAlchemy(app)


@app.route("/")
def home():
    return str(tables.count(db))


if os.getenv("DEMO", "no") == "yes":
    TOKEN = "demo"
else:
    TOKEN = os.environ["SHELF_TOKEN"]
