import logging

from aiohttp import web

from shortener.web import make_app

if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    web.run_app(make_app())
