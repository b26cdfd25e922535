#!/usr/bin/env python3
"""Refresh src/knowledge/wheels.toml from the package index.

The file itself says which distributions are asked for: to add one, write a row with nothing but its name,
run this script, and the row is filled in and put in its place.  Comments above the first row are kept, and say what a row means.

    refresh-wheels.py            refresh every row
    refresh-wheels.py NAME...    refresh only these rows

Needs Python 3.11 and `packaging` (`python -m pip install packaging`).  The index is the one pip is configured with
(PIP_INDEX_URL, then `pip config`), else PyPI.  One request per row, one at a time; nothing is downloaded but file lists.

A wheel counts for CPython 3.X if its tags are among those that `packaging` gives for 3.X (the ordinary build with the GIL) on
the C library and machine of its letter, and if its `requires-python` admits the newest patch release of 3.X.  A source archive
counts by its `requires-python` alone.  A release is withdrawn if all of its files are yanked.
"""

import argparse
import base64
import functools
import html.parser
import json
import os
import re
import subprocess
import sys
import time
import tomllib
import urllib.parse
import urllib.request
from pathlib import Path

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.tags import compatible_tags, cpython_tags
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import InvalidVersion

TABLE = Path(__file__).resolve().parent.parent / "src/knowledge/wheels.toml"
PYTHONS = range(5, 16)
# The oldest column stands for itself and for what is older.
OLDEST = 7
# C library and machine by letter: those of the wheels that Debian bookworm takes, those that only trixie takes, Alpine's.
PLATFORMS = {
    "A": [f"manylinux_2_{minor}_x86_64" for minor in range(5, 37)],
    "a": [f"manylinux_2_{minor}_aarch64" for minor in range(17, 37)],
    "T": [f"manylinux_2_{minor}_x86_64" for minor in range(37, 42)],
    "t": [f"manylinux_2_{minor}_aarch64" for minor in range(37, 42)],
    "M": [f"musllinux_1_{minor}_x86_64" for minor in (2, 1, 0)],
    "m": [f"musllinux_1_{minor}_aarch64" for minor in (2, 1, 0)],
}
PLATFORMS["A"] += ["manylinux2014_x86_64", "manylinux2010_x86_64", "manylinux1_x86_64"]
PLATFORMS["a"] += ["manylinux2014_aarch64"]
# pip builds from these too; `packaging` knows two of them.
SDIST_ENDINGS = re.compile(r"\.(tar\.bz2|tar\.xz|tgz|tar)$")
JSON = "application/vnd.pypi.simple.v1+json"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help="refresh only these rows")
    options = arguments.parse_args()

    header, rows = read_table(TABLE)
    wanted = {canonicalize_name(name) for name in options.names} or set(rows)
    if unknown := sorted(wanted - set(rows)):
        sys.exit(f"no row for {', '.join(unknown)} in {TABLE}")

    index = index_url()
    failed = []
    for name in sorted(wanted):
        try:
            files = project_files(index, name)
        except OSError as error:
            failed.append(name)
            print(f"{name}: {error}; its row is left as it was", file=sys.stderr)
            continue
        rows[name] = runs(releases(name, files))
        time.sleep(0.2)

    write_table(TABLE, header, rows)
    sys.exit(1 if failed else 0)


# The table


def read_table(path):
    """The comment above the first row, and the rows by name."""
    text = path.read_text(encoding="utf-8")
    header = text.split("[[wheels]]", 1)[0]
    rows = {}
    for row in tomllib.loads(text).get("wheels", []):
        rows[row["name"]] = row.get("releases", [])
    if wrong := [name for name in rows if name != canonicalize_name(name)]:
        sys.exit(f"not a normalised name in {path}: {', '.join(wrong)}")
    return header, rows


def write_table(path, header, rows):
    blocks = []
    for name in sorted(rows):
        lines = ["[[wheels]]", f'name = "{name}"', "releases = [", *(f'    "{run}",' for run in rows[name]), "]"]
        blocks.append("\n".join(lines) + "\n")
    scratch = path.with_suffix(".toml.new")
    scratch.write_text(header + "\n".join(blocks), encoding="utf-8")
    scratch.replace(path)


# The index


def index_url():
    """The index that pip would ask, without a slash at the end."""
    url = os.environ.get("PIP_INDEX_URL")
    if not url:
        configured = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True)
        found = re.search(r"^(?:global|install|download)\.index-url='(.*)'$", configured.stdout, re.MULTILINE)
        url = found[1] if found else "https://pypi.org/simple"
    return url.rstrip("/")


def project_files(index, name):
    """The files of one project as the simple API lists them: dictionaries with the keys of PEP 691."""
    parts = urllib.parse.urlsplit(f"{index}/{name}/")
    headers = {
        "Accept": f"{JSON}, application/vnd.pypi.simple.v1+html;q=0.2, text/html;q=0.1",
        "User-Agent": "pydock-refresh-wheels",
    }
    if parts.username:
        login = f"{urllib.parse.unquote(parts.username)}:{urllib.parse.unquote(parts.password or '')}"
        headers["Authorization"] = "Basic " + base64.b64encode(login.encode()).decode()
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2])
    request = urllib.request.Request(parts.geturl(), headers=headers)
    with urllib.request.urlopen(request, timeout=180) as answer:
        body = answer.read().decode("utf-8")
        if answer.headers.get_content_type() == JSON:
            return json.loads(body)["files"]
    page = FileLinks()
    page.feed(body)
    return page.files


class FileLinks(html.parser.HTMLParser):
    """The links of a PEP 503 page, which is what many mirrors answer whatever they are asked for."""

    def __init__(self):
        super().__init__()
        self.files = []

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "a" and attributes.get("href"):
            path = urllib.parse.urlsplit(attributes["href"]).path
            self.files.append({
                "filename": urllib.parse.unquote(path.rsplit("/", 1)[-1]),
                "requires-python": attributes.get("data-requires-python"),
                "yanked": "data-yanked" in attributes,
            })


# The figures


@functools.cache
def accepted_tags(letter, minor):
    """The tags of compiled wheels that pip accepts on CPython 3.minor."""
    interpreter = f"cp3{minor}"
    abis = [interpreter, f"{interpreter}m"] if minor < 8 else [interpreter]
    tags = {
        *cpython_tags((3, minor), abis=abis, platforms=PLATFORMS[letter]),
        *compatible_tags((3, minor), interpreter=interpreter, platforms=PLATFORMS[letter]),
    }
    return frozenset(tag for tag in tags if tag.platform != "any")


@functools.cache
def pure_tags(minor):
    tags = compatible_tags((3, minor), interpreter=f"cp3{minor}", platforms=["any"])
    return frozenset(tag for tag in tags if tag.platform == "any")


@functools.cache
def admits(requires_python, minor):
    """Whether a file may be installed on the newest patch release of 3.minor; like pip, an unreadable bound is ignored."""
    try:
        return SpecifierSet(requires_python or "").contains(f"3.{minor}.99")
    except InvalidSpecifier:
        return True


@functools.cache
def letters(tags):
    """(letter, minor) of everything that takes a wheel with these tags."""
    found = [(letter, minor) for letter in PLATFORMS for minor in PYTHONS if tags & accepted_tags(letter, minor)]
    return found + [("P", minor) for minor in PYTHONS if tags & pure_tags(minor)]


def releases(name, files):
    """The final releases, oldest first: (version, its letters by their Pythons, whether it was withdrawn)."""
    found = {}
    for file in files:
        try:
            if file["filename"].endswith(".whl"):
                _, version, _, tags = parse_wheel_filename(file["filename"])
                cells, compiled = letters(tags), not any(tag.platform == "any" for tag in tags)
            else:
                project, version = parse_sdist_filename(SDIST_ENDINGS.sub(".tar.gz", file["filename"]))
                if project != name:
                    continue
                cells, compiled = [("S", minor) for minor in PYTHONS], False
        except (InvalidWheelFilename, InvalidSdistFilename, InvalidVersion):
            continue
        if version.is_prerelease:
            continue
        release = found.setdefault(version, {"letters": {}, "compiled": False, "withdrawn": True})
        release["compiled"] |= compiled
        release["withdrawn"] &= bool(file.get("yanked"))
        for letter, minor in cells:
            if admits(file.get("requires-python"), minor):
                release["letters"].setdefault(letter, set()).add(max(minor, OLDEST))
    return [(version, tidy(found[version]), found[version]["withdrawn"]) for version in sorted(found)]


def tidy(release):
    """The letters of a release without those that say nothing."""
    cells = dict(release["letters"])
    for newer, usual in ("TA", "ta"):
        if rest := cells.pop(newer, set()) - cells.get(usual, set()):
            cells[newer] = rest
    if release["compiled"] and "S" in cells:
        cells["C"] = cells.pop("S")
    return cells


def runs(found):
    """One line for consecutive releases with the same letters."""
    merged = []
    for version, cells, withdrawn in found:
        by_range = {}
        for letter in sorted(cells):
            by_range.setdefault(ranges(cells[letter]), []).append(letter)
        words = sorted("".join(group) + ("" if pythons == f"{OLDEST}-" else pythons) for pythons, group in by_range.items())
        text = " ".join(["withdrawn"] * withdrawn + words)
        if merged and merged[-1][2] == text:
            merged[-1][1] = version
        else:
            merged.append([version, version, text])
    return [" ".join([str(first) if first == last else f"{first}..{last}", *([text] if text else [])]) for first, last, text in merged]


def ranges(minors):
    """Ex) `7-9,12-`, which has no end where it reaches the newest Python"""
    spans = []
    for minor in sorted(minors):
        if spans and spans[-1][1] == minor - 1:
            spans[-1][1] = minor
        else:
            spans.append([minor, minor])
    written = []
    for first, last in spans:
        end = "" if last == PYTHONS[-1] else last
        written.append(str(first) if first == last and end != "" else f"{first}-{end}")
    return ",".join(written)


if __name__ == "__main__":
    main()
