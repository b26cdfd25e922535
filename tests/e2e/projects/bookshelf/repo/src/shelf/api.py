from fastapi import FastAPI, HTTPException
from pydantic import BaseModel

from shelf.catalogue import AlreadyLent, Book, Catalogue

service: FastAPI = FastAPI(title="Shelf")
catalogue = Catalogue()


class Loan(BaseModel):
    reader: str


@service.get("/books")
def books(free: bool | None = None) -> list[Book]:
    return [
        book
        for book in catalogue.books.values()
        if free is None or (book.reader is None) == free
    ]


@service.post("/books/{book_id}/loan")
def lend(book_id: int, loan: Loan) -> Book:
    try:
        return catalogue.lend(book_id, loan.reader)
    except KeyError:
        raise HTTPException(404, "There is no such book on the shelf") from None
    except AlreadyLent as problem:
        raise HTTPException(409, str(problem)) from None


@service.delete("/books/{book_id}/loan")
def bring_home(book_id: int) -> Book:
    try:
        return catalogue.bring_home(book_id)
    except KeyError:
        raise HTTPException(404, "There is no such book on the shelf") from None
