#!/usr/bin/env python3
"""Build the wheel of every layout in tests/wheel-contents/layouts.txt with its real backend, and record what it holds.

A layout begins with `=== name`, each of its files with `--- path`; the lines below are the file's text.  The answers go to
tests/wheel-contents/recorded.txt: the files of the wheel, or the word `refused` where the backend stops.  Left out are the
metadata (`*.dist-info`), scripts and data of the installation (`*.data`), compiled modules, and what the backend writes itself.

    refresh-wheel-contents.py            build every layout
    refresh-wheel-contents.py NAME...    only these, and keep the other answers

Needs Python 3.11, a C compiler, cargo and CMake, and in the Python that runs it: build, setuptools, wheel, uv_build,
hatchling, flit_core, poetry-core, pdm-backend, maturin and scikit-build-core with ninja.  Nothing is fetched: wheels are built
without isolation.
"""

import os
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "tests/wheel-contents"
BACKENDS = ["setuptools", "uv_build", "hatchling", "flit_core", "poetry-core", "pdm-backend", "maturin", "scikit-build-core"]


def layouts():
    """The files of each layout, by its name."""
    found, files, lines = {}, None, None
    for line in (FOLDER / "layouts.txt").read_text().splitlines(keepends=True):
        if line.startswith("=== "):
            files = found[line[4:].strip()] = {}
        elif line.startswith("--- "):
            lines = files[line[4:].strip()] = []
        elif files is not None:
            lines.append(line)
    return {name: {path: "".join(lines) for path, lines in files.items()} for name, files in found.items()}


def recorded():
    found = {}
    path = FOLDER / "recorded.txt"
    for line in path.read_text().splitlines() if path.exists() else []:
        if line.startswith("=== "):
            lines = found[line[4:]] = []
        elif not line.startswith("#") and line:
            lines.append(line)
    return found


def is_compared(path, data, files):
    own = any(place.split("/")[-1] == path.split("/")[-1] and text.encode() == data for place, text in files.items())
    return own and not path.split("/")[0].endswith((".dist-info", ".data"))


def build(files):
    with tempfile.TemporaryDirectory() as folder:
        project, out = Path(folder, "project"), Path(folder, "out")
        for path, text in files.items():
            place = project / path
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text)
        command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--skip-dependency-check", "--outdir", out, project]
        scripts = str(Path(sys.executable).parent)
        environment = {**os.environ, "PATH": scripts + os.pathsep + os.environ["PATH"]}
        done = subprocess.run(command, capture_output=True, text=True, env=environment)
        if done.returncode:
            return ["refused"], done.stdout + done.stderr
        [wheel] = out.glob("*.whl")
        with zipfile.ZipFile(wheel) as archive:
            return sorted(path for path in archive.namelist() if is_compared(path, archive.read(path), files)), ""


def main():
    wanted, answers, all_layouts = sys.argv[1:], recorded(), layouts()
    names = [name for name in all_layouts if not wanted or name in wanted]
    with ThreadPoolExecutor(2) as pool:
        for name, (lines, output) in zip(names, pool.map(lambda name: build(all_layouts[name]), names)):
            answers[name] = lines
            if output:
                print(f"{name}: refused: {output.strip().splitlines()[-1]}")
    versions = ", ".join(f"{name} {version(name)}" for name in BACKENDS)
    text = f"# Written by scripts/refresh-wheel-contents.py, and not by hand: {versions}.\n"
    for name in all_layouts:
        text += "".join(line + "\n" for line in [f"=== {name}", *answers[name]])
    (FOLDER / "recorded.txt").write_text(text)


if __name__ == "__main__":
    main()
