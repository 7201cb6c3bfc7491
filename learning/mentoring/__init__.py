"""Mentoring one to one: who is matched with whom, and the sessions they book."""
