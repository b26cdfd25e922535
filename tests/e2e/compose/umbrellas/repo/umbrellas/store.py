import os

from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)


def prepare():
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE IF NOT EXISTS umbrella (id INT AUTO_INCREMENT PRIMARY KEY, color VARCHAR(40))"))


def keep(color):
    prepare()
    with engine.begin() as connection:
        connection.execute(text("INSERT INTO umbrella (color) VALUES (:color)"), {"color": color})


def colors():
    prepare()
    with engine.connect() as connection:
        return list(connection.scalars(text("SELECT color FROM umbrella ORDER BY id")))
