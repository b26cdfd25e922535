from .handler import make

application = make()
