def test_the_newest_issue_comes_first(client):
    numbers = [issue["number"] for issue in client.get("/issues").json]
    assert numbers == sorted(numbers, reverse=True)
    assert client.get("/issues/latest").json["number"] == numbers[0]


def test_an_issue_that_was_never_printed(client):
    assert client.get("/issues/7").status_code == 404
