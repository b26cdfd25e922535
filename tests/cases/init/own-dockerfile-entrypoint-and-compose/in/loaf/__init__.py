import click


@click.group()
def main():
    pass


@main.command()
def oven():
    import bottle
    from waitress import serve

    serve(bottle.default_app(), host="0.0.0.0", port=6100)
