#!/usr/bin/env python3
"""Makes the pictures of the documentation, with Python's standard library alone.

    python3 scripts/record-docs.py target/debug/pydock            writes docs/images/init.svg, a recording of a terminal
    python3 scripts/record-docs.py target/debug/pydock --check    fails if it would change
    python3 scripts/record-docs.py target/debug/pydock --page     also docs/images/explain.png, with the program `chromium`

The recording is a real session at a pseudo-terminal of 80 columns: `pydock init` in a copy of an example, and the keys in KEYS.
The same program and example give the same bytes.
"""

import argparse
import html
import os
import pathlib
import pty
import re
import select
import shutil
import struct
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
EXAMPLE = ROOT / "tests/e2e/projects/bookshelf/repo"
IMAGES = ROOT / "docs/images"
COLUMNS, ROWS = 80, 60
# What is waited for, and the key that answers it.
KEYS = [("n: no", "y")]
# Seconds that a frame is shown.
SHOWN = [1.5, 4, 6]
WIDTH, HEIGHT, MARGIN = 8.4, 18, 14
COLORS = {31: "#ff7b72", 32: "#7ee787", 33: "#e3b341", 34: "#79c0ff", 35: "#d2a8ff", 36: "#76e3ea", 90: "#8b949e"}


class Screen:
    """The few control sequences that pydock and its prompts use."""

    def __init__(self):
        self.lines = [[]]
        self.row = self.column = 0
        self.style = ""

    def feed(self, text):
        for part in re.split(r"(\x1b\[[0-9;?]*[A-Za-z]|\r|\n)", text):
            if not part:
                continue
            if part == "\r":
                self.column = 0
            elif part == "\n":
                self.row += 1
                self.column = 0
                self.lines.extend([] for _ in range(self.row + 1 - len(self.lines)))
            elif part.startswith("\x1b["):
                self.control(part[2:-1], part[-1])
            else:
                for character in part:
                    self.put(character)

    def put(self, character):
        line = self.lines[self.row]
        line.extend((" ", "") for _ in range(self.column + 1 - len(line)))
        line[self.column] = (character, self.style)
        self.column += 1

    def control(self, numbers, letter):
        first = int(numbers) if numbers.isdigit() else 1
        if letter == "m":
            self.sgr([int(number or 0) for number in numbers.split(";")])
        elif letter == "A":
            self.row = max(0, self.row - first)
        elif letter == "K":
            self.lines[self.row] = [] if numbers == "2" else self.lines[self.row][: self.column]
        elif letter == "G":
            self.column = first - 1

    def sgr(self, numbers):
        for number in numbers:
            if number == 0:
                self.style = ""
            elif number == 1:
                self.style += "font-weight:bold;"
            elif number == 2:
                self.style += "opacity:.7;"
            elif number in COLORS:
                self.style += f"fill:{COLORS[number]};"

    def rows(self):
        return [list(line) for line in self.lines]


def example(folder):
    repository = pathlib.Path(folder) / "shelf"
    shutil.copytree(EXAMPLE, repository)
    return repository


def environment(folder):
    return {
        "HOME": folder,
        "PATH": os.environ["PATH"],
        "TERM": "xterm-256color",
        "COLUMNS": str(COLUMNS),
        "SOURCE_DATE_EPOCH": "1795219200",
    }


def session(pydock):
    """The frames of a session: what the terminal shows before each key and at the end."""
    with tempfile.TemporaryDirectory() as folder:
        repository = example(folder)
        child, terminal = pty.fork()
        if child == 0:
            # Before the program starts, so that nothing depends on which of the two is faster.
            prepare(0)
            os.chdir(repository)
            os.execve(pydock, ["pydock", "init"], environment(folder))
        screen = Screen()
        screen.feed("$ pydock init\r\n")
        frames = [screen.rows()]
        for awaited, key in KEYS:
            read(terminal, screen, awaited)
            frames.append(screen.rows())
            os.write(terminal, key.encode())
        read(terminal, screen, None)
        os.waitpid(child, 0)
        screen.feed("$ ")
        frames.append(screen.rows())
        return frames


def prepare(terminal):
    import fcntl
    import termios

    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
    # A key that is sent before the program reads keys would be shown.
    attributes = termios.tcgetattr(terminal)
    attributes[3] &= ~termios.ECHO
    termios.tcsetattr(terminal, termios.TCSANOW, attributes)


def read(terminal, screen, awaited):
    """Reads until the text is seen, or to the end."""
    seen, deadline = "", time.monotonic() + 60
    while awaited is None or awaited not in seen:
        if time.monotonic() > deadline:
            sys.exit(f"`{awaited}` was not seen after\n{seen}")
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            text = os.read(terminal, 65536).decode()
        except OSError:
            break
        if not text:
            break
        seen += text
        screen.feed(text)


def svg(frames):
    rows = max(len(frame) for frame in frames)
    width, height = int(COLUMNS * WIDTH + 2 * MARGIN), int(rows * HEIGHT + 2 * MARGIN)
    total = sum(SHOWN)
    styles, groups, start = [], [], 0.0
    for index, (frame, seconds) in enumerate(zip(frames, SHOWN)):
        end = start + 100 * seconds / total
        last = index == len(frames) - 1
        styles.append(
            f"@keyframes f{index} {{ 0% {{ opacity: {int(index == 0)} }} {start:.2f}% {{ opacity: 1 }} "
            f"{end:.2f}% {{ opacity: {int(last)} }} 100% {{ opacity: {int(last)} }} }}"
        )
        styles.append(f".f{index} {{ animation: f{index} {total}s step-end infinite }}")
        groups.append(f'<g class="f{index}">\n{texts(frame)}</g>\n')
        start = end
    still = ", ".join(f".f{index}" for index in range(len(frames) - 1))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" role="img" '
        f'aria-label="A terminal in which pydock init is run">\n<style>\n'
        f"text {{ font: 14px ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; fill: #e6edf3; white-space: pre }}\n"
        + "\n".join(styles)
        + f"\n@media (prefers-reduced-motion) {{ g {{ animation: none !important }} {still} {{ display: none }} }}\n</style>\n"
        f'<rect width="{width}" height="{height}" rx="8" fill="#0d1117"/>\n' + "".join(groups) + "</svg>\n"
    )


def texts(frame):
    lines = []
    for row, line in enumerate(frame):
        y = MARGIN + HEIGHT * (row + 0.75)
        column = 0
        while column < len(line):
            style, end = line[column][1], column
            while end < len(line) and line[end][1] == style:
                end += 1
            text = "".join(character for character, _ in line[column:end])
            if text.strip():
                x = MARGIN + WIDTH * column
                styled = f' style="{style}"' if style else ""
                length = f'textLength="{WIDTH * len(text):.1f}" lengthAdjust="spacingAndGlyphs"'
                lines.append(f'<text x="{x:.1f}" y="{y:.1f}" {length}{styled}>{html.escape(text)}</text>\n')
            column = end
    return "".join(lines)


def page(pydock):
    """A picture of the page that `pydock explain --html` writes, with the explanation of a line."""
    with tempfile.TemporaryDirectory() as folder:
        repository = example(folder)

        def run(*words):
            subprocess.run(words, cwd=repository, env=environment(folder), check=True, stderr=subprocess.DEVNULL)

        run(pydock, "init", "--yes", "--quiet")
        run(pydock, "explain", "--html", "--output", f"{folder}/why.html")
        dockerfile = (repository / "Dockerfile").read_text().splitlines()
        line = 1 + next(number for number, text in enumerate(dockerfile) if text.startswith("FROM python"))
        # A window as high as the page needs no scrolling to the line; the picture is its upper part.
        frame = f'<style>body {{ margin: 0 }} iframe {{ border: 0; width: 1280px; height: 3000px }}</style><iframe src="why.html#line-{line}">'
        pathlib.Path(folder, "frame.html").write_text(frame)
        options = ["--headless", "--no-sandbox", "--hide-scrollbars", "--virtual-time-budget=3000", "--window-size=1280,1250"]
        picture = f"--screenshot={IMAGES / 'explain.png'}"
        run("chromium", *options, picture, f"file://{folder}/frame.html")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("pydock", type=pathlib.Path)
    parser.add_argument("--check", action="store_true", help="fail if the recording would change")
    parser.add_argument("--page", action="store_true", help="also make the picture of the page that explains")
    arguments = parser.parse_args()
    pydock = str(arguments.pydock.resolve())
    recording, target = svg(session(pydock)), IMAGES / "init.svg"
    if arguments.check:
        sys.exit(0 if target.read_text() == recording else f"{target} is out of date: python3 scripts/record-docs.py {arguments.pydock}")
    IMAGES.mkdir(exist_ok=True)
    target.write_text(recording)
    if arguments.page:
        page(pydock)


if __name__ == "__main__":
    main()
