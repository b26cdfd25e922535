from typing import Annotated

from fastapi import Depends, FastAPI, HTTPException

from journal import Journal, Note, Summary

app = FastAPI(title="Weather notes")
journal = Journal()


def the_journal() -> Journal:
    return journal


Kept = Annotated[Journal, Depends(the_journal)]


@app.get("/notes")
def notes(journal: Kept, place: str | None = None) -> list[Note]:
    return journal.of(place)


@app.post("/notes", status_code=201)
def add_note(journal: Kept, note: Note) -> Note:
    journal.add(note)
    return note


@app.get("/places/{place}/summary")
def summary(journal: Kept, place: str) -> Summary:
    found = journal.summary(place)
    if found is None:
        raise HTTPException(404, f"Nobody has noted the weather in {place} yet")
    return found
