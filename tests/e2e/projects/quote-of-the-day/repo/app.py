from datetime import date

from flask import Flask, abort, jsonify, render_template

app = Flask(__name__)

QUOTES = [
    "The early bird catches the worm",
    "Well begun is half done",
    "Still waters run deep",
    "Many hands make light work",
    "Too many cooks spoil the broth",
    "A stitch in time saves nine",
    "Better late than never",
]


def quote_of(day: date) -> str:
    return QUOTES[day.timetuple().tm_yday % len(QUOTES)]


@app.route("/")
def page():
    today = date.today()
    return render_template("quote.html", day=today, quote=quote_of(today))


@app.route("/quote/<day>")
def quote(day):
    try:
        wanted = date.fromisoformat(day)
    except ValueError:
        abort(400, description="Give the day as 2026-11-21")
    return jsonify(day=day, quote=quote_of(wanted))


if __name__ == "__main__":
    app.run(debug=True)
