from celery import Celery

app = Celery("counter")
