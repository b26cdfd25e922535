import pytest
from falcon import testing

from tides.app import api


@pytest.fixture
def client():
    return testing.TestClient(api)


def test_harbours_are_listed(client):
    assert {"name": "saint-malo", "title": "Saint-Malo"} in client.simulate_get("/harbours").json


def test_an_unknown_harbour(client):
    assert client.simulate_get("/harbours/timbuktu/height?at=2026-01-01T00:00").status_code == 404


def test_a_height_needs_a_moment(client):
    answer = client.simulate_get("/harbours/cuxhaven/height")
    assert answer.json["title"] == "Missing parameter"
