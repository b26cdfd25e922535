from fastapi.testclient import TestClient

from loan_desk.main import app

client = TestClient(app)


def test_a_record_is_due_after_a_week():
    answer = client.get("/due/record", params={"borrowed": "2026-11-02"})
    assert answer.json() == {"kind": "record", "due": "2026-11-09"}


def test_without_the_card_index():
    assert client.get("/loans/7").status_code == 503
