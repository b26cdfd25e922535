from flask import Flask

admin = Flask("admin")
site = Flask("site")
