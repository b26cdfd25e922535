"""The harbours that we know, with the few constituents that matter most there."""

from dataclasses import dataclass

# degrees per hour
SPEED = {"M2": 28.9841042, "S2": 30.0, "N2": 28.4397295, "K1": 15.0410686, "O1": 13.9430356}


@dataclass(frozen=True)
class Constituent:
    name: str
    amplitude: float  # metres
    phase: float  # degrees


@dataclass(frozen=True)
class Harbour:
    title: str
    mean: float  # metres above chart datum
    constituents: tuple[Constituent, ...]


HARBOURS = {
    "cuxhaven": Harbour(
        title="Cuxhaven",
        mean=1.9,
        constituents=(
            Constituent("M2", 1.35, 345.0),
            Constituent("S2", 0.34, 58.0),
            Constituent("N2", 0.21, 322.0),
            Constituent("O1", 0.10, 246.0),
        ),
    ),
    "saint-malo": Harbour(
        title="Saint-Malo",
        mean=6.7,
        constituents=(
            Constituent("M2", 3.68, 176.0),
            Constituent("S2", 1.43, 227.0),
            Constituent("N2", 0.70, 158.0),
            Constituent("K1", 0.09, 92.0),
        ),
    ),
}
