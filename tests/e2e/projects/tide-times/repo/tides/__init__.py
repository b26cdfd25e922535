"""Approximate tides from harmonic constituents."""
