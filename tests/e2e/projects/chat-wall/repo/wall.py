"""What is written on the wall, oldest first."""

from collections import deque
from dataclasses import asdict, dataclass

LONGEST = 280


class TooLong(ValueError):
    pass


@dataclass(frozen=True)
class Line:
    who: str
    text: str


class Wall:
    def __init__(self, height: int = 50) -> None:
        self.lines: deque[Line] = deque(maxlen=height)

    def write(self, who: str, text: str) -> Line:
        if len(text) > LONGEST:
            raise TooLong(f"{len(text)} letters do not fit, {LONGEST} do")
        line = Line(who.strip() or "somebody", text.strip())
        self.lines.append(line)
        return line

    def as_list(self) -> list[dict[str, str]]:
        return [asdict(line) for line in self.lines]
