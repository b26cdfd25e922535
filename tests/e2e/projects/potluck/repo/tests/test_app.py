import pytest_asyncio

from potluck.app import app


@pytest_asyncio.fixture
async def client():
    async with app.test_app() as running:
        yield running.test_client()


async def test_nobody_brings_the_same_dish_twice(client):
    answer = await client.post("/dishes", json={"dish": "Rye bread", "from": "Lin"})
    assert answer.status_code == 409
    assert (await answer.get_json())["error"] == "Tomas already brings rye bread"


async def test_a_guest_is_known_by_the_dish(client):
    await client.post("/dishes", json={"dish": "Plum cake", "from": "Lin"})
    answer = await client.get("/guests/Lin")
    assert await answer.get_json() == {"name": "Lin", "brings": ["Plum cake"]}


async def test_empty_hands(client):
    answer = await client.get("/guests/Otto")
    assert "empty hands" in (await answer.get_json())["error"]
