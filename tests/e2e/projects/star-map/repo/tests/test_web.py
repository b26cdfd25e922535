import pytest
from starlette.testclient import TestClient

from starmap.web import app


@pytest.fixture
def client():
    return TestClient(app)


def test_the_brightest_star_comes_first(client):
    names = [star["name"] for star in client.get("/stars", params={"brighter_than": 0}).json()]
    assert names == ["Sirius", "Canopus", "Arcturus"]


def test_a_brightness_is_a_number(client):
    answer = client.get("/stars", params={"brighter_than": "very"})
    assert answer.status_code == 400
    assert answer.json() == {"error": "brighter_than must be a number"}


def test_canopus_never_rises_over_oslo(client):
    answer = client.get("/stars/canopus/culmination", params={"latitude": 59.9})
    assert answer.json()["rises"] is False
