"""Amounts by account."""
