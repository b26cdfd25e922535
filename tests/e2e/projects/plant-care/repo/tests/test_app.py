import pytest
from litestar.testing import TestClient

from plantcare.app import app


@pytest.fixture
def client():
    with TestClient(app) as client:
        yield client


def names(answer):
    return [plant["name"] for plant in answer.json()]


def test_who_is_thirsty_depends_on_the_day(client):
    assert names(client.get("/thirsty?today=2026-11-11")) == ["monstera"]
    assert names(client.get("/thirsty?today=2026-12-31")) == ["monstera", "cactus", "basil"]


def test_watering_helps(client):
    client.post("/plants/monstera/water?today=2026-11-11")
    assert names(client.get("/thirsty?today=2026-11-12")) == []


def test_a_plant_that_stands_elsewhere(client):
    assert client.get("/plants/orchid").status_code == 404
