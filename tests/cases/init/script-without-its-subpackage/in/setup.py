from setuptools import setup

setup(
    name="tides",
    version="1.0",
    packages=["tides"],
    install_requires=["requests==2.32.4"],
    entry_points={"console_scripts": ["tides=tides.main:run"]},
)
