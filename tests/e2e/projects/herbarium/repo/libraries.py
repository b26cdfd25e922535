"""The shared libraries that this process has loaded from the system's own folders."""

from pathlib import Path

INTERESTING = ("libjpeg", "libmariadb", "libmysqlclient", "libpq", "libxml2", "libxslt")


def loaded(maps=Path("/proc/self/maps")):
    paths = {Path(line.split()[-1]) for line in maps.read_text().splitlines() if "/lib" in line}
    of_system = [path for path in paths if path.parts[:2] == ("/", "usr") and path.parts[2] == "lib"]
    stems = {path.name.split(".so")[0].split("-")[0] for path in of_system}
    return sorted(stem for stem in stems if stem in INTERESTING)
