"""What to sow when."""
