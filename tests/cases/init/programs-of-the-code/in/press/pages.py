import shutil
import subprocess

PANDOC = "pandoc"


def render(path):
    if shutil.which(PANDOC) is None:
        raise RuntimeError("pandoc is needed")
    command = [PANDOC, "--to", "html", path]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def thumbnail(path):
    subprocess.check_call(f"convert {path} -resize 200x200 small.png", shell=True)
