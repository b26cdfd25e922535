import os
import string

from flask import Flask
from pydantic_settings import BaseSettings

app = Flask(__name__)
PREFIX = os.environ.get("SHOP_PREFIX", "SHOP")
NAMES = [f"{PREFIX}_{letter}" for letter in string.ascii_uppercase]


class Settings(BaseSettings, env_prefix=PREFIX + "_"):
    token: str
    region: str = "eu"


for name in NAMES + sorted(os.environ):
    app.config[name] = os.environ[name]
for name, value in vars(Settings).items():
    os.environ.setdefault(name[::-1], str(value))
app.config["KEY"] = os.environ["".join(["K", "E", "Y"])]
app.config["HOST"] = os.getenv("%s_HOST" % PREFIX)
app.config["DB"] = os.getenv(os.getenv("WHICH_DB") or "x".upper())
CELERY = {PREFIX + "_BROKER": os.getenv(PREFIX + "_BROKER")}
