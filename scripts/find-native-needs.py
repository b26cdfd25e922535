#!/usr/bin/env python3
"""Say which system libraries wheels ask for that native_packages.toml and sonames.toml do not know.

    find-native-needs.py NAME[==VERSION]...
    find-native-needs.py --python 3.12 --keep FOLDER NAME...      keep what was downloaded, and use it again

Each distribution's newest wheel is downloaded with `pip download --no-deps`, for CPython on x86_64 with glibc, and looked into:

needed    DT_NEEDED of its extension modules and of what they need in turn, without what the wheel brings along itself
loads     DT_NEEDED of its other shared objects, such as plug-ins; names of libraries in its shared objects' texts and in its Python files' `CDLL`, `LoadLibrary`, `find_library` and
          `dlopen`: what is loaded by name at run time, so that no loader's list shows it

A library of the slim images (`in_base` of sonames.toml) is left out, and so is one whose package the distribution's own row
installs.  What remains is printed: `missing` is what the tables would leave out of an image; `unknown` a library that
sonames.toml has no package for; `other` a library that another wheel or the machine brings, such as CUDA's.  A name in a text
is a hint and no proof: most such libraries are optional.  The exit status is 1 where something is missing or unknown.

Needs Python 3.11 and pip; one download at a time, wheels over --largest megabytes are passed over.
"""

import argparse
import re
import struct
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from pathlib import Path

KNOWLEDGE = Path(__file__).resolve().parent.parent / "src/knowledge"
SUITES = ("bookworm", "trixie")
LIBRARY = re.compile(rb"\blib[A-Za-z][\w+.-]{1,40}?\.so(?:\.\d+){0,3}(?![\w.])")
LOADS = re.compile(r"""(?:CDLL|LoadLibrary|dlopen|find_library)\(\s*f?["']([\w+.-]+)["']""")
MODULE = re.compile(r"\.(cpython-3\d+\w*-[\w-]+|abi3)\.so$")
# Brought by drivers, by other wheels, or by the compiler of a source build.
OTHER = re.compile(r"lib(cu|nv|amd|roc|hip|hsa|MIOpen|npu|tpu|OpenCL|Qt[56]|vulkan|python|torch|c10|tensorflow|onnx|arrow|mkl|jvm|xla|ze_)")
GLIBC = {"libc", "libm", "libdl", "libpthread", "librt", "libutil", "libresolv", "libnsl", "libcrypt", "ld-linux-x86-64"}


def table(name, key):
    return tomllib.loads((KNOWLEDGE / name).read_text())[key]


def elf(data):
    """DT_NEEDED of a 64-bit little-endian shared object."""
    if data[:6] != b"\x7fELF\x02\x01":
        return []
    offset, size, count = struct.unpack_from("<Q", data, 32)[0], *struct.unpack_from("<HH", data, 54)
    segments = [struct.unpack_from("<IIQQQQ", data, offset + index * size) for index in range(count)]
    loads = [(at, address, length) for kind, _, at, address, _, length in segments if kind == 1]
    place = lambda address: next((at + address - start for at, start, length in loads if start <= address < start + length), None)
    dynamic = next(((at, length) for kind, _, at, _, _, length in segments if kind == 2), None)
    if dynamic is None:
        return []
    entries = [struct.unpack_from("<qQ", data, at) for at in range(dynamic[0], dynamic[0] + dynamic[1] - 15, 16)]
    strings = next((place(value) for tag, value in entries if tag == 5), None)
    if strings is None:
        return []
    text = lambda at: data[at : data.index(b"\0", at)].decode("ascii", "replace")
    return [text(strings + value) for tag, value in entries if tag == 1]


def asked_for(wheel):
    """What a wheel needs and what it loads by name, without its own libraries."""
    loads, own, needs, modules = set(), set(), {}, set()
    with zipfile.ZipFile(wheel) as archive:
        for entry in archive.infolist():
            name = entry.filename.rsplit("/", 1)[-1]
            if ".so" in name:
                own.add(stem(name))
                data = archive.read(entry)
                needs.setdefault(name, set()).update(elf(data))
                modules.update({name} if MODULE.search(name) or not name.startswith("lib") else ())
                loads.update(found.decode() for found in LIBRARY.findall(data))
            elif name.endswith(".py") and "/test" not in entry.filename:
                loads.update(LOADS.findall(archive.read(entry).decode("utf-8", "replace")))
    brought = lambda name: stem(name) in own or any(stem(name) and known.startswith(stem(name) + "-") for known in own)
    reached, open_ = set(), list(modules)
    while open_:
        if (name := open_.pop()) not in reached:
            reached.add(name)
            open_.extend(needs.get(name, ()))
    loads.update(*needs.values())
    needed = {name for name in reached - set(needs) if not brought(name)}
    return needed, {name for name in loads if not brought(name)} - needed


def stem(name):
    """`libgeos_c` of `libgeos_c.so.1`, and of `geos_c`, which is what `find_library` takes."""
    name = name.split(".so")[0]
    return name if name.startswith("lib") else f"lib{name}"


class Tables:
    def __init__(self):
        self.libraries = table("sonames.toml", "library")
        self.rows = table("native_packages.toml", "package")

    def of(self, soname):
        """Rows of a library: by its whole name, else by its stem where the name has no version."""
        exact = [row for row in self.libraries if row["soname"] == soname]
        return exact or ([row for row in self.libraries if stem(row["soname"]) == stem(soname)] if ".so." not in soname else [])

    def run_packages(self, name):
        found = set()
        for row in self.rows:
            if row["name"] == name and row["when"] == "always":
                for system in ("debian", *SUITES):
                    found.update(row.get(system, {}).get("run", []))
        return found

    def verdict(self, distribution, soname):
        if stem(soname) in GLIBC:
            return None
        rows = self.of(soname)
        if not rows:
            return "other" if OTHER.match(stem(soname)) else "unknown"
        if any(set(SUITES) <= set(row.get("in_base", [])) for row in rows):
            return None
        packages = {row[system] for row in rows for system in ("debian", *SUITES) if system in row}
        plain = lambda names: {re.sub(r"t64$", "", name) for name in names}
        return None if plain(packages) & plain(self.run_packages(distribution)) else f"missing: {' or '.join(sorted(packages))}"


def download(requirement, python, folder, largest):
    name = re.split(r"[=<>!~ ]", requirement)[0]
    fits = lambda: sorted(folder.glob(f"{re.sub(r'[-_.]+', '_', name)}-*.whl"), key=lambda path: path.stat().st_mtime)
    known = [path for path in folder.glob("*.whl") if re.sub(r"[-_.]+", "-", path.name.split("-")[0]).lower() == name.lower()]
    if not known:
        platforms = [f"--platform=manylinux_2_{minor}_x86_64" for minor in (36, 35, 34, 31, 28, 27, 24, 17)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", f"--dest={folder}"]
        command += [f"--python-version={python}", *platforms, "--platform=manylinux2014_x86_64", "--platform=manylinux1_x86_64"]
        done = subprocess.run([*command, requirement], capture_output=True, text=True)
        if done.returncode:
            print(f"{name}: {(done.stderr.strip().splitlines() or ['no wheel'])[-1]}", file=sys.stderr)
            return None
        known = [path for path in folder.glob("*.whl") if re.sub(r"[-_.]+", "-", path.name.split("-")[0]).lower() == name.lower()]
    wheel = (known or fits())[-1]
    return wheel if wheel.stat().st_size <= largest * 1_000_000 else None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("requirements", nargs="+", metavar="NAME")
    parser.add_argument("--python", default="3.13")
    parser.add_argument("--keep", type=Path, help="folder for the wheels")
    parser.add_argument("--largest", type=int, default=150, help="megabytes")
    arguments = parser.parse_args()
    tables, lacks = Tables(), False
    with tempfile.TemporaryDirectory() as temporary:
        for requirement in arguments.requirements:
            folder = arguments.keep or Path(temporary)
            folder.mkdir(parents=True, exist_ok=True)
            wheel = download(requirement, arguments.python, folder, arguments.largest)
            if wheel is None:
                continue
            name = re.sub(r"[-_.]+", "-", wheel.name.split("-")[0]).lower()
            lines = []
            for kind, sonames in zip(("needed", "loads"), asked_for(wheel)):
                for soname in sorted(sonames):
                    verdict = tables.verdict(name, soname)
                    if verdict and not (kind == "loads" and verdict in ("unknown", "other")):
                        lines.append(f"  {kind:7} {soname:32} {verdict}")
                        lacks |= kind == "needed" and verdict != "other"
            print(f"{wheel.name}{'' if lines else ': nothing'}")
            print("\n".join(lines), end="\n" if lines else "")
            sys.stdout.flush()
            if arguments.keep is None:
                wheel.unlink()
    sys.exit(1 if lacks else 0)


if __name__ == "__main__":
    main()
