import click


@click.command()
def parsnip():
    click.echo("parsnip")
