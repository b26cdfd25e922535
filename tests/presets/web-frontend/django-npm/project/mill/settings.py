SECRET_KEY = "only-here"
INSTALLED_APPS = ["django.contrib.staticfiles"]
ROOT_URLCONF = "mill.urls"
WSGI_APPLICATION = "mill.wsgi.application"
STATICFILES_DIRS = ["frontend/dist"]
STATIC_URL = "static/"
STATIC_ROOT = "staticfiles"
