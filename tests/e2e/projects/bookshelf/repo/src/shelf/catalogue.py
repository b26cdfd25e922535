"""The books, and who has them."""

import json
from dataclasses import dataclass, field
from importlib.resources import files


@dataclass
class Book:
    id: int
    title: str
    author: str
    reader: str | None = None


class AlreadyLent(Exception):
    def __init__(self, book: Book) -> None:
        super().__init__(f"{book.reader} has {book.title}")


def first_books() -> dict[int, Book]:
    listed = json.loads((files("shelf") / "books.json").read_text(encoding="utf-8"))
    return {entry["id"]: Book(**entry) for entry in listed}


@dataclass
class Catalogue:
    books: dict[int, Book] = field(default_factory=first_books)

    def lend(self, book_id: int, reader: str) -> Book:
        book = self.books[book_id]
        if book.reader is not None:
            raise AlreadyLent(book)
        book.reader = reader
        return book

    def bring_home(self, book_id: int) -> Book:
        book = self.books[book_id]
        book.reader = None
        return book
