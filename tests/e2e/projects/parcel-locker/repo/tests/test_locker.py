import psycopg2
import pytest

import locker


@pytest.fixture
def client():
    return locker.app.test_client()


def test_about_needs_no_database(client):
    assert client.get("/about").json["libpq"] >= 120000


def test_a_locker_that_does_not_answer(client, monkeypatch):
    def refuse():
        raise psycopg2.OperationalError("connection refused")

    monkeypatch.setattr(locker, "connect", refuse)
    assert client.get("/parcels/4711").status_code == 503
