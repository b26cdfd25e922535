from setuptools import setup

setup(
    name="harbour",
    version="1",
    py_modules=["app"],
    install_requires=["flask", "tide-tables @ git+https://crew:tide42@git.example/tables.git"],
)
