"""The reading log as a data frame, and the sums over it."""

from pathlib import Path

import pandas as pd


def read(path: Path) -> pd.DataFrame:
    books = pd.read_csv(path, parse_dates=["finished"])
    books["month"] = books["finished"].dt.strftime("%Y-%m")
    return books


def pages_by(column: str, books: pd.DataFrame) -> pd.Series:
    return books.groupby(column)["pages"].sum().sort_values(ascending=False)


def longest(books: pd.DataFrame) -> str:
    return books.loc[books["pages"].idxmax(), "title"]
