from flask import Flask
from flask_httpauth import HTTPBasicAuth

app = Flask(__name__)
auth = HTTPBasicAuth()


def main():
    app.run(host="0.0.0.0", port=5000)
