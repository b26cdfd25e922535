#!/usr/bin/env python3
"""Compare the processes and services that pydock lists for public applications with those of their own compose file or Procfile.

tests/field/whole/applications.toml holds what their files say.  This script fetches nothing and writes nothing.

    score-whole.py FOLDER...            every application that has a checkout `<owner>+<name>` in one of the folders
    score-whole.py --binary pydock …    another binary than target/debug/pydock

A process is right if pydock lists one of its kind with such a command.  A listed process that no line names is an invention,
except migrations, which the files of the project show, and kinds of `also`.  Needs Python 3.11.
"""

import argparse
import json
import re
import subprocess
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MIGRATIONS = re.compile(r"migrate|alembic upgrade|db upgrade|collectstatic|create_tables")


def detect(binary, checkout):
    """What pydock lists; nothing if it stops."""
    run = subprocess.run([binary, "detect", "--json"], cwd=checkout, capture_output=True, text=True)
    try:
        listed = json.loads(run.stdout)
    except json.JSONDecodeError:
        return [], []
    processes = [(process["kind"], " ".join(process["command"])) for process in listed.get("processes") or []]
    return processes, [service["name"] for service in listed.get("services") or []]


def score(application, processes, services):
    """Right, missing and invented processes, then the same of services."""
    free = list(processes)
    right, missing = [], []
    for kind, command in application["processes"]:
        found = next((one for one in free if one[0] == kind and re.search(command, one[1])), None)
        if found:
            free.remove(found)
            right.append(found)
        else:
            missing.append(f"{kind} {command}")
    also = application.get("also", [])
    known = lambda kind, command: kind in also or (kind == "release" and MIGRATIONS.search(command))
    invented = [f"{kind} {command}" for kind, command in free if not known(kind, command)]
    wanted = set(application["services"])
    extra = set(services) - wanted - set(application.get("services_also", []))
    return (len(right), missing, invented), (len(wanted & set(services)), sorted(wanted - set(services)), sorted(extra))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folders", nargs="+", type=Path)
    parser.add_argument("--binary", default=str(ROOT / "target/debug/pydock"))
    options = parser.parse_args()
    table = tomllib.loads((ROOT / "tests/field/whole/applications.toml").read_text())
    totals = [0, 0, 0, 0, 0, 0]
    for application in table["application"]:
        name = application["repository"].replace("/", "+")
        checkout = next((folder / name for folder in options.folders if (folder / name).is_dir()), None)
        if checkout is None:
            continue
        if (checkout / "repo").is_dir():
            checkout = checkout / "repo"
        of_processes, of_services = score(application, *detect(Path(options.binary).resolve(), checkout))
        for start, (right, missing, invented) in ((0, of_processes), (3, of_services)):
            for index, count in enumerate((right, len(missing), len(invented))):
                totals[start + index] += count
        parts = [f"{right} right" for right, *_ in (of_processes,)]
        parts += [f"missing {', '.join(of_processes[1])}"] if of_processes[1] else []
        parts += [f"invented {', '.join(of_processes[2])}"] if of_processes[2] else []
        parts += [f"| services {of_services[0]} right"]
        parts += [f"missing {', '.join(of_services[1])}"] if of_services[1] else []
        parts += [f"extra {', '.join(of_services[2])}"] if of_services[2] else []
        print(f"{application['repository']:44} {' '.join(parts)}", flush=True)
    for what, (right, missing, invented) in (("processes", totals[:3]), ("services", totals[3:])):
        share = 100 * right // max(right + missing, 1)
        print(f"{what}: {right} of {right + missing} right ({share} %), {invented} that no file names")


if __name__ == "__main__":
    main()
