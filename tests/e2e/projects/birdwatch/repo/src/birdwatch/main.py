from fastapi import FastAPI, HTTPException

from . import __version__, sightings
from .species import SPECIES

app = FastAPI(title="Birdwatch", version=__version__)
app.include_router(sightings.router)


@app.get("/species")
def species() -> dict[str, str]:
    return SPECIES


@app.get("/species/{name}")
def one_species(name: str) -> dict[str, str]:
    try:
        return {"name": name, "latin": SPECIES[name.lower()]}
    except KeyError:
        raise HTTPException(404, "We have never seen that here") from None
