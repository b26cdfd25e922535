from datetime import date

from tides.harbours import HARBOURS
from tides.tide import extremes


def test_high_and_low_water_take_turns():
    kinds = [kind for kind, _, _ in extremes(HARBOURS["saint-malo"], date(2026, 3, 20))]
    assert len(kinds) in (3, 4)
    assert all(first != second for first, second in zip(kinds, kinds[1:]))


def test_spring_tides_at_saint_malo_are_higher_than_at_cuxhaven():
    def highest(name):
        return max(metres for _, _, metres in extremes(HARBOURS[name], date(2026, 3, 20)))

    assert highest("saint-malo") > highest("cuxhaven") + 3
