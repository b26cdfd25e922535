"""Let a shared object that was linked against a newer glibc load on an older one.

    older_glibc.py NEWEST FILE...     for example: older_glibc.py 2.41 termios.so

A shared object names a glibc version for each function that it takes from the C library, and the loader refuses the
whole object where one of those versions is missing. The `termios` of Debian unstable asks for two functions of glibc 2.42
that older versions have under the same names. Every version above NEWEST is therefore renamed to the oldest one that the
object asks for. This is good enough for a stand-in image, and not meant for an image that people use.
"""

import struct
import sys
from pathlib import Path

SECTION_OF_NEEDED_VERSIONS = 0x6FFFFFFE


def number(version):
    """`GLIBC_2.42` or `2.42` as (2, 42); None for a version of anything else, such as `OPENSSL_3.0.0`."""
    parts = version.removeprefix("GLIBC_").split(".")
    return tuple(map(int, parts)) if all(part.isdigit() for part in parts) else None


def sections(elf):
    """The type, offset, size, linked section and entry count of each section of a 64-bit little-endian ELF file."""
    (start,) = struct.unpack_from("<Q", elf, 0x28)
    size, count = struct.unpack_from("<HH", elf, 0x3A)
    for header in range(start, start + size * count, size):
        _, kind, _, _, offset, length, link, info = struct.unpack_from("<IIQQQQII", elf, header)
        yield kind, offset, length, link, info


def needed_versions(elf):
    """The position, hash, name position and name of each symbol version that the file needs."""
    table = list(sections(elf))
    for kind, library, _, link, libraries in table:
        if kind != SECTION_OF_NEEDED_VERSIONS:
            continue
        names = table[link][1]
        for _ in range(libraries):
            _, count, _, first, following = struct.unpack_from("<HHIII", elf, library)
            entry = library + first
            for _ in range(count):
                hashed, _, _, name, further = struct.unpack_from("<IHHII", elf, entry)
                text = elf[names + name : elf.index(b"\0", names + name)].decode()
                yield entry, hashed, name, text
                entry += further
            library += following


def lower(path, newest):
    elf = bytearray(path.read_bytes())
    needed = [(number(text), *rest) for *rest, text in needed_versions(elf) if number(text)]
    too_new = [entry for version, entry, _, _ in needed if version > newest]
    if not too_new:
        return
    _, _, hashed, name = min(needed)
    for entry in too_new:
        struct.pack_into("<I", elf, entry, hashed)
        struct.pack_into("<I", elf, entry + 8, name)
    path.write_bytes(elf)
    print(f"{path.name}: lets an older glibc load it")


for file in sys.argv[2:]:
    lower(Path(file), number(sys.argv[1]))
