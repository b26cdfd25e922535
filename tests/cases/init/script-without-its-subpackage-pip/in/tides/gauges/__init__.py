import requests


def level(name):
    return requests.get(f"https://gauges.example.org/{name}").text
