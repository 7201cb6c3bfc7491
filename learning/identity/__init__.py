"""Proving who asks."""
