#!/usr/bin/env python3
"""Ask the package managers again what each lock file of tests/closures installs in production.

Every folder of tests/closures is one case: `case.toml` names the manager's version and the command that asks it, `project/`
holds the manifests and the lock as the manager wrote them.  This script runs the command in a copy of the project and writes
`amd64.txt` and `arm64.txt`.  The locks are never touched.

    refresh-closures.py            refresh every case
    refresh-closures.py CASE...    refresh only these cases
    refresh-closures.py --check    write nothing; say what would change, and fail if anything would

Needs Python 3.11, `packaging` (`python -m pip install packaging`) and `uv`, which fetches the managers (`uv tool run`) from the
index that it is configured with, else PyPI.  A case whose command installs (`--dry-run`) asks that index for what the lock pins.

What the managers export keeps its markers.  They are evaluated here for CPython 3.X.9 on Linux, once for x86_64 and once for
aarch64.  `{machine}` in a command stands for these two names, and the command is then run once for each.  Where two commands are
joined by `&&`, as for a lock that the manager cannot export as it is, the last one answers.  Whatever a manager says must be in the
lock as well: what it resolved anew is refused.
"""

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

CASES = Path(__file__).resolve().parent.parent / "tests/closures"
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
ARCHIVES = (".whl", ".tar.gz", ".zip")


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("cases", nargs="*", metavar="CASE", help="refresh only these cases")
    arguments.add_argument("--check", action="store_true", help="write nothing, say what would change")
    options = arguments.parse_args()

    known = sorted(path.parent.name for path in CASES.glob("*/case.toml"))
    if unknown := sorted(set(options.cases) - set(known)):
        sys.exit(f"no such case in {CASES}: {', '.join(unknown)}")

    wrong = []
    for name in options.cases or known:
        case = tomllib.loads((CASES / name / "case.toml").read_text(encoding="utf-8"))
        try:
            closures = ask(case, CASES / case.get("project", name) / "project")
        except (OSError, ValueError, subprocess.CalledProcessError) as error:
            wrong.append(name)
            print(f"{name}: {error}\n{getattr(error, 'stderr', None) or ''}", file=sys.stderr)
            continue
        for arch, closure in closures.items():
            path = CASES / name / f"{arch}.txt"
            text = "".join(f"{line}\n" for line in sorted(closure))
            if path.exists() and path.read_text(encoding="utf-8") == text:
                continue
            print(f"{name}: {arch} has {len(closure)} packages, other than before")
            if options.check:
                wrong.append(name)
            else:
                path.write_text(text, encoding="utf-8")
    sys.exit(1 if wrong else 0)


# Asking


def ask(case, project):
    """The closures by architecture, as the case's manager gives them."""
    locked = locked_versions(project)
    answers, closures = {}, {}
    for arch, machine in MACHINES.items():
        command = case["how"].replace("{machine}", machine)
        if command not in answers:
            answers[command] = run(case["tool"], command, project)
        closures[arch] = read(answers[command], environment(case["python"], machine), locked)
        if anew := sorted(line for line in closures[arch] if locked and not is_locked(line, locked)):
            raise ValueError(f"not in the lock: {', '.join(anew)}")
    return closures


def run(tool, command, project):
    """What the command prints in a copy of the project."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        shutil.copytree(project, copy)
        variables = {name: value for name, value in os.environ.items() if name != "VIRTUAL_ENV"}
        variables |= {"PDM_CHECK_UPDATE": "false", "PIPENV_VERBOSITY": "-1", "NO_COLOR": "1"}
        for step in command.split(" && "):
            words = [*runner(tool), *shlex.split(step)]
            answer = subprocess.run(words, cwd=copy, env=variables, capture_output=True, text=True, check=True)
    # A dry run says what it would do where progress goes.
    return answer.stderr if "--dry-run" in words else answer.stdout


def runner(tool):
    """How to start one version of a manager.  Ex) `uv tool run --from uv==0.13.8`"""
    name, version = tool.split()
    words = ["uv", "tool", "run", "--quiet"]
    if name == "poetry" and Version(version) < Version("1.2"):
        # It exports by itself; its `packaging` is too old for later releases of setuptools.
        return [*words, "--python", "3.9", "--with", "setuptools<70", "--from", f"poetry=={version}"]
    if name == "poetry":
        return [*words, "--python", "3.12", "--with", "poetry-plugin-export", "--from", f"poetry=={version}"]
    if name == "pdm":
        # Later releases of what it builds upon break it: the extra holds the versions it was released with.
        return [*words, "--python", "3.12", "--from", f"pdm[locked]=={version}"]
    return [*words, "--python", "3.12", "--from", f"{name}=={version}"]


def environment(python, machine):
    """The marker environment of the image."""
    full = f"{python}.9"
    return {
        "implementation_name": "cpython",
        "implementation_version": full,
        "os_name": "posix",
        "platform_machine": machine,
        "platform_python_implementation": "CPython",
        "platform_release": "6.1.0",
        "platform_system": "Linux",
        "platform_version": "#1 SMP",
        "python_full_version": full,
        "python_version": python,
        "sys_platform": "linux",
        "extra": "",
    }


# Reading


def read(answer, marker_environment, locked):
    """The lines `name==version` of an export in the requirements format, or of a dry run's list."""
    closure = set()
    for line in answer.replace("\\\n", " ").splitlines():
        line = re.sub(r"(^|\s+)#.*$", "", line.split(" --hash", 1)[0]).strip()
        if line.startswith("+ "):
            name, version = re.split(r"==| @ ", line[2:].split(" (")[0], maxsplit=1)
            closure.add(pinned(name, version, locked))
        elif not line or line.startswith("-") or re.match(r"[A-Z][a-z]+ ", line) or line.startswith("warning:"):
            # Options of the export, a directory by `-e`, and what a dry run says about itself.
            continue
        elif re.match(r"(\.{0,2}/|file:)", line):
            target, _, marker = line.partition(" ; ")
            if target.endswith(ARCHIVES) and (not marker or Marker(marker).evaluate(marker_environment)):
                closure.add(archive(target))
        else:
            requirement = Requirement(line)
            if requirement.marker and not requirement.marker.evaluate(marker_environment):
                continue
            if requirement.url and requirement.url.startswith("file:") and not requirement.url.endswith(ARCHIVES):
                continue
            closure.add(pinned(requirement.name, requirement.url or str(requirement.specifier).removeprefix("=="), locked))
    return closure


def archive(path):
    parse = parse_wheel_filename if path.endswith(".whl") else parse_sdist_filename
    name, version, *_ = parse(path.rpartition("/")[2])
    return f"{name}=={version}"


def pinned(name, version, locked):
    """`name==version`; where the manager names an address, the version is the one that the lock has for the package."""
    name = canonicalize_name(name)
    if ":" in version or "/" in version:
        if len(locked.get(name, ())) != 1:
            raise ValueError(f"the lock does not say which version of {name} lies at {version}")
        [version] = locked[name]
    return f"{name}=={Version(version)}"


def is_locked(line, locked):
    name, version = line.split("==")
    return any(Version(version) == Version(other) for other in locked.get(name, ()))


def locked_versions(project):
    """The versions of each package, where the lock is TOML and has them."""
    versions = {}
    for lock in [*project.glob("*.lock"), *project.glob("pylock*.toml")]:
        if lock.name == "Pipfile.lock":
            continue
        document = tomllib.loads(lock.read_text(encoding="utf-8"))
        for package in document.get("package", []) + document.get("packages", []):
            if "version" in package:
                versions.setdefault(canonicalize_name(package["name"]), set()).add(package["version"])
    return versions


if __name__ == "__main__":
    main()
