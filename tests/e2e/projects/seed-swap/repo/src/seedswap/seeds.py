from calendar import month_name
from dataclasses import dataclass


@dataclass(frozen=True)
class Seed:
    name: str
    first: int  # month
    last: int
    depth: float  # centimetres

    def can_be_sown_in(self, month: int) -> bool:
        if self.first <= self.last:
            return self.first <= month <= self.last
        return month >= self.first or month <= self.last

    @property
    def season(self) -> str:
        return f"from {month_name[self.first]} to {month_name[self.last]}"


SEEDS = {
    seed.name: seed
    for seed in (
        Seed("broad bean", 2, 4, 5),
        Seed("beetroot", 4, 7, 2),
        Seed("garlic", 10, 2, 4),
        Seed("lettuce", 3, 8, 0.5),
        Seed("pumpkin", 4, 5, 3),
    )
}
