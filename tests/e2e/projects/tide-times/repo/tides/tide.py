"""Heights and turning points of the tide."""

import math
from datetime import UTC, date, datetime, time, timedelta

from .harbours import SPEED, Harbour

EPOCH = datetime(2026, 1, 1, tzinfo=UTC)


def height(harbour: Harbour, at: datetime) -> float:
    hours = (at - EPOCH).total_seconds() / 3600
    return harbour.mean + sum(
        part.amplitude * math.cos(math.radians(SPEED[part.name] * hours - part.phase))
        for part in harbour.constituents
    )


def extremes(harbour: Harbour, on: date) -> list[tuple[str, datetime, float]]:
    """High and low water of one day, to the nearest five minutes."""
    step = timedelta(minutes=5)
    start = datetime.combine(on, time(), tzinfo=UTC)
    found = []
    for number in range(24 * 12):
        at = start + number * step
        before, now, after = (height(harbour, at + shift * step) for shift in (-1, 0, 1))
        if before < now >= after:
            found.append(("high", at, now))
        elif before > now <= after:
            found.append(("low", at, now))
    return found
