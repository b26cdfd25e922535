import click


@click.command()
def main() -> None:
    print("bread and cheese")
