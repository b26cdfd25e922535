import time

from tides.gauges import level


def run():
    while True:
        print(level("harbour"))
        time.sleep(60)


if __name__ == "__main__":
    run()
