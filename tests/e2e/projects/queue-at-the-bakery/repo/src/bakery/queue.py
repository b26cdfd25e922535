from collections import deque
from dataclasses import dataclass, field

GREETING = "Please take a number"


@dataclass
class Queue:
    next_number: int = 1
    waiting: deque[int] = field(default_factory=deque)
    called: int | None = None

    def take(self) -> int:
        number = self.next_number
        self.next_number += 1
        self.waiting.append(number)
        return number

    def call_next(self) -> int | None:
        self.called = self.waiting.popleft() if self.waiting else None
        return self.called

    def ahead_of(self, number: int) -> int:
        return sum(1 for other in self.waiting if other < number)
