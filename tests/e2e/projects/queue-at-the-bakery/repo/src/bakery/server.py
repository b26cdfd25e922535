from sanic import Blueprint, Sanic, json
from sanic.exceptions import NotFound

from bakery.queue import GREETING, Queue

customers = Blueprint("customers", url_prefix="/queue")
counter = Blueprint("counter", url_prefix="/counter")


@customers.get("/")
async def look(request):
    queue = request.app.ctx.queue
    return json({"greeting": GREETING, "waiting": len(queue.waiting), "called": queue.called})


@customers.post("/")
async def take(request):
    queue = request.app.ctx.queue
    number = queue.take()
    return json({"number": number, "ahead": queue.ahead_of(number)}, status=201)


@counter.post("/next")
async def call_next(request):
    number = request.app.ctx.queue.call_next()
    if number is None:
        raise NotFound("Nobody is waiting")
    return json({"number": number})


app = Sanic("bakery")
app.blueprint(customers)
app.blueprint(counter)


@app.before_server_start
async def open_the_shop(app):
    app.ctx.queue = Queue()
