from setuptools import setup

setup(
    name="buoy",
    version="1.0",
    packages=["buoy"],
    install_requires=["flask>=3", "flask-httpauth>=4"],
    entry_points={"console_scripts": ["buoy = buoy:main"]},
)
