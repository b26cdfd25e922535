import logging
from http.server import HTTPServer, SimpleHTTPRequestHandler

import yaml

with open("config.yaml") as file:
    config = yaml.safe_load(file)

logging.getLogger().addHandler(logging.FileHandler(config["log"]["file"]))

if __name__ == "__main__":
    HTTPServer(("", config.get("port", 8099)), SimpleHTTPRequestHandler).serve_forever()
