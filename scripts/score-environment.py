#!/usr/bin/env python3
"""Compare the variables that pydock finds in the code of public applications with those of their own example files.

tests/field/whole/environment.toml holds which names of each example the code does not read.  This script fetches nothing and
writes nothing.

    score-environment.py FOLDER...            every application that has a checkout `<owner>+<name>` in one of the folders
    score-environment.py --binary pydock …    another binary than target/debug/pydock

Only variables that pydock has a place in the code for count: the example file itself is no proof.  Recall is the share of the
names that the code reads, precision the share of the found names that it does read.  Needs Python 3.11.
"""

import argparse
import json
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
# `NAME=value`, also in a comment, which is how examples show what may be left out.
LINE = re.compile(r"^\s*#?\s*(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=")


def example(path):
    """The names of an example file, in order."""
    found = (LINE.match(line) for line in path.read_text(errors="replace").splitlines())
    return list(dict.fromkeys(match[1] for match in found if match))


def read_by_code(binary, folder):
    """The names that pydock has a place in the code for; nothing if it stops."""
    run = subprocess.run([binary, "detect", "--json"], cwd=folder, capture_output=True, text=True)
    try:
        listed = json.loads(run.stdout).get("environment") or []
    except json.JSONDecodeError:
        return set()
    return {variable["name"] for variable in listed if any(place["by"] == "code" for place in variable["places"])}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--binary", default=str(ROOT / "target/debug/pydock"))
    options = parser.parse_args()
    binary = Path(options.binary).resolve()
    table = tomllib.loads((ROOT / "tests/field/whole/environment.toml").read_text())
    right = missing = wrong = applications = 0
    for application in table["application"]:
        name = application["repository"].replace("/", "+")
        checkout = next((folder / name for folder in options.folders if (folder / name).is_dir()), None)
        if checkout is None:
            continue
        if (checkout / "repo").is_dir():
            checkout = checkout / "repo"
        checkout = checkout / application.get("folder", "")
        names = set(example(checkout / application["example"]))
        unread = set(application["unread"])
        if unread - names:
            raise SystemExit(f"{name}: not in {application['example']}: {', '.join(sorted(unread - names))}")
        found = names & read_by_code(binary, checkout)
        applications += 1
        right += len(found - unread)
        missing += len(names - unread - found)
        wrong += len(found & unread)
        parts = [f"{len(found - unread)} of {len(names - unread)}"]
        parts += [f"missing {', '.join(sorted(names - unread - found))}"] if names - unread - found else []
        parts += [f"wrong {', '.join(sorted(found & unread))}"] if found & unread else []
        title = application["repository"] + (f" {application['folder']}" if "folder" in application else "")
        print(f"{title:56} {' '.join(parts)}", flush=True)
    recall = 100 * right / max(right + missing, 1)
    precision = 100 * right / max(right + wrong, 1)
    print(f"{applications} applications: recall {recall:.1f} % ({right} of {right + missing}), precision {precision:.1f} % ({wrong} wrong)")


if __name__ == "__main__":
    main()
