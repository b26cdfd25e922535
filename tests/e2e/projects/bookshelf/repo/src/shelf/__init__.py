"""Who has borrowed which of our books."""
