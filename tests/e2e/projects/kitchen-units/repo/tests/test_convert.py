import pytest

from kitchen_units.convert import NoSuchUnit, convert


def test_there_and_back_again():
    cups = convert(500, "g", "cups", density=0.53)
    assert convert(cups, "cups", "g", density=0.53) == pytest.approx(500)


def test_an_unknown_unit():
    with pytest.raises(NoSuchUnit):
        convert(1, "pinch", "g", density=1)
