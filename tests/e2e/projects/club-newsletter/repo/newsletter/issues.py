from flask import Blueprint, abort, jsonify

blueprint = Blueprint("issues", __name__, url_prefix="/issues")

ISSUES = [
    {"number": 41, "season": "spring", "lead": "Sowing before the last frost"},
    {"number": 42, "season": "summer", "lead": "Watering less and mulching more"},
    {"number": 43, "season": "autumn", "lead": "The allotment in autumn"},
]


@blueprint.get("")
def every_issue():
    return jsonify(list(reversed(ISSUES)))


@blueprint.get("/latest")
def latest():
    return jsonify(ISSUES[-1])


@blueprint.get("/<int:number>")
def one(number):
    for issue in ISSUES:
        if issue["number"] == number:
            return jsonify(issue)
    abort(404)
