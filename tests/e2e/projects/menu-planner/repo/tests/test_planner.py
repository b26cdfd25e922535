from menuplan.__main__ import main
from menuplan.planner import plan


def test_every_day_has_another_dish():
    assert len({dish.name for dish in plan(week=12).values()}) == 7


def test_the_same_week_gives_the_same_menu():
    assert plan(week=12) == plan(week=12)


def test_vegetarians_get_no_fish_pie():
    assert all(dish.vegetarian for week in range(1, 53) for dish in plan(week, vegetarian=True).values())


def test_the_shopping_list_is_asked_for(capsys):
    main(["--week", "3", "--shopping-list"])
    assert "To buy: " in capsys.readouterr().out
