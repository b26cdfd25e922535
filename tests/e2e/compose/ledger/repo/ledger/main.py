from fastapi import FastAPI
from fastapi.responses import PlainTextResponse
from sqlalchemy import select

from ledger.database import Entry, Session
from ledger.settings import settings

app = FastAPI()
title = settings.title


@app.get("/", response_class=PlainTextResponse)
async def entries():
    async with Session() as session:
        names = await session.scalars(select(Entry.what).order_by(Entry.id))
        return f"{title}: " + ", ".join(names)


@app.get("/add/{what}", response_class=PlainTextResponse)
async def add(what: str):
    async with Session.begin() as session:
        session.add(Entry(what=what))
    return "added"


@app.get("/health")
async def health():
    return {}
