from quart import Quart, jsonify, request

app = Quart(__name__)


@app.before_serving
async def set_the_table():
    app.dishes = {"Lentil salad": "Amara", "Rye bread": "Tomas"}


@app.get("/dishes")
async def dishes():
    return jsonify([{"dish": dish, "from": guest} for dish, guest in sorted(app.dishes.items())])


@app.post("/dishes")
async def bring():
    body = await request.get_json(silent=True) or {}
    dish, guest = body.get("dish"), body.get("from")
    if not dish or not guest:
        return jsonify(error="Say what you bring and who you are"), 422
    if dish in app.dishes:
        return jsonify(error=f"{app.dishes[dish]} already brings {dish.lower()}"), 409
    app.dishes[dish] = guest
    return jsonify(dish=dish), 201


@app.get("/guests/<name>")
async def guest(name):
    brought = [dish for dish, by in app.dishes.items() if by == name]
    if not brought:
        return jsonify(error=f"{name} comes with empty hands"), 404
    return jsonify(name=name, brings=brought)
