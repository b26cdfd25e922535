"""Petitions and their signatures, kept in memory until the council has bought a database."""

from dataclasses import dataclass, field

from slugify import slugify


@dataclass
class Petition:
    title: str
    short: str = ""
    names: list[str] = field(default_factory=list)

    def __post_init__(self):
        self.short = self.short or slugify(self.title, stopwords=("a", "by", "the"))


class Store:
    def __init__(self):
        self.petitions = {}
        self.add(Petition("A zebra crossing by the school", short="zebra-crossing"))
        self.add(Petition("The bench by the pond"))

    def add(self, petition):
        self.petitions[petition.short] = petition

    def sign(self, short, name):
        """True unless that neighbour has signed before."""
        names = self.petitions[short].names
        if name.casefold() in (other.casefold() for other in names):
            return False
        names.append(name)
        return True

    def strike_out(self, short, name):
        self.petitions[short].names.remove(name)


store = Store()
