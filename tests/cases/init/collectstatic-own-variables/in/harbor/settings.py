from pathlib import Path

from pydantic_settings import BaseSettings


class Environment(BaseSettings):
    database: str = ""
    secret_key: str = ""

    def model_post_init(self, context):
        if not self.database.startswith("postgres://") or not self.secret_key:
            raise ValueError("DATABASE and SECRET_KEY are required")


ENVIRONMENT = Environment()
BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = ENVIRONMENT.secret_key
ROOT_URLCONF = "harbor.urls"
WSGI_APPLICATION = "harbor.wsgi.application"
INSTALLED_APPS = ["django.contrib.staticfiles"]
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "static-root"
