from rainfall import gauge


def test_months_add_up():
    days = [("2026-09-11", 17.2), ("2026-09-12", 9.9), ("2026-09-27", 32.8), ("2026-10-02", 5.5)]
    assert gauge.by_month(days)["2026-09"] == 59.9


def test_the_wettest_day_is_on_record():
    assert gauge.wettest(gauge.readings()) == ("2026-09-27", 32.8)
