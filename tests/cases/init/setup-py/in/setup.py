from setuptools import find_packages, setup

setup(
    name="shop",
    version="1.2.0",
    packages=find_packages(),
    install_requires=["bottle>=0.13", "waitress>=3"],
    python_requires=">=3.11",
)
