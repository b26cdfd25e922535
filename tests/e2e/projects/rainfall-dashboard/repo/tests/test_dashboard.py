from rainfall.dashboard import draw, server


def test_one_month_is_drawn_by_the_day():
    figure = draw("2026-08")
    assert figure["data"][0]["x"] == ["2026-08-03", "2026-08-04", "2026-08-19"]


def test_the_page_is_served():
    assert server.test_client().get("/").status_code == 200
