BOATS = [
    {"name": "Heron", "seats": 1, "ashore": True},
    {"name": "Kingfisher", "seats": 2, "ashore": False},
    {"name": "Grebe", "seats": 4, "ashore": True},
]


def ready_for(crew):
    """The boats ashore that have a seat for each of the crew, the smallest first."""
    ready = [boat for boat in BOATS if boat["ashore"] and boat["seats"] >= crew]
    return sorted(ready, key=lambda boat: boat["seats"])
