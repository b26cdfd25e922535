import cv2
import pytest

import coins
from web import app


@pytest.fixture
def client():
    return app.test_client()


def test_the_ruler_is_no_coin():
    assert coins.count(coins.example()) == 7


def test_a_picture_is_sent(client):
    _, png = cv2.imencode(".png", coins.example())
    assert client.post("/count", data=png.tobytes()).json["words"].startswith("7 coins")


def test_a_letter_is_no_picture(client):
    assert client.post("/count", data=b"Dear Sirs").status_code == 415
