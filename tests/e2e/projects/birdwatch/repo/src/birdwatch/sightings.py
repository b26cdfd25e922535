from collections import Counter
from datetime import date
from typing import Annotated

from fastapi import APIRouter, HTTPException
from pydantic import AfterValidator, BaseModel, Field

from .settings import settings
from .species import SPECIES

router = APIRouter(prefix="/sightings", tags=["sightings"])


def known(species: str) -> str:
    if species.lower() not in SPECIES:
        raise ValueError("not on the list of species")
    return species.lower()


class Sighting(BaseModel):
    species: Annotated[str, AfterValidator(known)]
    seen: date
    birds: int = Field(ge=1)
    second_observer: str | None = None


seen: list[Sighting] = []


@router.get("")
def sightings(species: str | None = None) -> list[Sighting]:
    return [sighting for sighting in seen if species in (None, sighting.species)]


@router.post("", status_code=201)
def report(sighting: Sighting) -> Sighting:
    if sighting.birds > settings.limit and sighting.second_observer is None:
        raise HTTPException(409, f"More than {settings.limit} birds need a second observer")
    seen.append(sighting)
    return sighting


@router.get("/by-week")
def by_week() -> dict[str, dict[str, int]]:
    weeks: dict[str, Counter[str]] = {}
    for sighting in seen:
        year, week, _ = sighting.seen.isocalendar()
        weeks.setdefault(f"{year}-W{week:02}", Counter())[sighting.species] += sighting.birds
    return {week: dict(birds) for week, birds in sorted(weeks.items())}
