"""The timetable: minutes past every hour, from five in the morning to eleven at night."""

from dataclasses import dataclass
from datetime import time

FIRST_HOUR, LAST_HOUR = 5, 23


@dataclass(frozen=True)
class Line:
    number: int
    towards: str
    minutes: tuple[int, ...]


STOPS = {
    "market-square": [
        Line(3, "Harbour via hospital", (5, 25, 45)),
        Line(11, "University", (12, 42)),
    ],
    "harbour": [
        Line(3, "Market square", (0, 20, 40)),
    ],
}


def next_departures(stop: str, after: time, how_many: int = 4) -> list[dict]:
    departures = [
        (hour * 60 + minute, line)
        for line in STOPS[stop]
        for hour in range(FIRST_HOUR, LAST_HOUR + 1)
        for minute in line.minutes
    ]
    now = after.hour * 60 + after.minute
    coming = sorted((at, line.number, line) for at, line in departures if at >= now)
    # after the last bus, the board shows the first ones of the morning
    coming = coming or sorted((at, line.number, line) for at, line in departures)
    return [
        {"line": line.number, "towards": line.towards, "at": f"{at // 60:02}:{at % 60:02}"}
        for at, _, line in coming[:how_many]
    ]
