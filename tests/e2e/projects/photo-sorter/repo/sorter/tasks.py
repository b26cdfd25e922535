from collections import Counter
from datetime import datetime

from celery import shared_task
from celery.utils.log import get_task_logger

log = get_task_logger(__name__)

# from this hour on, in this folder
FOLDERS = [(5, "sunrise"), (9, "day"), (18, "an evening in the garden"), (22, "night")]

sorted_photos: dict[str, str] = {}


def folder_for(taken: datetime) -> str:
    folder = FOLDERS[-1][1]
    for hour, name in FOLDERS:
        if taken.hour >= hour:
            folder = name
    return folder


@shared_task
def sort_photo(name: str, taken: str) -> str:
    folder = folder_for(datetime.fromisoformat(taken))
    sorted_photos[name] = folder
    log.info("%s goes to %s", name, folder)
    return folder


@shared_task
def count_folders() -> dict[str, int]:
    counted = dict(Counter(sorted_photos.values()))
    log.info("so far: %s", counted)
    return counted
