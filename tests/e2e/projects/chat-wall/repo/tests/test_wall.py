from urllib.parse import urlencode

from tornado.testing import AsyncHTTPTestCase

from main import make_app
from wall import Wall


class WallTest(AsyncHTTPTestCase):
    def get_app(self):
        return make_app()

    def write(self, who, text):
        return self.fetch("/lines", method="POST", body=urlencode({"who": who, "text": text}))

    def test_what_is_written_stays(self):
        self.write("Noor", "Who took my bicycle pump?")
        assert b"Who took my bicycle pump?" in self.fetch("/").body

    def test_an_essay_does_not_fit(self):
        assert self.write("Noor", "so " * 100).code == 413

    def test_nobody_has_to_sign(self):
        self.write("", "Me.")
        assert b'"who": "somebody"' in self.fetch("/lines").body


def test_an_old_line_gives_way():
    wall = Wall(height=2)
    for text in ("one", "two", "three"):
        wall.write("Noor", text)
    assert [line["text"] for line in wall.as_list()] == ["two", "three"]
