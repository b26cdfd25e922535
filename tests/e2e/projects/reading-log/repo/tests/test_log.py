from pathlib import Path

from streamlit.testing.v1 import AppTest

import log

ROOT = Path(__file__).parent.parent


def test_pages_add_up_by_reader():
    pages = log.pages_by("reader", log.read(ROOT / "books.csv"))
    assert pages["Jonas"] == 1106
    assert pages["Ida"] == 1569


def test_the_longest_book():
    assert log.longest(log.read(ROOT / "books.csv")) == "Moby-Dick"


def test_the_page_can_be_narrowed_to_one_reader():
    page = AppTest.from_file(str(ROOT / "app.py"), default_timeout=30).run()
    page.multiselect[0].select("Jonas").run()
    assert [metric.value for metric in page.metric] == ["3", "1106", "Annals of the Former World"]
