import pytest
from fastapi.testclient import TestClient

from birdwatch import sightings
from birdwatch.main import app


@pytest.fixture
def client():
    sightings.seen.clear()
    return TestClient(app)


def report(client, species, seen, birds, **more):
    return client.post("/sightings", json={"species": species, "seen": seen, "birds": birds, **more})


def test_weeks_add_up(client):
    report(client, "Lapwing", "2026-11-02", 30)
    report(client, "lapwing", "2026-11-08", 12)
    report(client, "kingfisher", "2026-11-09", 1)
    assert client.get("/sightings/by-week").json() == {
        "2026-W45": {"lapwing": 42},
        "2026-W46": {"kingfisher": 1},
    }


def test_a_dodo_is_not_believed(client):
    assert report(client, "dodo", "2026-11-02", 1).status_code == 422


def test_a_great_flock_needs_a_second_observer(client):
    assert report(client, "starling", "2026-11-02", 20000).status_code == 409
    assert report(client, "starling", "2026-11-02", 20000, second_observer="Mina").status_code == 201
