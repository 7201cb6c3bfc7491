"""What is next for me, and search over everything."""
