import xarray

print(xarray.__version__)
