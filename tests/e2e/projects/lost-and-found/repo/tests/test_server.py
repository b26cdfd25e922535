import pytest
from webtest import TestApp

from server import application


@pytest.fixture
def site():
    return TestApp(application)


def test_the_front_page_shows_where_things_hang(site):
    page = site.get("/")
    page.mustcontain("one left sandal", "under the bench")


def test_what_is_handed_in_can_be_picked_up_once(site):
    where = site.post("/things", {"what": "a red scarf"}, status=201).headers["Location"]
    assert site.get(where).json == {"what": "a red scarf", "hook": "on the counter"}
    site.delete(where, status=204)
    assert site.get(where, expect_errors=True).status_code == 404


def test_say_what_you_found(site):
    site.post("/things", {"what": " "}, status=400)
