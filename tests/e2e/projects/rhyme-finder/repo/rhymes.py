"""Rhymes by spelling."""

WORDS = """
able bottle bright candle chair clear cable dear delight fair fable fear fight flight gear handle hear
kettle light might near night pair pear petal right settle sight stair table throttle tight white year
""".split()

# different letters, the same sound
ALIKE = [("ight", "ite"), ("etal", "ettle"), ("air", "ear")]


def endings(word: str) -> set[str]:
    found = {word}
    for first, second in ALIKE:
        for old, new in ((first, second), (second, first)):
            if word.endswith(old):
                found.add(word.removesuffix(old) + new)
    return found


def common_ending(one: str, other: str) -> int:
    length = 0
    while length < min(len(one), len(other)) and one[-1 - length] == other[-1 - length]:
        length += 1
    return length


def rhymes(word: str, at_least: int = 3) -> list[str]:
    word = word.strip().lower()
    scored = [
        (max(common_ending(ending, other) for ending in endings(word)), other)
        for other in WORDS
        if other != word
    ]
    return [other for score, other in sorted(scored, key=lambda pair: (-pair[0], pair[1])) if score >= at_least]
