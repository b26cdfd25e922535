from rhymes import rhymes


def test_night_rhymes_with_light_and_white():
    found = rhymes("night")
    assert {"light", "white"} <= set(found)
    assert "night" not in found


def test_the_closest_rhyme_comes_first():
    assert rhymes("bottle")[0] == "throttle"


def test_nothing_rhymes_with_orange():
    assert rhymes("orange") == []
