from pathlib import Path

from flask import Flask
import yaml

app = Flask(__name__)
HERE = Path(__file__).parent
TIMES = yaml.safe_load((HERE / "times.yaml").read_text())
LOG = HERE / "log"


@app.get("/")
def times():
    return TIMES


def main():
    LOG.mkdir(exist_ok=True)
    app.run(host="0.0.0.0", port=5000)


if __name__ == "__main__":
    main()
