from celery import Celery

app = Celery("crumbs", broker="memory://")
