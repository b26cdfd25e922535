from json import JSONDecodeError

from aiohttp import web
from yarl import URL

from .names import name_for

LINKS = web.AppKey("links", dict[str, str])
FIRST = {"docs": "https://docs.python.org/3/"}

routes = web.RouteTableDef()


@routes.get("/links")
async def links(request: web.Request) -> web.Response:
    return web.json_response(request.app[LINKS])


@routes.post("/links")
async def shorten(request: web.Request) -> web.Response:
    try:
        url = URL((await request.json())["url"])
    except (JSONDecodeError, KeyError, TypeError, ValueError):
        return web.json_response({"error": "Send {\"url\": \"https://...\"}"}, status=400)
    if url.scheme not in ("http", "https") or not url.host:
        return web.json_response({"error": f"{url} is not a web address"}, status=422)
    name = name_for(str(url))
    request.app[LINKS][name] = str(url)
    return web.json_response({"name": name, "url": str(url)}, status=201)


@routes.get("/{name}")
async def follow(request: web.Request) -> web.Response:
    url = request.app[LINKS].get(request.match_info["name"])
    if url is None:
        raise web.HTTPNotFound(text="Nobody has shortened that yet\n")
    raise web.HTTPFound(url)


def make_app() -> web.Application:
    app = web.Application()
    app[LINKS] = dict(FIRST)
    app.add_routes(routes)
    return app
