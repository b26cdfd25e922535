import pytest

from app import app


@pytest.fixture
def client():
    return app.test_client()


def test_the_index_lists_every_recipe_by_title(client):
    page = client.get("/").text
    assert page.index("Leek and potato soup") < page.index("Plum crumble")


def test_a_recipe_that_nobody_wrote_down(client):
    assert client.get("/recipes/boiled-boots").status_code == 404


def test_search_finds_recipes_by_ingredient(client):
    found = client.get("/search", query_string={"ingredient": "Butter"}).json
    assert [recipe["name"] for recipe in found] == ["leek-and-potato-soup", "plum-crumble"]


def test_amounts_follow_the_number_of_people(client):
    ingredients = client.get("/recipes/plum-crumble/for/3").json
    assert ingredients[0] == {"item": "plum", "amount": 450, "unit": "g"}
