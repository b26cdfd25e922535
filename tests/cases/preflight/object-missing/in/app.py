from flask import Flask

service = Flask(__name__)
