ALLOWED_HOSTS = ["*"]
SECRET_KEY = "for-tests-only"
ROOT_URLCONF = "core.urls"
