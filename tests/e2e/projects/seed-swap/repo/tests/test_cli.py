from typer.testing import CliRunner

from seedswap.cli import app

runner = CliRunner()


def test_garlic_is_sown_across_the_new_year():
    for month in ("10", "1"):
        assert "garlic" in runner.invoke(app, ["calendar", "--month", month]).output
    assert "garlic" not in runner.invoke(app, ["calendar", "--month", "6"]).output


def test_names_are_read_in_any_case():
    assert runner.invoke(app, ["when", "Lettuce"]).output == "Sow lettuce from March to August, 0.5 cm deep.\n"


def test_a_plant_that_nobody_has_brought():
    assert runner.invoke(app, ["when", "mandrake"]).exit_code == 1
