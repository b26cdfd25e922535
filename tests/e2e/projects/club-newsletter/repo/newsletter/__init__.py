import os
import tempfile
from pathlib import Path

from flask import Flask

from . import issues, subscriptions


def create_app(database=None):
    app = Flask(__name__)
    app.config["DATABASE"] = (
        database
        or os.environ.get("NEWSLETTER_DB")
        or str(Path(tempfile.gettempdir()) / "newsletter.sqlite3")
    )
    app.register_blueprint(issues.blueprint)
    app.register_blueprint(subscriptions.blueprint)
    return app
