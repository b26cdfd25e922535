import pytest

from petition import moderation, site
from petition.store import Store


@pytest.fixture(autouse=True)
def fresh_store(monkeypatch):
    fresh = Store()
    monkeypatch.setattr(site, "store", fresh)
    monkeypatch.setattr(moderation, "store", fresh)


@pytest.fixture
def public():
    return site.pages.test_client()


def sign(public, name, petition="bench-pond"):
    return public.post(f"/petitions/{petition}/signatures", data={"name": name})


def test_a_neighbour_signs_once(public):
    assert sign(public, "Greta Holm").status_code == 201
    assert sign(public, "greta holm").status_code == 409


def test_a_joke_is_struck_out(public):
    sign(public, "Donald Duck")
    desk = moderation.desk.test_client()
    assert desk.delete("/petitions/bench-pond/signatures/Donald Duck").status_code == 204
    assert public.get("/petitions/bench-pond").json["signatures"] == 0


def test_the_front_page_lists_petitions(public):
    assert "The bench by the pond" in public.get("/").text
