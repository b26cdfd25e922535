from bakery.queue import Queue


def test_numbers_are_called_in_order():
    queue = Queue()
    taken = [queue.take() for _ in range(3)]
    assert [queue.call_next() for _ in range(3)] == taken


def test_how_many_are_ahead():
    queue = Queue()
    for _ in range(4):
        number = queue.take()
    assert queue.ahead_of(number) == 3


def test_an_empty_shop():
    assert Queue().call_next() is None
