import sys
from pathlib import Path

import report

RATE = 18  # per hour, for the hall


def main():
    rehearsals = list(report.read(Path(__file__).parent / "hours"))
    if not rehearsals:
        print("There are no rehearsals in hours/", file=sys.stderr)
        return 1
    for month, hours in report.by_month(rehearsals).items():
        print(f"{month}: {hours:4.1f} hours, {hours * RATE:6.2f} for the hall")
    for voice, hours in report.by_voice(rehearsals):
        print(f"{voice:>8}: {hours:4.1f} hours")
    total = sum(rehearsal.hours for rehearsal in rehearsals)
    print(f"The choir rehearsed for {total:g} hours")
    return 0


if __name__ == "__main__":
    sys.exit(main())
