"""Finds coins: round, bright and not too small."""

import cv2
import numpy as np


class NotAPicture(ValueError):
    pass


def decode(data: bytes) -> np.ndarray:
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_GRAYSCALE) if data else None
    if picture is None:
        raise NotAPicture("neither PNG nor JPEG")
    return picture


def count(picture: np.ndarray, smallest_radius: int = 8) -> int:
    calm = cv2.GaussianBlur(picture, (5, 5), 0)
    _, bright = cv2.threshold(calm, 0, 255, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    outlines, _ = cv2.findContours(bright, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
    return sum(is_coin(outline, smallest_radius) for outline in outlines)


def is_coin(outline: np.ndarray, smallest_radius: int) -> bool:
    area = cv2.contourArea(outline)
    (_, _), radius = cv2.minEnclosingCircle(outline)
    return radius >= smallest_radius and area > 0.8 * np.pi * radius**2


def example() -> np.ndarray:
    """A dark table with seven coins and a ruler."""
    table = np.full((300, 400), 40, np.uint8)
    for number in range(7):
        centre = (45 + 52 * number, 80 + 60 * (number % 3))
        cv2.circle(table, centre, 14 + 2 * (number % 4), 200, thickness=-1)
    cv2.rectangle(table, (30, 265), (370, 285), 220, thickness=-1)
    return table
