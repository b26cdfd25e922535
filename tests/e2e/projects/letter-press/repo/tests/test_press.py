from fastapi.testclient import TestClient

import press

client = TestClient(press.app)


def test_a_postcard_bears_its_text_and_a_signature():
    answer = client.get("/postcard", params={"text": "Greetings"})
    assert answer.status_code == 200
    assert b">Greetings</text>" in answer.content
    key = press.key.public_key()
    key.verify(bytes.fromhex(answer.headers["X-Signature"]), answer.content)


def test_the_pattern_is_a_png():
    assert press.bitmap("Greetings").startswith(b"\x89PNG")
