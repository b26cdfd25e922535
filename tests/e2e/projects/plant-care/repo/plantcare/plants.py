from dataclasses import dataclass, replace
from datetime import date, timedelta


@dataclass(frozen=True)
class Plant:
    name: str
    days_between: int
    watered: date
    advice: str = ""

    def thirsty(self, today: date) -> bool:
        return today - self.watered >= timedelta(days=self.days_between)


class Windowsill:
    def __init__(self) -> None:
        self._plants = {
            plant.name: plant
            for plant in (
                Plant("monstera", 9, date(2026, 11, 2), advice="A drink every nine days, and wipe its leaves"),
                Plant("cactus", 30, date(2026, 10, 20), advice="Forget about it until spring"),
                Plant("basil", 1, date(2026, 11, 20), advice="Water the saucer, never the leaves"),
            )
        }

    def get(self, name: str) -> Plant | None:
        return self._plants.get(name)

    def thirsty(self, today: date) -> list[Plant]:
        return [plant for plant in self._plants.values() if plant.thirsty(today)]

    def water(self, name: str, today: date) -> Plant:
        self._plants[name] = replace(self._plants[name], watered=today)
        return self._plants[name]
