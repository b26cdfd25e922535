from flask import Flask

import forms

app = Flask(__name__)


@app.get("/")
def index():
    return forms.TideForm.title
