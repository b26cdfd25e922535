"""The command ``pydock`` as a wheel. The program is a binary; this package only finds it."""

from pydock_cli._find import find_pydock

__all__ = ["find_pydock"]
