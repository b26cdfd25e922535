import os

import aio_pika
from fastapi import FastAPI
from fastapi.responses import PlainTextResponse

app = FastAPI()
harbor = os.environ["HARBOR"]


async def connect():
    return await aio_pika.connect(os.environ["RABBITMQ_URL"])


@app.get("/", response_class=PlainTextResponse)
async def lights():
    async with await connect() as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("lit", durable=True)
        found = []
        while (message := await queue.get(fail=False)) is not None:
            found.append(message.body.decode())
        # Without an acknowledgment every message goes back when the channel closes.
        return f"{harbor}: " + ", ".join(found)


@app.get("/light/{color}", response_class=PlainTextResponse)
async def light(color: str):
    async with await connect() as connection:
        channel = await connection.channel()
        queue = await channel.declare_queue("asked", durable=True)
        message = aio_pika.Message(color.encode(), delivery_mode=aio_pika.DeliveryMode.PERSISTENT)
        await channel.default_exchange.publish(message, routing_key=queue.name)
    return "sent"
