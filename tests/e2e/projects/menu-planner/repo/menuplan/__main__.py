import argparse
import sys
from datetime import date

from menuplan.planner import plan, shopping_list


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="menuplan", description="Seven dinners for a week.")
    parser.add_argument("--week", type=int, default=date.today().isocalendar().week)
    parser.add_argument("--vegetarian", action="store_true")
    parser.add_argument("--shopping-list", action="store_true", help="also print what to buy")
    chosen = parser.parse_args(arguments)

    menu = plan(chosen.week, chosen.vegetarian)
    print(f"The menu of week {chosen.week}")
    for day, dish in menu.items():
        print(f"{day:>9}  {dish.name}")
    if chosen.shopping_list:
        print("\nTo buy: " + ", ".join(shopping_list(menu)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
