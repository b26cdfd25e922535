import click
import uvicorn

from tides.pages import pages


@click.command()
@click.option("-h", "--host", default="127.0.0.1", help="Host for the server.")
@click.option("-p", "--port", default=8001, type=int)
def main(host, port):
    uvicorn.run(pages(), host=host, port=port)
