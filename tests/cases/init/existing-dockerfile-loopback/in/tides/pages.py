from starlette.applications import Starlette


def pages():
    return Starlette()
