import pytest

from sorter import tasks
from sorter.worker import app


@pytest.fixture(autouse=True)
def at_once():
    tasks.sorted_photos.clear()
    app.conf.task_always_eager = True


@pytest.mark.parametrize(
    ("taken", "folder"),
    [("2026-06-21T04:59", "night"), ("2026-06-21T05:00", "sunrise"), ("2026-06-21T23:10", "night")],
)
def test_the_hour_names_the_folder(taken, folder):
    assert tasks.sort_photo.delay("swans.jpg", taken).get() == folder


def test_folders_are_counted():
    for name in ("swans.jpg", "owl.jpg"):
        tasks.sort_photo.delay(name, "2026-06-21T01:00")
    assert tasks.count_folders.delay().get()["night"] == 2
