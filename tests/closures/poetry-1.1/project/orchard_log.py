"""What was picked."""
