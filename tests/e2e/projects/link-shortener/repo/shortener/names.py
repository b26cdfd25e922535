"""Names that are short, and hard to misread aloud."""

from hashlib import blake2b

ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def name_for(url: str, length: int = 5) -> str:
    number = int.from_bytes(blake2b(url.encode(), digest_size=16).digest())
    letters = []
    for _ in range(length):
        number, letter = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[letter])
    return "".join(letters)
