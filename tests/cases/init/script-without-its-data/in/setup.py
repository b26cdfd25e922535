from setuptools import setup

setup(
    name="ferry",
    version="1.0",
    packages=["ferry"],
    install_requires=["flask>=3", "pyyaml>=6"],
    entry_points={"console_scripts": ["ferry = ferry.__main__:main"]},
)
