from setuptools import Extension, setup

setup(
    name="ripple",
    version="1.0",
    packages=["ripple"],
    ext_modules=[Extension("ripple._wave", ["ripple/wave.c"])],
    install_requires=["flask", "gunicorn"],
)
