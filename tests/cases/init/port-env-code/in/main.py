import os

from aiohttp import web


async def health(request):
    return web.Response(text="ok")


app = web.Application()
app.add_routes([web.get("/health", health)])

if __name__ == "__main__":
    web.run_app(app, port=int(os.environ.get("PORT", 8080)))
