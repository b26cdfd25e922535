#!/usr/bin/env python3
"""Builds the applications below `apps/` with pydock's Dockerfile and with its rivals' on a real engine, and compares.

    run.py --pydock target/release/pydock --cgroup /sys/fs/cgroup/cpuacct/bench [--host unix:///…] [--app NAME]…

CPU seconds are those of a control group (version 1 or 2) that the whole engine runs in, its builds and containers among it:
start an engine of its own with `--cgroup-parent`, in a group, for nothing else may run there. Its build cache is pruned. The
images python:3.12-slim-trixie, python:3.12-slim and ghcr.io/astral-sh/uv must be there, so that no download of them is counted.
"""

import argparse
import gzip
import hashlib
import json
import pathlib
import shutil
import subprocess
import tarfile
import tempfile
import time
import urllib.request

HERE = pathlib.Path(__file__).parent
BASE = "python:3.12-slim-trixie"
# The application, the rival's file for it (nothing for pydock), pydock's arguments, and the folder of the sources.
VARIANTS = {
    "flask": [
        ("docker init", "docker-init-flask", "flask"),
        ("pydock", [], "flask"),
        ("pydock minimal", ["--runtime", "minimal"], "flask"),
    ],
    "fastapi": [
        ("docker init", "docker-init-fastapi", "fastapi"),
        ("pydock", [], "fastapi"),
        ("pydock minimal", ["--runtime", "minimal"], "fastapi"),
    ],
    "fastapi-uv": [
        ("docker init", "docker-init-fastapi", "fastapi"),
        ("uv-docker-example", "uv-docker-example", "fastapi-uv"),
        ("pydock", [], "fastapi-uv"),
        ("pydock minimal", ["--runtime", "minimal"], "fastapi-uv"),
    ],
    "psycopg2": [("pydock", [], "psycopg2"), ("pydock minimal", ["--runtime", "minimal"], "psycopg2")],
}
NEW = "tomli==2.2.1"


class Engine:
    def __init__(self, host, cgroup):
        self.prefix = ["docker"] + (["--host", host] if host else [])
        self.cgroup = pathlib.Path(cgroup)

    def run(self, *words, check=True):
        done = subprocess.run([*self.prefix, *words], capture_output=True, text=True)
        if check and done.returncode:
            raise SystemExit(f"docker {' '.join(words)}\n{done.stdout[-2000:]}{done.stderr[-4000:]}")
        return done.stdout.strip()

    def cpu(self, folder=None):
        folder = folder or self.cgroup
        old = folder / "cpuacct.usage"
        if old.exists():
            return int(old.read_text()) / 1e9
        stat = dict(line.split() for line in (folder / "cpu.stat").read_text().splitlines())
        return int(stat["usage_usec"]) / 1e6

    def build(self, folder, tag):
        before = self.cpu()
        self.run("build", "--network", "host", "--quiet", "--tag", tag, str(folder))
        time.sleep(0.5)
        return self.cpu() - before

    def size(self, tag):
        return int(self.run("image", "inspect", "--format", "{{.Size}}", tag)) / 1e6

    def layers(self, tag):
        """Each layer's digest with its compressed size, as a push sends it."""
        with tempfile.TemporaryDirectory() as folder:
            archive = pathlib.Path(folder, "image.tar")
            self.run("save", "--output", str(archive), tag)
            sizes = {}
            with tarfile.open(archive) as tar:
                manifest = json.load(tar.extractfile("manifest.json"))[0]
                for name in manifest["Layers"]:
                    content = tar.extractfile(name).read()
                    sizes[hashlib.sha256(content).hexdigest()] = len(gzip.compress(content, 1)) / 1e6
            return sizes

    def start(self, tag):
        """CPU seconds of a container up to its first answer."""
        container = self.run("run", "--detach", tag)
        try:
            address = self.run("inspect", "--format", "{{.NetworkSettings.IPAddress}}", container)
            group = next(path for path in self.cgroup.rglob(f"*{container}*") if path.is_dir())
            for _ in range(600):
                try:
                    with urllib.request.urlopen(f"http://{address}:8000/health", timeout=2) as answer:
                        if answer.status == 200:
                            return self.cpu(group)
                except OSError:
                    time.sleep(0.05)
            raise SystemExit(f"{tag} gives no answer\n{self.run('logs', container)}")
        finally:
            self.run("rm", "--force", container)


def add_dependency(folder):
    requirements = folder / "requirements.txt"
    if requirements.exists():
        requirements.write_text(requirements.read_text() + NEW + "\n")
    if (folder / "uv.lock").exists():
        # The two files after `uv add`.
        shutil.copytree(HERE / "new-dependency", folder, dirs_exist_ok=True)


def touch(folder):
    file = next(path for path in (folder / "app.py", folder / "app/main.py") if path.exists())
    file.write_text(file.read_text() + "\n# touched\n")


def measure(engine, pydock, app, name, how, source):
    print(f"{app}: {name} …", flush=True)
    tag = f"bench-{app}:{name.replace(' ', '-')}"
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch, source)
        shutil.copytree(HERE / "apps" / source, folder)
        if isinstance(how, str):
            shutil.copy(HERE / "rivals" / f"{how}.Dockerfile", folder / "Dockerfile")
        else:
            subprocess.run([pydock, "init", "--yes", "--quiet", *how, str(folder)], check=True)
        engine.run("builder", "prune", "--all", "--force")
        row = {"cold cpu": engine.build(folder, tag)}
        whole, before = engine.size(tag), engine.layers(tag)
        row.update({"Δ MB": whole - engine.size(BASE), "whole MB": whole})
        row["start cpu"] = sorted(engine.start(tag) for _ in range(3))[1]
        touch(folder)
        row["touched cpu"] = engine.build(folder, tag)
        after = engine.layers(tag)
        row["touched pushed MB"] = sum(size for digest, size in after.items() if digest not in before)
        add_dependency(folder)
        row["new dependency cpu"] = engine.build(folder, tag)
        changed = engine.layers(tag)
        row["new dependency pushed MB"] = sum(size for digest, size in changed.items() if digest not in after)
        engine.run("image", "rm", "--force", tag)
    return row


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pydock", required=True)
    parser.add_argument("--cgroup", required=True)
    parser.add_argument("--host")
    parser.add_argument("--app", action="append", choices=sorted(VARIANTS))
    options = parser.parse_args()
    engine = Engine(options.host, options.cgroup)
    for app in options.app or VARIANTS:
        rows = {name: measure(engine, options.pydock, app, name, how, source) for name, how, source in VARIANTS[app]}
        first = next(iter(rows.values()))
        print(f"\n| {app} | " + " | ".join(first) + " |\n|" + "---|" * (len(first) + 1))
        for name, row in rows.items():
            cells = (f"{value:.2f} ({value / first[key]:.2f})" if first[key] else f"{value:.2f}" for key, value in row.items())
            print(f"| {name} | " + " | ".join(cells) + " |")
        print(flush=True)


if __name__ == "__main__":
    main()
