import click


@click.command()
def main():
    click.echo("open")


if __name__ == "__main__":
    main()
