"""Prints the next high water."""
import requests
from tomlkit import parse

print(parse(requests.get("https://tides.example/next").text))
