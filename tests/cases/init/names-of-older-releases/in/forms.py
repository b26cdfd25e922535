from flask_wtf import FlaskForm
from wtforms import TextField


class TideForm(FlaskForm):
    title = "Tides"
    place = TextField("Place")
