"""What the rain gauge says."""

import csv
from collections import defaultdict
from importlib.resources import files


def readings() -> list[tuple[str, float]]:
    text = files("rainfall").joinpath("data/readings.csv").read_text(encoding="utf-8")
    return [(row["day"], float(row["millimetres"])) for row in csv.DictReader(text.splitlines())]


def by_month(days: list[tuple[str, float]]) -> dict[str, float]:
    months: dict[str, float] = defaultdict(float)
    for day, millimetres in days:
        months[day[:7]] += millimetres
    return {month: round(total, 1) for month, total in sorted(months.items())}


def wettest(days: list[tuple[str, float]]) -> tuple[str, float]:
    return max(days, key=lambda reading: reading[1])
