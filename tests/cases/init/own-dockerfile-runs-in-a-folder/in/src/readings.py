values = []


def load():
    values.append(1)


def text():
    return str(values)
