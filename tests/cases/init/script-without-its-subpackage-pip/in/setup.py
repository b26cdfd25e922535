from setuptools import setup

setup(
    name="tides",
    version="1.0",
    packages=["tides"],
    entry_points={"console_scripts": ["tides=tides.main:run"]},
)
