from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from starmap.stars import Star, read_stars

STARS = read_stars()


def number(request: Request, name: str, default: float) -> float:
    try:
        return float(request.query_params.get(name, default))
    except ValueError:
        raise HTTPException(400, f"{name} must be a number") from None


def star_in(request: Request) -> Star:
    try:
        return STARS[request.path_params["name"].lower()]
    except KeyError:
        raise HTTPException(404, "Too faint for this map") from None


async def stars(request: Request) -> JSONResponse:
    limit = number(request, "brighter_than", 99)
    chosen = [star for star in STARS.values() if star.magnitude < limit]
    return JSONResponse([star.as_dict() for star in sorted(chosen, key=lambda star: star.magnitude)])


async def star(request: Request) -> JSONResponse:
    return JSONResponse(star_in(request).as_dict())


async def culmination(request: Request) -> JSONResponse:
    found = star_in(request)
    height = found.highest_above_horizon(number(request, "latitude", 52))
    return JSONResponse({"name": found.name, "degrees": round(height, 1), "rises": height > 0})


async def in_plain_words(request: Request, problem: HTTPException) -> JSONResponse:
    return JSONResponse({"error": problem.detail}, status_code=problem.status_code)


app = Starlette(
    routes=[
        Route("/stars", stars),
        Route("/stars/{name}", star),
        Route("/stars/{name}/culmination", culmination),
    ],
    exception_handlers={HTTPException: in_plain_words},
)
