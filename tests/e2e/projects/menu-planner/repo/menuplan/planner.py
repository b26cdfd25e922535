import random
from dataclasses import dataclass
from importlib.resources import files

import yaml

DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]


@dataclass(frozen=True)
class Dish:
    name: str
    vegetarian: bool
    needs: tuple[str, ...]


def read_dishes() -> list[Dish]:
    text = files(__package__).joinpath("dishes.yaml").read_text(encoding="utf-8")
    return [Dish(entry["name"], entry["vegetarian"], tuple(entry["needs"])) for entry in yaml.safe_load(text)]


def plan(week: int, vegetarian: bool = False) -> dict[str, Dish]:
    choice = [dish for dish in read_dishes() if dish.vegetarian or not vegetarian]
    chance = random.Random(week)
    return dict(zip(DAYS, chance.sample(choice, k=len(DAYS))))


def shopping_list(menu: dict[str, Dish]) -> list[str]:
    return sorted({thing for dish in menu.values() for thing in dish.needs})
