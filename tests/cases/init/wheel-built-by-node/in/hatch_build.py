import shutil
import subprocess

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Pages(BuildHookInterface):
    def initialize(self, version, build_data):
        npm = shutil.which("npm")
        if npm is None:
            raise RuntimeError("npm builds the pages")
        subprocess.run([npm, "run", "build"], check=True)
