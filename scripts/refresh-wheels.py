#!/usr/bin/env python3
"""Refresh the figures of src/knowledge/wheels.toml from the package index.

The file itself says which distributions are asked for: to add one, write a row with nothing but its name,
run this script, and the row is filled in and put in its place.  Comments above the first row are kept.

    refresh-wheels.py            refresh every row
    refresh-wheels.py NAME...    refresh only these rows
    refresh-wheels.py --holes    also print the releases that lack a wheel although they lie within a row's bounds

Needs Python 3.11 and `packaging` (`python -m pip install packaging`).  The index is the one pip is configured with
(PIP_INDEX_URL, then `pip config`), else PyPI.  One request per row, one at a time; nothing is downloaded but file lists.

What counts as a wheel for CPython 3.X: a file on the index that is not yanked, whose `requires-python` admits 3.X and whose
tags pip accepts there on Debian bookworm (glibc 2.36, x86_64, the ordinary build with the GIL).  So `cp39-abi3-manylinux…`
counts for 3.9 and later, `py3-none-any` for all, `cp313t` and musllinux for none.

The first release is the one *from which on* there are wheels: a later release that has Linux wheels, but none for this
Python, moves the bound behind it.  (A branch maintained beside the newest one may get wheels for a new Python early, as
spaCy 3.0.9 and 3.1.7 did; the bound must hold for the releases of the newer branch as well.)  Releases are passed over that
have no Linux wheel at all, for they have to be compiled on every Python and say nothing about which to choose, and those
older than the first manylinux wheel, from when some projects were still pure Python.  Neither does a release that lacks a
wheel by accident move the bound, when at least `ENOUGH` older releases in a row have one.

A Python without a figure has no wheels yet, or none that holds for the newer releases.  `arm64` is found in the same way, from
wheels of the manylinux kind for aarch64 on any Python; it is written where it is later than the
first of the other bounds, and no accident is passed over: a compiler too many does no harm.
"""

import argparse
import base64
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
from packaging.version import Version

TABLE = Path(__file__).resolve().parent.parent / "src/knowledge/wheels.toml"
PYTHONS = [(3, minor) for minor in range(10, 15)]
# Kept as well in the rows that have a figure for one of them: the old releases of these distributions do not compile on the
# Pythons that came after them.  To add a distribution to those, write `cp38 = "0"` into its row.
OLDER = [(3, minor) for minor in range(8, 10)]
GLIBC_MINOR = 36
ENOUGH = 4
JSON = "application/vnd.pypi.simple.v1+json"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help="refresh only these rows")
    arguments.add_argument("--holes", action="store_true", help="print releases without a wheel within the bounds")
    options = arguments.parse_args()

    header, rows = read_table(TABLE)
    wanted = {canonicalize_name(name) for name in options.names} or set(rows)
    if unknown := sorted(wanted - set(rows)):
        sys.exit(f"no row for {', '.join(unknown)} in {TABLE}")

    index = index_url()
    failed = []
    for name in sorted(wanted):
        try:
            releases = wheels_by_release(name, project_files(index, name))
        except OSError as error:
            failed.append(name)
            print(f"{name}: {error}; its row is left as it was", file=sys.stderr)
            continue
        rows[name] = figures(releases, pythons_of(rows[name]))
        if options.holes:
            for tag, versions in holes(releases, rows[name]).items():
                print(f"{name}: {tag} has no wheel in {', '.join(versions)}")
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
        rows[row.pop("name")] = row
    if wrong := [name for name in rows if name != canonicalize_name(name)]:
        sys.exit(f"not a normalised name in {path}: {', '.join(wrong)}")
    return header, rows


def write_table(path, header, rows):
    blocks = []
    for name in sorted(rows):
        row = dict(rows[name])
        last = row.pop("last", {})
        lines = ["[[wheels]]", f'name = "{name}"']
        lines += [f'{tag} = "{version}"' for tag, version in row.items()]
        if last:
            lines.append("last = { " + ", ".join(f'{tag} = "{version}"' for tag, version in last.items()) + " }")
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


def accepted_tags(python):
    """The tags that pip accepts in a python:3.X-slim-bookworm image on x86_64."""
    platforms = []
    for minor in range(GLIBC_MINOR, 4, -1):
        platforms.append(f"manylinux_2_{minor}_x86_64")
        alias = {17: "manylinux2014_x86_64", 12: "manylinux2010_x86_64", 5: "manylinux1_x86_64"}.get(minor)
        platforms += [alias] if alias else []
    interpreter = f"cp{python[0]}{python[1]}"
    return {
        *cpython_tags(python, abis=[interpreter], platforms=platforms),
        *compatible_tags(python, interpreter=interpreter, platforms=platforms),
    }


ACCEPTED = {python: accepted_tags(python) for python in [*OLDER, *PYTHONS]}


def tag_of(python):
    return f"cp{python[0]}{python[1]}"


def pythons_of(row):
    """The Pythons that a row has figures for."""
    return [*OLDER, *PYTHONS] if any(tag_of(python) in row for python in OLDER) else PYTHONS


def admits(requires_python, python):
    """Whether a file may be installed on the newest patch release of this Python; like pip, an unreadable bound is ignored."""
    try:
        return SpecifierSet(requires_python or "").contains(f"{python[0]}.{python[1]}.99")
    except InvalidSpecifier:
        return True


def wheels_by_release(name, files):
    """Final releases from the first manylinux wheel on: (version, the Pythons with a wheel and perhaps `arm64`, whether there is
    any for Linux)."""
    found, first_manylinux = {}, None
    for file in files:
        if file.get("yanked"):
            continue
        tags = set()
        try:
            if file["filename"].endswith(".whl"):
                _, version, _, tags = parse_wheel_filename(file["filename"])
            else:
                _, version = parse_sdist_filename(file["filename"])
        except (InvalidWheelFilename, InvalidSdistFilename):
            continue
        if version.is_prerelease:
            continue
        pythons, linux = found.get(version, (set(), False))
        requires_python = file.get("requires-python")
        pythons |= {p for p in ACCEPTED if tags & ACCEPTED[p] and admits(requires_python, p)}
        manylinux = any(re.search(r"^manylinux.*x86_64$", tag.platform) for tag in tags)
        linux |= manylinux or any(tag.platform == "any" for tag in tags)
        if any(tag.platform == "any" or re.search(r"^manylinux.*aarch64$", tag.platform) for tag in tags):
            pythons.add("arm64")
        found[version] = (pythons, linux)
        if manylinux and (first_manylinux is None or version < first_manylinux):
            first_manylinux = version
    return [(version, *found[version]) for version in sorted(found) if first_manylinux is None or version >= first_manylinux]


def figures(releases, pythons):
    """One row: the bounds of each of these Pythons."""
    row, last = {}, {}
    for python in [*pythons, "arm64"]:
        tag = python if python == "arm64" else tag_of(python)
        telling = [(version, python in having) for version, having, linux in releases if linux]
        having = [number for number, (_, has) in enumerate(telling) if has]
        if not having:
            row |= {"arm64": "99"} if tag == "arm64" and row else {}
            continue
        first = bound = having[-1]
        while first > 0:
            first -= 1
            if telling[first][1]:
                bound = first
            elif tag == "arm64" or not all(has for _, has in telling[max(0, first - ENOUGH):first]) or first < ENOUGH:
                break
        if python == "arm64" and min(Version(known) for known in row.values()) >= telling[bound][0]:
            continue
        row[tag] = str(telling[bound][0])
        if python == "arm64":
            continue
        if releases[-1][0] != telling[having[-1]][0]:
            last[tag] = str(telling[having[-1]][0])
    if last:
        row["last"] = last
    return row


def holes(releases, row):
    """Releases within a row's bounds that have wheels for Linux, but none for that Python."""
    order = [str(version) for version, _, _ in releases]
    missing = {}
    for python in pythons_of(row):
        tag = tag_of(python)
        if tag not in row:
            continue
        begin = order.index(row[tag])
        end = order.index(row.get("last", {}).get(tag, order[-1]))
        lacking = [str(version) for version, pythons, linux in releases[begin:end] if linux and python not in pythons]
        if lacking:
            missing[tag] = lacking
    return missing


if __name__ == "__main__":
    main()
