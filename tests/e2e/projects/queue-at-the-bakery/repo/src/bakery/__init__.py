"""The queue at the bakery."""
