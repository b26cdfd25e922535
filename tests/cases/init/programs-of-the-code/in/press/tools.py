import subprocess


def version():
    try:
        return subprocess.check_output(["git", "describe"], text=True)
    except OSError:
        return "unknown"
