"""What is in this workspace."""

import tomllib
from pathlib import Path

from tabulate import tabulate


def rows(folder):
    for path in sorted(folder.glob("*/*/pyproject.toml")):
        project = tomllib.loads(path.read_text())["project"]
        yield project["name"], project["version"], project["description"]


def show():
    return tabulate(rows(Path(__file__).parent), headers=["package", "version", "what it is"])
