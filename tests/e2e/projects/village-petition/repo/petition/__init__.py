"""Petitions of the village."""
