"""Who plays whom, round by round.

Usage:
  fixtures.py [--first=<day>] <player> <player>...

Options:
  --first=<day>  The number of the first round [default: 1].
"""

from docopt import docopt

import circle


def main():
    arguments = docopt(__doc__)
    for number, pairs in enumerate(circle.rounds(arguments["<player>"]), int(arguments["--first"])):
        print(f"Round {number}: " + ", ".join(f"{one} against {other}" for one, other in pairs))


if __name__ == "__main__":
    main()
