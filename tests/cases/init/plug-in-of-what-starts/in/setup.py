from setuptools import setup

setup(
    name="parsnip",
    version="1.0",
    packages=["parsnip"],
    entry_points={"celery.commands": ["parsnip = parsnip.command:parsnip"]},
)
