from datetime import date

from litestar import Litestar, get, post
from litestar.datastructures import State
from litestar.exceptions import NotFoundException
from litestar.params import FromPath, FromQuery

from plantcare.plants import Plant, Windowsill


@get("/thirsty")
async def thirsty(state: State, today: FromQuery[date | None] = None) -> list[Plant]:
    return state.windowsill.thirsty(today or date.today())


@get("/plants/{name:str}")
async def plant(state: State, name: FromPath[str]) -> Plant:
    found = state.windowsill.get(name)
    if found is None:
        raise NotFoundException(f"No {name} stands on this windowsill")
    return found


@post("/plants/{name:str}/water")
async def water(state: State, name: FromPath[str], today: FromQuery[date | None] = None) -> Plant:
    if state.windowsill.get(name) is None:
        raise NotFoundException(f"No {name} stands on this windowsill")
    return state.windowsill.water(name, today or date.today())


def fill_the_windowsill(app: Litestar) -> None:
    app.state.windowsill = Windowsill()


app = Litestar(
    route_handlers=[thirsty, plant, water],
    on_startup=[fill_the_windowsill],
)
