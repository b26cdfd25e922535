#!/usr/bin/env python3
"""Ask the package managers again, after which edits of a project its lock file is out of date.

Every folder of tests/freshness is one project with its lock: `manager.toml` names the manager's release and the command that
asks it, `project/` holds the files, `edits.toml` the edits.  This script makes each edit in a copy of the project, runs the
command there and writes the answer behind the edit as `fresh`.  The locks are never touched.

    refresh-lock-freshness.py           refresh every folder
    refresh-lock-freshness.py NAME...   refresh only these
    refresh-lock-freshness.py --check   write nothing; name the answers that are other ones, and fail if there are any

Needs Python 3.11, `uv`, which fetches the managers (`uv tool run`), and PyPI.
"""

import argparse
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

FOLDERS = Path(__file__).resolve().parent.parent / "tests/freshness"


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help="refresh only these folders")
    arguments.add_argument("--check", action="store_true", help="write nothing, name the answers that are other ones")
    options = arguments.parse_args()
    wrong = []
    for name in options.names or sorted(path.parent.name for path in FOLDERS.glob("*/manager.toml")):
        folder = FOLDERS / name
        manager = tomllib.loads((folder / "manager.toml").read_text(encoding="utf-8"))
        path = folder / "edits.toml"
        head, edits = path.read_text(encoding="utf-8").split("\n", 1)[0], tomllib.loads(path.read_text(encoding="utf-8"))["edit"]
        with ThreadPoolExecutor(2) as pool:
            answers = list(pool.map(lambda edit: is_fresh(folder / "project", edit, manager), edits))
        for edit, answer in zip(edits, answers):
            if isinstance(answer, ValueError):
                print(f"{name}: {answer}", file=sys.stderr)
                continue
            if edit.get("fresh") != answer:
                wrong.append(f"{name}: {edit['name']}: {answer}")
            edit["fresh"] = answer
        if not options.check:
            tables = ["\n".join(f"{key} = {json.dumps(value)}" for key, value in edit.items()) for edit in edits]
            path.write_text("\n".join([head, *(f"\n[[edit]]\n{table}" for table in tables)]) + "\n", encoding="utf-8")
    print("\n".join(wrong) or "every answer is as recorded")
    sys.exit(1 if wrong and options.check else 0)


def is_fresh(project, edit, manager):
    """Whether the manager takes the lock after the edit."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        shutil.copytree(project, copy)
        path = copy / edit.get("file", manager["file"])
        text = path.read_text(encoding="utf-8")
        if edit.get("find"):
            if text.count(edit["find"]) == 0:
                return ValueError(f"{edit['name']}: nothing to replace")
            text = text.replace(edit["find"], edit["replace"], 1)
        path.write_text(text + edit.get("append", ""), encoding="utf-8")
        variables = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        variables |= {"PDM_CHECK_UPDATE": "false", "PIPENV_VERBOSITY": "-1", "PIPENV_IGNORE_VIRTUALENVS": "1", "NO_COLOR": "1"}
        words = ["uv", "tool", "run", "--quiet", "--python", manager["python"], "--from", manager["tool"], *shlex.split(manager["command"])]
        answer = subprocess.run(words, cwd=copy, env=variables, capture_output=True, text=True)
    if answer.returncode and not any(phrase in answer.stdout + answer.stderr for phrase in manager["says"]):
        return ValueError(f"{edit['name']}: {answer.stdout}{answer.stderr}")
    return answer.returncode == 0


if __name__ == "__main__":
    main()
