import csv
from dataclasses import asdict, dataclass
from importlib import resources


@dataclass(frozen=True)
class Star:
    name: str
    constellation: str
    magnitude: float
    declination: float

    def highest_above_horizon(self, latitude: float) -> float:
        """Degrees at culmination; negative when the star never rises."""
        return 90 - abs(latitude - self.declination)

    def as_dict(self) -> dict:
        return asdict(self)


def read_stars() -> dict[str, Star]:
    table = resources.files(__package__).joinpath("stars.csv").read_text(encoding="utf-8")
    return {
        row["name"].lower(): Star(
            name=row["name"],
            constellation=row["constellation"],
            magnitude=float(row["magnitude"]),
            declination=float(row["declination"]),
        )
        for row in csv.DictReader(table.splitlines())
    }
