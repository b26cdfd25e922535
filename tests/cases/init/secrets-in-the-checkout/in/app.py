from flask import Flask

import shop

app = Flask(__name__)
