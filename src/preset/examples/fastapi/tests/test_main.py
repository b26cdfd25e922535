from example_api.main import index


def test_index():
    assert index() == {"ready": True}
