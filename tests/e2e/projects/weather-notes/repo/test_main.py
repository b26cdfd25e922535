import pytest
from fastapi.testclient import TestClient

from journal import Journal
from main import app, the_journal


@pytest.fixture
def client():
    journal = Journal()
    app.dependency_overrides[the_journal] = lambda: journal
    yield TestClient(app)
    app.dependency_overrides.clear()


def test_notes_are_filtered_by_place(client):
    assert {note["place"] for note in client.get("/notes", params={"place": "Seville"}).json()} == {"Seville"}


def test_a_new_note_counts_in_the_summary(client):
    note = {"place": "Bergen", "day": "2026-10-05", "degrees": 5}
    assert client.post("/notes", json=note).status_code == 201
    assert client.get("/places/Bergen/summary").json() == {
        "place": "Bergen",
        "days": 3,
        "coldest": 5,
        "warmest": 9.5,
        "average": 7.5,
    }


def test_a_place_without_notes(client):
    assert "Reykjavik" in client.get("/places/Reykjavik/summary").json()["detail"]
