import os

from celery import Celery
from celery.schedules import crontab

app = Celery(
    "sorter",
    broker=os.environ.get("BROKER_URL", "memory://"),
    backend=os.environ.get("RESULT_BACKEND", "cache+memory://"),
    include=["sorter.tasks"],
)
app.conf.update(
    broker_connection_retry_on_startup=True,
    worker_hijack_root_logger=False,
    beat_schedule={
        "count-at-midnight": {"task": "sorter.tasks.count_folders", "schedule": crontab(hour=0, minute=0)},
    },
)
