#!/usr/bin/env -S uv run --script
# /// script
# requires-python = ">=3.12"
# dependencies = [
#     "python-dateutil>=2.9",
#     "rich>=14,<16",
# ]
# ///
"""The full moons of a year, from the mean phases of Jean Meeus' "Astronomical Algorithms", chapter 49."""

import math
import os
from datetime import UTC, datetime, timedelta

from dateutil import easter
from rich.console import Console
from rich.table import Table

MONTH = 29.530588861
J2000_NEW_MOON = 2451550.09766
UNIX_EPOCH = 2440587.5


def full_moon(number: int) -> datetime:
    """The full moon after the numbered new moon since January 2000."""
    k = number + 0.5
    t = k / 1236.85
    day = J2000_NEW_MOON + MONTH * k + 0.00015437 * t**2
    sun = math.radians(2.5534 + 29.10535670 * k)
    moon = math.radians(201.5643 + 385.81693528 * k + 0.0107582 * t**2)
    latitude = math.radians(160.7108 + 390.67050284 * k)
    day += (
        -0.40614 * math.sin(moon)
        + 0.17302 * math.sin(sun)
        + 0.01614 * math.sin(2 * moon)
        + 0.01043 * math.sin(2 * latitude)
    )
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day - UNIX_EPOCH)


def full_moons(year: int) -> list[datetime]:
    first = int((year - 2000) * 12.3685) - 1
    moons = (full_moon(number) for number in range(first, first + 16))
    return [moon for moon in moons if moon.year == year]


def main() -> None:
    year = int(os.environ.get("YEAR", "2027"))
    table = Table(title=f"Full moons of {year}")
    table.add_column("day")
    table.add_column("UTC", justify="right")
    table.add_column("")
    sunday = easter.easter(year)
    months: set[int] = set()
    for moon in full_moons(year):
        notes = []
        if moon.month in months:
            notes.append("blue moon")
        months.add(moon.month)
        if timedelta(0) < sunday - moon.date() <= timedelta(days=7):
            notes.append("Easter follows")
        table.add_row(f"{moon:%a %d %B}", f"{moon:%H}h", ", ".join(notes))
    Console().print(table)


if __name__ == "__main__":
    main()
