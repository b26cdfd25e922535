import pytest

from newsletter import create_app


@pytest.fixture
def client(tmp_path):
    return create_app(database=str(tmp_path / "subscribers.sqlite3")).test_client()
