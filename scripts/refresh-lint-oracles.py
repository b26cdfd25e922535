#!/usr/bin/env python3
"""Ask BuildKit and hadolint again what they find in the Dockerfiles of the lint's tests.

    refresh-lint-oracles.py buildkit     writes tests/lint/buildkit.json; needs a Docker Engine with buildx
    refresh-lint-oracles.py hadolint     writes tests/lint/hadolint.json; needs hadolint on the PATH
    refresh-lint-oracles.py public DIR PYDOCK
                                         counts what hadolint and the program PYDOCK find in all Dockerfiles below DIR, file by
                                         file, and writes tests/lint/public.json

The files are those below tests/lint/buildkit, and for hadolint also the examples and remedies in the documentation of the rules.
A finding is kept as the name of its rule and its line.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CASES = ROOT / "tests/lint/buildkit"


def cases() -> dict[str, Path]:
    return {str(path.relative_to(CASES)): path for path in sorted(CASES.glob("*/*.Dockerfile"))}


def documentation() -> dict[str, str]:
    """The Dockerfiles of the rules' documentation by `<rule>/Example` and `<rule>/Use instead`."""
    found = {}
    for path in sorted((ROOT / "src/lint/rules").glob("*.rs")):
        lines = [line.strip() for line in path.read_text().splitlines()]
        text = "\n".join(line[4:] if line.startswith("/// ") else "" for line in lines if line.startswith("///"))
        for heading in ("Example", "Use instead"):
            part = text.split(f"## {heading}\n", 1)[-1].split("\n## ", 1)[0]
            block = re.search(r"```dockerfile\n(.*?\n)```", part, re.S)
            if block:
                found[f"{path.stem.replace('_', '-')}/{heading}"] = block.group(1)
    return found


def buildkit(path: Path) -> list[list]:
    command = ["docker", "buildx", "build", "--call=check,format=json", "--file", str(path)]
    with tempfile.TemporaryDirectory() as context:
        run = subprocess.run([*command, context], capture_output=True, text=True, check=False)
    start = run.stdout.find("{")
    if start < 0:
        sys.exit(f"{path}: {run.stderr}")
    answer = json.JSONDecoder().raw_decode(run.stdout[start:])[0]
    line = lambda warning: warning["location"]["ranges"][0]["start"]["line"] if warning.get("location") else 0
    return sorted([warning["ruleName"], line(warning)] for warning in answer.get("warnings") or [])


def hadolint(text: str) -> list[list]:
    command = ["hadolint", "--no-fail", "--format", "json", "-"]
    run = subprocess.run(command, input=text, capture_output=True, text=True, check=True)
    return sorted([finding["code"], finding["line"]] for finding in json.loads(run.stdout) if finding["code"].startswith("DL"))


def write(name: str, found: dict[str, list]) -> None:
    rows = [f"  {json.dumps(key)}: {json.dumps(value)}" for key, value in sorted(found.items())]
    (ROOT / f"tests/lint/{name}.json").write_text("{\n" + ",\n".join(rows) + "\n}\n")


def public(folder: str, pydock: str) -> None:
    """Counts files by rule: where both find something, and where one of them does."""
    paths = sorted(str(path) for path in Path(folder).rglob("Dockerfile"))
    command = [pydock, "lint", "--select", "all", "--format", "json", *paths]
    ours = json.loads(subprocess.run(command, capture_output=True, text=True, check=False).stdout)["findings"]
    command = ["hadolint", "--no-fail", "--format", "json", *paths]
    theirs = json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout)
    unread = {finding["file"] for finding in theirs if finding["code"] == "DL1000"}
    found = {"pydock": {}, "hadolint": {}}
    for finding in ours:
        for name in finding["relatives"]:
            if name.startswith("DL") and finding["file"] not in unread:
                found["pydock"].setdefault(name, set()).add(finding["file"])
    for finding in theirs:
        if finding["code"].startswith("DL"):
            found["hadolint"].setdefault(finding["code"], set()).add(finding["file"])
    rows = []
    for name in sorted(found["pydock"].keys() | found["hadolint"].keys()):
        one, other = found["pydock"].get(name, set()), found["hadolint"].get(name, set())
        counts = {"both": len(one & other), "hadolint": len(other - one), "pydock": len(one - other)}
        rows.append(f"    {json.dumps(name)}: {json.dumps(counts)}")
    text = f'{{\n  "files": {len(paths)},\n  "rules": {{\n' + ",\n".join(rows) + "\n  }\n}\n"
    (ROOT / "tests/lint/public.json").write_text(text)


match sys.argv[1:]:
    case ["buildkit"]:
        write("buildkit", {name: buildkit(path) for name, path in cases().items()})
    case ["hadolint"]:
        texts = {name: path.read_text() for name, path in cases().items()} | documentation()
        write("hadolint", {name: hadolint(text) for name, text in texts.items()})
    case ["public", folder, pydock]:
        public(folder, pydock)
    case _:
        sys.exit(__doc__)
