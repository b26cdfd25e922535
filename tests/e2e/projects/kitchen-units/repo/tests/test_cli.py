from click.testing import CliRunner

from kitchen_units.cli import main


def run(*arguments):
    return CliRunner().invoke(main, arguments)


def test_a_cup_of_honey_is_heavy():
    assert run("convert", "1", "cups", "g", "--of", "honey").output.startswith("1 cups of honey")


def test_an_ingredient_that_nobody_has_weighed():
    result = run("convert", "1", "cups", "g", "--of", "feathers")
    assert result.exit_code == 2
    assert "nobody has weighed feathers yet" in result.output


def test_the_list_names_every_ingredient():
    assert "oats" in run("list").output
