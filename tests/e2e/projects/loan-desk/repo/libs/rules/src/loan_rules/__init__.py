"""For how long what may be borrowed."""

from enum import StrEnum

from dateutil.relativedelta import relativedelta


class Kind(StrEnum):
    book = "book"
    record = "record"
    map = "map"


LENGTHS = {Kind.book: relativedelta(months=1), Kind.record: relativedelta(weeks=1), Kind.map: relativedelta(days=3)}


def due(kind, borrowed):
    return borrowed + LENGTHS[kind]
