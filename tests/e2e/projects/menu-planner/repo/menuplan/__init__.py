"""Seven dinners for a week."""
