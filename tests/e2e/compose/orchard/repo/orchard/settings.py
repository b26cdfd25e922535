import os

SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
ROOT_URLCONF = "orchard.urls"
WSGI_APPLICATION = "orchard.wsgi.application"
INSTALLED_APPS = ["orchard"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.postgresql",
        "HOST": os.environ.get("POSTGRES_HOST", "localhost"),
        "NAME": os.environ.get("POSTGRES_DB", "orchard"),
        "USER": os.environ.get("POSTGRES_USER", "orchard"),
        "PASSWORD": os.environ.get("POSTGRES_PASSWORD", ""),
    }
}
CELERY_BROKER_URL = os.environ.get("CELERY_BROKER_URL", "redis://localhost:6379/0")
CELERY_BEAT_SCHEDULE = {"ripen": {"task": "orchard.tasks.ripen", "schedule": 2.0}}
