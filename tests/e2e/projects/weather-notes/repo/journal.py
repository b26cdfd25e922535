"""What was noted, and the sums that people ask for."""

from datetime import date
from statistics import mean

from pydantic import BaseModel, Field


class Note(BaseModel):
    place: str = Field(min_length=2, examples=["Bergen"])
    day: date
    degrees: float = Field(ge=-90, le=60)
    words: str = ""


class Summary(BaseModel):
    place: str
    days: int
    coldest: float
    warmest: float
    average: float


class Journal:
    def __init__(self) -> None:
        self.notes = [
            Note(place="Bergen", day=date(2026, 10, 3), degrees=9.5, words="Drizzle until noon"),
            Note(place="Bergen", day=date(2026, 10, 4), degrees=8.0, words="Heavy rain"),
            Note(place="Seville", day=date(2026, 10, 3), degrees=27.5, words="Still summer"),
        ]

    def add(self, note: Note) -> None:
        self.notes.append(note)

    def of(self, place: str | None) -> list[Note]:
        return [note for note in self.notes if place is None or note.place == place]

    def summary(self, place: str) -> Summary | None:
        degrees = [note.degrees for note in self.of(place)]
        if not degrees:
            return None
        return Summary(
            place=place,
            days=len(degrees),
            coldest=min(degrees),
            warmest=max(degrees),
            average=round(mean(degrees), 1),
        )
