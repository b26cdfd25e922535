import os

SECRET_KEY = os.environ.get("DJANGO_SECRET_KEY", "not-a-secret-while-nobody-logs-in")
DEBUG = False
ALLOWED_HOSTS = os.environ.get("DJANGO_ALLOWED_HOSTS", "localhost 127.0.0.1 [::1]").split()

INSTALLED_APPS = [
    "channels",
    "departures",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.common.CommonMiddleware",
]
ROOT_URLCONF = "busstop.urls"
ASGI_APPLICATION = "busstop.asgi.application"

# the timetable is code, so there is nothing to keep in a database
DATABASES = {}

CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TIME_ZONE = "Europe/Lisbon"
USE_TZ = True
