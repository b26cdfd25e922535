import pytest

from shortener.web import make_app


@pytest.fixture
async def client(aiohttp_client):
    return await aiohttp_client(make_app())


async def test_a_short_name_leads_to_the_long_address(client):
    answer = await client.post("/links", json={"url": "https://example.org/a/very/long/path"})
    name = (await answer.json())["name"]
    answer = await client.get(f"/{name}", allow_redirects=False)
    assert answer.status == 302
    assert answer.headers["Location"] == "https://example.org/a/very/long/path"


async def test_the_same_address_gets_the_same_name(client):
    first = await (await client.post("/links", json={"url": "https://example.org/"})).json()
    second = await (await client.post("/links", json={"url": "https://example.org/"})).json()
    assert first == second


@pytest.mark.parametrize("url", ["ftp://example.org/", "example.org"])
async def test_only_web_addresses(client, url):
    answer = await client.post("/links", json={"url": url})
    assert answer.status == 422


async def test_a_name_that_nobody_made(client):
    assert (await client.get("/nothing")).status == 404
