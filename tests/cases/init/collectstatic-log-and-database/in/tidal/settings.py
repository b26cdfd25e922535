from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
SECRET_KEY = "only for tests"
ALLOWED_HOSTS = ["*"]
INSTALLED_APPS = ["django.contrib.staticfiles"]
ROOT_URLCONF = "tidal.urls"
STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "public" / "static"
MEDIA_ROOT = BASE_DIR / "public" / "media"
WSGI_APPLICATION = "tidal.wsgi.application"
DATABASES = {
    "default": {"ENGINE": "django.db.backends.sqlite3", "NAME": BASE_DIR / "store" / "tides.sqlite3"},
}
LOGGING = {
    "version": 1,
    "handlers": {"file": {"class": "logging.FileHandler", "filename": BASE_DIR / "logs" / "tides.log"}},
    "root": {"handlers": ["file"]},
}
