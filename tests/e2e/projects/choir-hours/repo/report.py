"""Rehearsals, read from CSV files and added up."""

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True)
class Rehearsal:
    begin: datetime
    end: datetime
    voices: tuple[str, ...]

    @property
    def hours(self):
        return (self.end - self.begin).total_seconds() / 3600


def read(folder: Path):
    for path in sorted(folder.glob("*.csv")):
        with path.open(newline="", encoding="utf-8") as file:
            for row in csv.DictReader(file):
                yield Rehearsal(
                    begin=datetime.fromisoformat(f"{row['day']}T{row['begin']}"),
                    end=datetime.fromisoformat(f"{row['day']}T{row['end']}"),
                    voices=tuple(row["voices"].split()),
                )


def by_month(rehearsals):
    hours = Counter()
    for rehearsal in rehearsals:
        hours[f"{rehearsal.begin:%Y-%m}"] += rehearsal.hours
    return dict(hours)


def by_voice(rehearsals):
    hours = Counter()
    for rehearsal in rehearsals:
        for voice in rehearsal.voices:
            hours[voice] += rehearsal.hours
    return hours.most_common()
