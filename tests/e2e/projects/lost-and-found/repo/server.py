from itertools import count
from pathlib import Path

import bottle
from bottle import Bottle, HTTPError, HTTPResponse, request, template

bottle.TEMPLATE_PATH.insert(0, str(Path(__file__).parent / "views"))

application = Bottle()
numbers = count(3)
things = {
    1: {"what": "a blue umbrella", "hook": "by the door"},
    2: {"what": "one left sandal", "hook": "under the bench"},
}


@application.get("/")
def index():
    return template("index", things=things)


@application.get("/things/<number:int>")
def thing(number):
    if number not in things:
        raise HTTPError(404, "That one has gone home")
    return things[number]


@application.post("/things")
def hand_in():
    what = (request.forms.what or "").strip()
    if not what:
        raise HTTPError(400, "What did you find?")
    number = next(numbers)
    things[number] = {"what": what, "hook": request.forms.hook or "on the counter"}
    return HTTPResponse(status=201, headers={"Location": f"/things/{number}"})


@application.delete("/things/<number:int>")
def pick_up(number):
    if things.pop(number, None) is None:
        raise HTTPError(404, "That one has gone home")
    return HTTPResponse(status=204)


if __name__ == "__main__":
    application.run(host="localhost", port=8080, reloader=True, debug=True)
