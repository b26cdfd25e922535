#!/usr/bin/env python3
"""Ask a Docker Engine what each ignore file of src/dockerfile/tests/ignores.json leaves out, and write down what it says.

A case is an object with `ignore`, the text of a .dockerignore; add one and run this. `ignored` or `kept`, whichever is
shorter, lists the files that did not, or did, arrive by `COPY . /`; `fails` is what the engine said where the build failed.
"""

import json
import pathlib
import subprocess
import tempfile

RECORD = pathlib.Path(__file__).parent.parent / "src/dockerfile/tests/ignores.json"


def build(context: pathlib.Path, out: pathlib.Path) -> subprocess.CompletedProcess:
    command = ["docker", "build", "--quiet", "--file", "-", "--output", f"type=local,dest={out}", str(context)]
    return subprocess.run(command, input="FROM scratch\nCOPY . /\n", capture_output=True, text=True, check=False)


def outcome(files: list[str], ignore: str) -> dict:
    with tempfile.TemporaryDirectory() as folder:
        context, out = pathlib.Path(folder, "context"), pathlib.Path(folder, "out")
        for file in files:
            path = context / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("x\n")
        (context / ".dockerignore").write_text(ignore, newline="")
        result = build(context, out)
        if result.returncode:
            return {"fails": result.stderr.strip().splitlines()[-1].rsplit(": ", 1)[-1]}
        kept = [file for file in files if (out / file).exists()]
        ignored = [file for file in files if file not in kept]
        return {"kept": kept} if len(kept) < len(ignored) else {"ignored": ignored}


def main() -> None:
    record = json.loads(RECORD.read_text())
    version = ["docker", "version", "--format", "{{.Server.Version}}"]
    record["engine"] = subprocess.run(version, capture_output=True, text=True, check=True).stdout.strip()
    cases = [{"ignore": case["ignore"], **outcome(record["files"], case["ignore"])} for case in record["cases"]]
    lines = ",\n".join("    " + json.dumps(case, ensure_ascii=False) for case in cases)
    head = json.dumps({"engine": record["engine"], "files": record["files"]}, ensure_ascii=False)[1:-1]
    RECORD.write_text("{" + head + ', "cases": [\n' + lines + "\n]}\n")


if __name__ == "__main__":
    main()
