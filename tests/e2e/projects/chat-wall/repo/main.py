import asyncio
import json
from pathlib import Path

import tornado.web
import tornado.websocket

from wall import TooLong, Wall


class Page(tornado.web.RequestHandler):
    def initialize(self, wall: Wall) -> None:
        self.wall = wall

    def get(self) -> None:
        self.render("wall.html", title="The wall in the hallway", lines=self.wall.as_list())


class Lines(tornado.web.RequestHandler):
    def initialize(self, wall: Wall) -> None:
        self.wall = wall

    def get(self) -> None:
        self.write({"lines": self.wall.as_list()})

    def post(self) -> None:
        try:
            line = self.wall.write(self.get_argument("who", ""), self.get_argument("text"))
        except TooLong as problem:
            raise tornado.web.HTTPError(413, reason=str(problem)) from None
        Pens.tell_everybody(line.who, line.text)
        self.set_status(201)


class Pens(tornado.websocket.WebSocketHandler):
    """Everybody who has the page open."""

    listeners: set["Pens"] = set()

    def open(self) -> None:
        Pens.listeners.add(self)

    def on_close(self) -> None:
        Pens.listeners.discard(self)

    @classmethod
    def tell_everybody(cls, who: str, text: str) -> None:
        for listener in cls.listeners:
            listener.write_message(json.dumps({"who": who, "text": text}))


def make_app() -> tornado.web.Application:
    wall = Wall()
    return tornado.web.Application(
        [
            (r"/", Page, {"wall": wall}),
            (r"/lines", Lines, {"wall": wall}),
            (r"/pens", Pens),
        ],
        template_path=Path(__file__).parent / "templates",
    )


async def main() -> None:
    make_app().listen(8888)
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())
