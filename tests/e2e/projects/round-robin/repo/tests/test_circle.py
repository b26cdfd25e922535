from itertools import combinations

import circle


def test_everybody_meets_everybody_once():
    met = sorted(tuple(sorted(pair)) for pairs in circle.rounds("ABCD") for pair in pairs)
    assert met == sorted(combinations("ABCD", 2))


def test_one_rests_where_the_number_is_odd():
    assert [len(pairs) for pairs in circle.rounds("ABC")] == [1, 1, 1]
