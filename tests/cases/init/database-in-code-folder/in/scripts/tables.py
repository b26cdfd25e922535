from pathlib import Path

LOGS = Path.home() / ".shelf" / "logs"
LOGS.mkdir(parents=True, exist_ok=True)


def count(db):
    return db.session.execute("select count(*) from books").scalar()
