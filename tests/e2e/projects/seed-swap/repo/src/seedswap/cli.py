from datetime import date
from typing import Annotated

import typer

from .seeds import SEEDS

app = typer.Typer(help="What to sow when.", no_args_is_help=True)


@app.command()
def when(name: Annotated[str, typer.Argument(help="The name of the plant")]) -> None:
    """When to sow a plant, and how deep."""
    seed = SEEDS.get(name.lower())
    if seed is None:
        typer.echo(f"Nobody has brought {name} to the swap yet.", err=True)
        raise typer.Exit(1)
    typer.echo(f"Sow {seed.name} {seed.season}, {seed.depth:g} cm deep.")


@app.command()
def calendar(month: Annotated[int | None, typer.Option(min=1, max=12, help="1 is January")] = None) -> None:
    """What can be sown in a month, normally in this one."""
    month = month or date.today().month
    for seed in SEEDS.values():
        if seed.can_be_sown_in(month):
            typer.echo(seed.name)


def calendar_of_this_month() -> None:
    typer.run(calendar)
