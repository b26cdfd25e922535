import os

from flask import Flask
from redis import Redis
from rq import Queue

from umbrellas import store

app = Flask(__name__)
queue = Queue(connection=Redis.from_url(os.environ["REDIS_URL"]))
station = os.environ["STATION"]


@app.get("/")
def found():
    return f"{station}: " + ", ".join(store.colors())


@app.get("/lost/<color>")
def lost(color):
    queue.enqueue(store.keep, color)
    return "queued"
