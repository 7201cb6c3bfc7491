"""A trail nobody can quietly change."""
