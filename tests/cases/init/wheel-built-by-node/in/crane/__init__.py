from importlib.resources import files


def main():
    print(files("crane").joinpath("pages.js").read_text())
