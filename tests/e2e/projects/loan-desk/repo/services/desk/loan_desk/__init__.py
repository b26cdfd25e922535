"""The loan desk."""
