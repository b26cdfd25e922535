import pytest
from fastapi.testclient import TestClient

from shelf import api
from shelf.catalogue import Catalogue


@pytest.fixture
def client(monkeypatch):
    monkeypatch.setattr(api, "catalogue", Catalogue())
    return TestClient(api.service)


def test_a_lent_book_is_not_free(client):
    client.post("/books/2/loan", json={"reader": "Ida"})
    assert [book["id"] for book in client.get("/books", params={"free": True}).json()] == [1, 3]


def test_a_book_is_lent_to_one_reader(client):
    client.post("/books/1/loan", json={"reader": "Ida"})
    answer = client.post("/books/1/loan", json={"reader": "Jonas"})
    assert answer.status_code == 409
    assert answer.json()["detail"].startswith("Ida has")


def test_a_book_comes_home(client):
    client.post("/books/3/loan", json={"reader": "Ida"})
    assert client.delete("/books/3/loan").json()["reader"] is None


def test_a_book_that_we_do_not_have(client):
    assert client.delete("/books/99/loan").status_code == 404
