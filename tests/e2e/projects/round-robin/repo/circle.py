"""The circle method: one player stays, the others go round."""


def rounds(players):
    seats = list(players) if len(players) % 2 == 0 else [*players, None]
    for _ in range(len(seats) - 1):
        half = len(seats) // 2
        pairs = zip(seats[:half], reversed(seats[half:]))
        yield [pair for pair in pairs if None not in pair]
        seats = [seats[0], seats[-1], *seats[1:-1]]
