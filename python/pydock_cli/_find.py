"""Finds the binary that the wheel installed."""

import os
import sys
import sysconfig


def find_pydock() -> str:
    """Return the path of the ``pydock`` binary that belongs to this package.

    Raises ``FileNotFoundError`` with the folders that were searched.
    """
    name = "pydock" + (sysconfig.get_config_var("EXE") or "")
    searched = []
    for folder in _folders():
        path = os.path.join(folder, name)
        if os.path.isfile(path):
            return path
        if folder not in searched:
            searched.append(folder)
    raise FileNotFoundError("`{}` not found in {}".format(name, ", ".join(searched)))


def _folders():
    # The scripts folder of this environment.
    yield sysconfig.get_path("scripts")
    # The folder of the environment that a virtual environment is stacked on.
    yield sysconfig.get_path("scripts", vars={"base": sys.base_prefix})
    # `pip install --user`
    if hasattr(sysconfig, "get_preferred_scheme"):
        yield sysconfig.get_path("scripts", scheme=sysconfig.get_preferred_scheme("user"))
    else:
        yield sysconfig.get_path("scripts", scheme="nt_user" if os.name == "nt" else "posix_user")
    # `pip install --target` and `--prefix`: bin is beside the package, or above lib.
    package = os.path.dirname(os.path.abspath(__file__))
    packages = os.path.dirname(package)
    yield os.path.join(packages, "bin")
    yield os.path.join(os.path.dirname(os.path.dirname(os.path.dirname(packages))), "bin")
