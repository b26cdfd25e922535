"""``python -m pydock_cli`` runs ``pydock``."""

import os
import subprocess
import sys

from pydock_cli import find_pydock


def main() -> None:
    program = find_pydock()
    arguments = [program, *sys.argv[1:]]
    if sys.platform == "win32":
        try:
            sys.exit(subprocess.run(arguments).returncode)
        except KeyboardInterrupt:
            sys.exit(130)
    os.execv(program, arguments)


if __name__ == "__main__":
    main()
