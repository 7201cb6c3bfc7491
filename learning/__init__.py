"""Collegium: colleagues teach each other."""
