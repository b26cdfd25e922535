"""Names."""
__version__ = "1.0"
