"""Peer review of people: asked for by themselves, answered by colleagues nobody can name."""
