import click

from kitchen_units import __version__
from kitchen_units.convert import GRAMS, MILLILITRES, NoSuchUnit, convert, densities


@click.group()
@click.version_option(__version__)
def main():
    """Cups to grams and back."""


@main.command("convert")
@click.argument("amount", type=float)
@click.argument("unit")
@click.argument("wanted")
@click.option("--of", "ingredient", default="water", show_default=True)
def convert_command(amount, unit, wanted, ingredient):
    """AMOUNT in UNIT as WANTED, for an ingredient."""
    try:
        density = densities()[ingredient]
    except KeyError:
        raise click.BadParameter(f"nobody has weighed {ingredient} yet", param_hint="--of")
    try:
        result = convert(amount, unit, wanted, density)
    except NoSuchUnit as unknown:
        raise click.BadParameter(f"{unknown} is no unit that we cook with")
    click.echo(f"{amount:g} {unit} of {ingredient} are {result:.2g} {wanted}")


@main.command("list")
def list_command():
    """The units and the ingredients."""
    click.echo("weights:     " + " ".join(GRAMS))
    click.echo("volumes:     " + " ".join(MILLILITRES))
    click.echo("ingredients: " + " ".join(sorted(densities())))
