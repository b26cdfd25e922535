def subscribe(client, email):
    return client.post("/subscriptions", json={"email": email})


def test_an_address_subscribes_once(client):
    assert subscribe(client, "rosa@example.org").status_code == 201
    assert subscribe(client, "rosa@example.org").status_code == 409


def test_an_address_must_look_like_one(client):
    answer = subscribe(client, "rosa at example")
    assert answer.status_code == 422
    assert "@-sign" in answer.json["error"]


def test_a_subscription_ends(client):
    subscribe(client, "rosa@example.org")
    assert client.delete("/subscriptions/rosa@example.org").status_code == 204
    assert client.delete("/subscriptions/rosa@example.org").status_code == 404
