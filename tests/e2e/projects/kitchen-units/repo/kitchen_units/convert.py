"""Weights and volumes, through the density of the ingredient."""

from configparser import ConfigParser
from importlib.resources import files

GRAMS = {"g": 1.0, "kg": 1000.0, "oz": 28.35, "lb": 453.6}
MILLILITRES = {"ml": 1.0, "l": 1000.0, "tsp": 4.93, "tbsp": 14.79, "cups": 236.6}


class NoSuchUnit(ValueError):
    pass


def densities():
    table = ConfigParser()
    table.read_string(files("kitchen_units").joinpath("densities.ini").read_text(encoding="utf-8"))
    return {name: float(value) for name, value in table["density"].items()}


def in_grams(amount, unit, density):
    if unit in GRAMS:
        return amount * GRAMS[unit]
    if unit in MILLILITRES:
        return amount * MILLILITRES[unit] * density
    raise NoSuchUnit(unit)


def convert(amount, unit, wanted, density):
    grams = in_grams(amount, unit, density)
    return grams / in_grams(1, wanted, density)
