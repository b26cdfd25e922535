#!/usr/bin/env python3
"""Ask pip and `packaging` again which file of each release in src/wheel/oracle/releases.toml they take on each target.

The file itself says which releases are asked for: to add one, write a row with its distribution and version, run this script,
and the rest is filled in.  A row with `made_up = true` keeps the files that it lists; such rows hold what the index has no
example of.  src/wheel/oracle/tags.toml, the whole order of tags on a few targets, is written anew.  Comments above the first
row are kept.

    refresh-wheel-oracle.py               ask the index for all files, then judge every release
    refresh-wheel-oracle.py --offline     judge the files that are listed already
    refresh-wheel-oracle.py NAME...       only these distributions

Needs Python 3.11, and pip and `packaging` 26.0 or later, which know abi3t.  The index is the one that refresh-wheels.py uses;
nothing is downloaded from it but file lists.

One thing is decided here: `linux_<machine>` is the last of the platforms.  So has it every pip up to 26.2, which are those in
the images, and uv; pip and `packaging` 26.3 have it first.  It matters where a private index has both kinds of wheel.

Each answer comes twice, and the script stops where the two differ:

- from `pip download --no-deps --only-binary=:all:` with the target's Python, ABI and every one of its platform tags, for pip
  expands none of the newer ones.  pip is shown a page with the release's file names; the files behind it are tiny wheels with
  nothing but metadata, for pip chooses by name;
- from `packaging.tags` in the order of the target's tags, with the build number as the tie-break.

The source archive is the one that `pip download --no-binary=:all:` takes, out of tiny archives that build without anything.
"""

import argparse
import contextlib
import io
import os
import re
import runpy
import sys
import sysconfig
import tarfile
import tempfile
import time
import tomllib
import zipfile
from pathlib import Path
from unittest import mock

import packaging
from packaging import _manylinux, _musllinux
from packaging.specifiers import SpecifierSet
from packaging.tags import compatible_tags, cpython_tags, platform_tags
from packaging.utils import (
    InvalidSdistFilename,
    InvalidWheelFilename,
    canonicalize_name,
    parse_sdist_filename,
    parse_wheel_filename,
)
from packaging.version import Version
from pip._internal.cli.main import main as pip

SCRIPTS = Path(__file__).resolve().parent
ORACLE = SCRIPTS.parent / "src/wheel/oracle"
PYTHONS = ["cp310", "cp311", "cp312", "cp313", "cp313t", "cp314", "cp314t", "cp315", "cp315t"]
IMAGES = {"slim-bookworm": ("glibc", 36), "slim-trixie": ("glibc", 41), "alpine": ("musl", 2)}
MACHINES = {"amd64": "x86_64", "arm64": "aarch64"}
ORDERS = [
    "cp313-slim-trixie/amd64",
    "cp310-slim-bookworm/arm64",
    "cp312-alpine/arm64",
    "cp314t-slim-trixie/arm64",
    "cp315t-alpine/amd64",
    "cp315-slim-bookworm/amd64",
]
ARCHIVES = (".tar.gz", ".tgz", ".tar.bz2", ".zip")


class Target:
    def __init__(self, python, image, architecture):
        self.python, self.image, self.architecture = python, image, architecture
        self.version = (3, int(python.removesuffix("t")[3:]))
        self.interpreter = python.removesuffix("t")
        self.platforms = platforms(*IMAGES[image], MACHINES[architecture])
        self.tags = [
            *cpython_tags(self.version, abis=[python], platforms=self.platforms),
            *compatible_tags(self.version, interpreter=self.interpreter, platforms=self.platforms),
        ]
        self.rank = {tag: place for place, tag in reversed(list(enumerate(self.tags)))}

    def __str__(self):
        return f"{self.python}-{self.image}/{self.architecture}"


def platforms(libc, minor, machine):
    """The platform tags that `packaging` finds on such a system."""
    with contextlib.ExitStack() as stack:
        replace = lambda *where, value: stack.enter_context(mock.patch.object(*where, lambda *_: value))
        replace(sysconfig, "get_platform", value=f"linux-{machine}")
        replace(_manylinux, "_have_compatible_abi", value=True)
        replace(_manylinux, "_get_manylinux_module", value=None)
        replace(_manylinux, "_get_glibc_version", value=_manylinux._GLibCVersion(2, minor) if libc == "glibc" else (-1, -1))
        replace(_musllinux, "_get_musl_version", value=_musllinux._MuslVersion(1, minor) if libc == "musl" else None)
        stack.enter_context(mock.patch("platform.system", lambda: "Linux"))
        return sorted(platform_tags(), key=lambda tag: tag.startswith("linux_"))


def main():
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("names", nargs="*", metavar="NAME", help="refresh only these distributions")
    arguments.add_argument("--offline", action="store_true", help="leave the lists of files as they are")
    options = arguments.parse_args()
    if Version(packaging.__version__) < Version("26.0"):
        sys.exit(f"packaging {packaging.__version__} is too old: `python -m pip install -U packaging pip`")

    targets = [Target(*where) for where in ((p, i, m) for p in PYTHONS for i in IMAGES for m in MACHINES)]
    path = ORACLE / "releases.toml"
    header, rows = read_rows(path)
    wanted = {canonicalize_name(name) for name in options.names} or {canonicalize_name(row["distribution"]) for row in rows}
    rows.sort(key=lambda row: (canonicalize_name(row["distribution"]), Version(row["version"])))
    # pip reads its settings from the environment, where a list of links would add to what it is shown.
    for name in [name for name in os.environ if name.startswith("PIP_")]:
        if not options.offline and name == "PIP_INDEX_URL":
            continue
        del os.environ[name]

    index = Index()
    for row in rows:
        if canonicalize_name(row["distribution"]) not in wanted:
            continue
        if not row.get("made_up") and not options.offline:
            row["requires-python"], row["files"] = index.release(row["distribution"], Version(row["version"]))
        judge(row, targets)
        print(f"{row['distribution']} {row['version']}: {len(row['files'])} files", file=sys.stderr)
    write(path, header + "\n".join(map(shown, rows)))
    orders = [order(target) for target in targets if str(target) in ORDERS]
    write(ORACLE / "tags.toml", read_rows(ORACLE / "tags.toml")[0] + "\n".join(orders))


# The table


def read_rows(path):
    """The comment above the first row, and the rows with their files as a list."""
    text = path.read_text(encoding="utf-8")
    header = text.split("[[", 1)[0]
    rows = tomllib.loads(text).get("release", [])
    for row in rows:
        row["chosen"] = row.get("files", {})
        row["files"] = list(row["chosen"])
    return header, rows


def shown(row):
    lines = ["[[release]]", f'distribution = "{row["distribution"]}"', f'version = "{row["version"]}"']
    lines += ["made_up = true"] if row.get("made_up") else []
    lines += [f'requires-python = "{row["requires-python"]}"'] if row.get("requires-python") else []
    lines += [f'sdist = "{row["sdist"]}"'] if row.get("sdist") else []
    lines += [f"none = {shown_targets(row['none'])}", "[release.files]"]
    lines += [f'"{file}" = {shown_targets(row["chosen"].get(file, []))}' for file in row["files"]]
    return "\n".join(lines) + "\n"


def shown_targets(targets):
    """A target without a machine stands for all machines."""
    both = [target.partition("/")[0] for target in targets]
    short = dict.fromkeys(name if both.count(name) == len(MACHINES) else target for name, target in zip(both, targets))
    return "[" + ", ".join(f'"{target}"' for target in short) + "]"


def order(target):
    """The order of tags as blocks: each interpreter and ABI with every platform, then the tags for any platform."""
    pure = [str(tag) for tag in target.tags if tag.platform == "any"]
    blocks = list(dict.fromkeys(f"{tag.interpreter}-{tag.abi}" for tag in target.tags if tag.platform != "any"))
    expanded = [f"{block}-{platform}" for block in blocks for platform in target.platforms] + pure
    if expanded != [str(tag) for tag in target.tags]:
        sys.exit(f"the tags of {target} are not in blocks any more")
    listed = lambda values: "[\n" + "".join(f'    "{value}",\n' for value in values) + "]"
    return (
        f'[[order]]\ntarget = "{target}"\nplatforms = {listed(target.platforms)}\n'
        f"interpreters = {listed(blocks)}\npure = {listed(pure)}\n"
    )


def write(path, text):
    scratch = path.with_suffix(".toml.new")
    scratch.write_text(text, encoding="utf-8")
    scratch.replace(path)


# The index


class Index:
    def __init__(self):
        self.wheels = runpy.run_path(str(SCRIPTS / "refresh-wheels.py"))
        self.url = self.wheels["index_url"]()
        self.projects = {}

    def release(self, distribution, version):
        """What Python the release asks for, and its files in the order of the index."""
        name = canonicalize_name(distribution)
        if name not in self.projects:
            self.projects[name] = self.wheels["project_files"](self.url, name)
            time.sleep(0.2)
        files = [file for file in self.projects[name] if self.belongs(file["filename"], name, version)]
        if not files:
            sys.exit(f"the index has no {distribution} {version}")
        bounds = {file.get("requires-python") or "" for file in files}
        return ",".join(sorted(filter(None, bounds))), [file["filename"] for file in files]

    @staticmethod
    def belongs(file, name, version):
        with contextlib.suppress(InvalidWheelFilename):
            return parse_wheel_filename(file)[1] == version
        with contextlib.suppress(InvalidSdistFilename):
            return parse_sdist_filename(file)[1] == version
        # Eggs, installers and archives of other kinds.
        begin = re.match(rf"{re.escape(name)}-{re.escape(str(version))}(?=[.-])", file.lower().replace("_", "-"))
        return begin is not None and not re.match(r"\.\d|-\d", file[begin.end():])


# The answers


def judge(row, targets):
    """Fills in `chosen` (file to targets), `none` and `sdist`."""
    row["chosen"], row["none"] = {}, []
    admitted = SpecifierSet(row.get("requires-python", ""))
    requirement = f"{row['distribution']}=={row['version']}"
    with tempfile.TemporaryDirectory() as folder:
        page = stand_in(Path(folder), row)
        # An archive is the same on every target.
        options = ["--no-binary=:all:", "--no-build-isolation"]
        row["sdist"] = download(Path(folder), page, [requirement, *options])
        if not row["sdist"] and any(map(is_sdist, row["files"])):
            sys.exit(f"{requirement}: pip takes no source archive although there is one")
        for target in targets:
            if not admitted.contains(f"3.{target.version[1]}.99"):
                continue
            options = ["--only-binary=:all:", "--implementation", "cp", "--abi", target.python]
            options += ["--python-version", f"3.{target.version[1]}"]
            options += [word for platform in target.platforms for word in ("--platform", platform)]
            by_pip = download(Path(folder), page, [requirement, *options])
            by_tags = best_by_tags(row["files"], target)
            if by_pip != by_tags:
                sys.exit(f"{requirement} on {target}: pip takes {by_pip}, by its tags it is {by_tags}")
            if by_pip:
                row["chosen"].setdefault(by_pip, []).append(str(target))
            else:
                row["none"].append(str(target))


def is_sdist(file):
    with contextlib.suppress(InvalidSdistFilename):
        return bool(parse_sdist_filename(file))
    return False


def best_by_tags(files, target):
    candidates = []
    for place, file in enumerate(files):
        with contextlib.suppress(InvalidWheelFilename):
            _, version, build, tags = parse_wheel_filename(file)
            ranks = [target.rank[tag] for tag in tags if tag in target.rank]
            if ranks:
                candidates.append((version, -min(ranks), build, place, file))
    return max(candidates)[-1] if candidates else None


def stand_in(folder, row):
    """A page with links to files of the release's names, which hold metadata only."""
    links = []
    for file in row["files"]:
        path = folder / "files" / file
        path.parent.mkdir(exist_ok=True)
        version = row["version"]
        with contextlib.suppress(InvalidWheelFilename, InvalidSdistFilename):
            version = str((parse_wheel_filename if file.endswith(".whl") else parse_sdist_filename)(file)[1])
        metadata = f"Metadata-Version: 2.1\nName: {row['distribution']}\nVersion: {version}\n"
        if file.endswith(".whl"):
            info = "-".join(file.split("-")[:2]) + ".dist-info"
            pack_zip(path, {
                f"{info}/METADATA": metadata,
                f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n",
                f"{info}/RECORD": "",
            })
        elif ending := next((ending for ending in ARCHIVES if file.endswith(ending)), None):
            root = file.removesuffix(ending)
            info = f"{row['distribution'].replace('-', '_')}-{version}.dist-info"
            members = {
                f"{root}/PKG-INFO": metadata,
                f"{root}/pyproject.toml": '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
                f"{root}/backend.py": BACKEND.format(metadata=metadata, info=info),
            }
            (pack_zip if ending == ".zip" else pack_tar)(path, members)
        else:
            path.touch()
        links.append(f'<a href="{path.as_uri()}">{file}</a>')
    page = folder / "page.html"
    page.write_text("<!DOCTYPE html>\n" + "\n".join(links) + "\n", encoding="utf-8")
    return page


BACKEND = '''
import pathlib
def prepare_metadata_for_build_wheel(folder, settings=None):
    info = pathlib.Path(folder, "{info}")
    info.mkdir()
    (info / "METADATA").write_text("""{metadata}""")
    return info.name
'''


def pack_zip(path, members):
    with zipfile.ZipFile(path, "w") as archive:
        for name, text in members.items():
            archive.writestr(name, text)


def pack_tar(path, members):
    with tarfile.open(path, "w:bz2" if path.suffix == ".bz2" else "w:gz") as archive:
        for name, text in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(text.encode())
            archive.addfile(member, io.BytesIO(text.encode()))


def download(folder, page, words):
    """The name of the file that pip takes, if any."""
    destination = folder / "taken"
    destination.mkdir()
    try:
        heard = io.StringIO()
        with contextlib.redirect_stdout(heard), contextlib.redirect_stderr(heard):
            status = pip([
                "download", "--isolated", "--no-cache-dir", "--disable-pip-version-check", "--quiet", "--no-deps", "--no-index",
                "--find-links", str(page), "--dest", str(destination), *words,
            ])
        taken = [file.name for file in destination.iterdir()]
        if status == 0 and len(taken) == 1:
            return taken[0]
        if status != 0 and "No matching distribution found" in heard.getvalue():
            return None
        sys.exit(f"pip ended with {status}, {taken}:\n{heard.getvalue()}")
    finally:
        for file in destination.iterdir():
            file.unlink()
        destination.rmdir()


if __name__ == "__main__":
    main()
